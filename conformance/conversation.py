"""A transcript taken apart: which answer belongs to which request, and in which state it was asked.

It decides nothing about right and wrong; pairing follows the rule of `converse`, and what it could
not pair it hands on as a stray.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Literal

from conformance.document import ABSENT, Document, same_json
from conformance.scenarios import WRONG_SIGNATURE
from conformance.transcript import Direction, Frame, Opcode, Transcript

Session = Literal["none", "logged-on", "logged-out", "refused", "unknown"]
Stream = Literal["open", "none", "unknown"]
KeyKind = Literal["valid", "unknown", "absent", "invalid", "unverifiable"]


@dataclass(frozen=True, slots=True)
class Message:
    """A frame with its place in the transcript."""

    index: int
    frame: Frame

    @property
    def document(self) -> Document:
        """The frame's text read as JSON."""
        return self.frame.document


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and the answer to it; either may be missing.

    ``session`` and ``stream`` are the states before it, as the answers tell them; ``scripted`` is
    the session's state if every logon and logout had done what it is for. ``distrusted``: the
    account's own key was refused before, by a start. ``alone``: no other request was in flight.
    ``crossed``: an answer that could not be paired came while it was open.
    """

    number: int
    request: Message | None
    answer: Message | None
    named: str | None = None
    session: Session = "unknown"
    scripted: Session = "unknown"
    stream: Stream = "unknown"
    key: KeyKind = "unverifiable"
    distrusted: bool = False
    alone: bool = True
    crossed: bool = False
    transcript: Transcript = field(default_factory=lambda: Transcript("", ()), repr=False)

    @property
    def place(self) -> str:
        """Where it is, in words."""
        return f"exchange {self.number}"

    @property
    def asked(self) -> dict[str, Any]:
        """The request's members; none where it is unknown or no object."""
        return self.request.document.members if self.request else {}

    @property
    def said(self) -> dict[str, Any]:
        """The answer's members; none where there is none, or it is no object."""
        return self.answer.document.members if self.answer else {}

    @property
    def method(self) -> Any:
        """The method asked for, or the one that a capture names."""
        return self.asked.get("method", self.named)

    @property
    def params(self) -> dict[str, Any]:
        """The request's params; none where they are absent or no object."""
        params = self.asked.get("params")
        return params if isinstance(params, dict) else {}

    @property
    def success(self) -> bool:
        """Whether the answer has a result and no error."""
        return "result" in self.said and "error" not in self.said

    @property
    def refused(self) -> bool:
        """Whether the answer has an error and no result."""
        return "error" in self.said and "result" not in self.said

    @property
    def code(self) -> Any:
        """The error's code; ABSENT where there is none."""
        error = self.said.get("error")
        return error.get("code", ABSENT) if isinstance(error, dict) else ABSENT


@dataclass(frozen=True, slots=True)
class Stray:
    """An answer that belongs to no request; ``open`` counts those that it could have answered."""

    answer: Message
    open: int

    number: int = 0

    @property
    def place(self) -> str:
        """Where it is, in words."""
        return f"frame {self.answer.index + 1}"


@dataclass(frozen=True, slots=True)
class Conversation:
    """A transcript as exchanges and strays."""

    transcript: Transcript
    exchanges: tuple[Exchange, ...]
    strays: tuple[Stray, ...]

    number: int = 0

    @property
    def place(self) -> str:
        """Where it is, in words."""
        return "the connection"


def is_event(message: Message) -> bool:
    """Whether this is an object with none of ``id``, ``status``, ``result``, ``error``."""
    value = message.document.value
    return isinstance(value, dict) and not value.keys() & {"id", "status", "result", "error"}


def readable_id(document: Document) -> Any:
    """Return the id that a server can read from a request; null where it can read none."""
    return document.members.get("id")


def converse(transcript: Transcript) -> Conversation:
    """Pair answers with requests.

    An answer belongs to the open request with the same JSON id if there is exactly one; else, if
    just one request is open, to that one; else it is a stray.
    """
    pairing = _Pairing(transcript.partial)
    for index, frame in enumerate(transcript.frames):
        message = Message(index, frame)
        if frame.direction is Direction.SENT:
            pairing.ask(message)
        elif frame.opcode is not Opcode.CLOSE and not is_event(message):
            pairing.answer(message)
    return Conversation(transcript, _in_state(pairing.exchanges, transcript), tuple(pairing.strays))


class _Pairing:
    """Exchanges in the making; ``open`` holds the places of requests that wait for an answer."""

    def __init__(self, partial: bool) -> None:
        self.partial = partial
        self.exchanges: list[Exchange] = []
        self.strays: list[Stray] = []
        self.open: list[int] = []

    def ask(self, message: Message) -> None:
        for place in self.open:
            self._change(place, alone=False)
        number = len(self.exchanges) + 1
        self.exchanges.append(Exchange(number, message, None, alone=not self.open))
        self.open.append(number - 1)

    def answer(self, message: Message) -> None:
        got = message.document.members.get("id", ABSENT)
        same = [place for place in self.open if same_json(self._id(place), got)]
        candidates = same if len(same) == 1 else self._in_turn(message)
        if len(candidates) == 1:
            place = candidates[0]
            self._change(place, answer=message)
            self.open.remove(place)
        elif self.partial:
            number = len(self.exchanges) + 1
            self.exchanges.append(Exchange(number, None, message, named=message.frame.method))
        else:
            self.strays.append(Stray(message, len(self.open)))
            for place in self.open:
                self._change(place, crossed=True)

    def _in_turn(self, message: Message) -> list[int]:
        """Return the requests that an answer with no id of theirs could belong to.

        Where requests may be missing, only the one right before it could.
        """
        if not self.partial:
            return self.open
        frame = message.index - 1
        return [p for p in self.open if getattr(self.exchanges[p].request, "index", -1) == frame]

    def _id(self, place: int) -> Any:
        request = self.exchanges[place].request
        return readable_id(request.document) if request else ABSENT

    def _change(self, place: int, **changes: Any) -> None:
        self.exchanges[place] = replace(self.exchanges[place], **changes)


def _in_state(exchanges: list[Exchange], transcript: Transcript) -> tuple[Exchange, ...]:
    """Fold session and stream over the exchanges, in the order of their requests."""
    known: dict[bool | None, Session] = {True: "logged-on", False: "none", None: "unknown"}
    session = known[transcript.logged_on]
    scripted: Session = session
    stream: Stream = "unknown"
    distrusted = False
    told = []
    for exchange in exchanges:
        now = replace(
            exchange,
            session=session,
            scripted=scripted,
            stream=stream if exchange.alone else "unknown",
            key=key_kind(exchange, transcript.api_key),
            distrusted=distrusted,
            transcript=transcript,
        )
        told.append(now)
        session, scripted = _next_session(now, session), _next_script(now, scripted)
        stream = _next_stream(now, stream)
        if now.method == "userDataStream.start" and now.key == "valid":
            distrusted = now.refused
    return tuple(told)


def key_kind(exchange: Exchange, account_key: str | None) -> KeyKind:
    """Return which kind of apiKey a request carries."""
    key = exchange.params.get("apiKey", ABSENT)
    if key is ABSENT:
        return "absent"
    if not isinstance(key, str) or not key:
        return "invalid"
    if account_key is None:
        return "unverifiable"
    return "valid" if key == account_key else "unknown"


def is_wrong_logon(exchange: Exchange) -> bool:
    """Whether a logon is meant to be refused: its signature or its key is a wrong one."""
    return exchange.params.get("signature") == WRONG_SIGNATURE or exchange.key == "unknown"


def _next_session(exchange: Exchange, session: Session) -> Session:
    if exchange.method == "session.logon":
        if exchange.success:
            return "logged-on"
        return "refused" if exchange.refused and session in {"none", "refused"} else "unknown"
    if exchange.method == "session.logout":
        if exchange.success:
            return "logged-out" if session == "logged-on" else session
        return session if exchange.refused else "unknown"
    return session


def _next_script(exchange: Exchange, scripted: Session) -> Session:
    if exchange.method == "session.logon":
        return "refused" if is_wrong_logon(exchange) else "logged-on"
    if exchange.method == "session.logout" and scripted == "logged-on":
        return "logged-out"
    return scripted


def _next_stream(exchange: Exchange, stream: Stream) -> Stream:
    if not exchange.alone:
        return "unknown"
    if exchange.method == "userDataStream.start" and exchange.success:
        return "open"
    if exchange.method == "userDataStream.stop":
        if exchange.success:
            return "none"
        return stream if exchange.refused else "unknown"
    return stream
