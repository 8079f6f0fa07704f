"""A transcript taken apart: which answer belongs to which request, and in which state it was asked.

It decides nothing about right and wrong; pairing follows the rule of `converse`, and what it could
not pair it hands on as a stray.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from conformance.document import ABSENT, same_json
from conformance.exchange import (
    Conversation,
    Exchange,
    Message,
    Session,
    Stray,
    Stream,
    is_event,
    is_wrong_logon,
    key_kind,
    readable_id,
)
from conformance.transcript import Direction, Opcode, Transcript


def converse(transcript: Transcript) -> Conversation:
    """Pair answers with requests.

    An answer belongs to the open request with the same JSON id if there is exactly one; else, if
    just one request is open, to that one, unless its own answer, or one with a null id, comes after
    all; else it is a stray.
    """
    pairing = _Pairing(transcript.partial)
    for index, frame in enumerate(transcript.frames):
        message = Message(index, frame)
        if frame.direction is Direction.SENT:
            pairing.ask(message)
        elif frame.opcode is not Opcode.CLOSE and not is_event(message):
            pairing.answer(message)
    strays = tuple(pairing.settled())
    exchanges, session, stream = _in_state(pairing.exchanges, transcript)
    return Conversation(transcript, exchanges, strays, session, stream)


class _Pairing:
    """Exchanges in the making.

    ``open`` holds the places of requests that wait for an answer, ``taken`` of those that have one
    with another id, or the very text that an earlier one got, until their own comes.
    """

    def __init__(self, partial: bool) -> None:
        self.partial = partial
        self.exchanges: list[Exchange] = []
        self.strays: list[Stray] = []
        self.crossing: list[tuple[Message, tuple[int, ...], bool]] = []
        self.open: list[int] = []
        self.taken: list[int] = []

    def ask(self, message: Message) -> None:
        for place in self.open:
            self._change(place, alone=False)
        number = len(self.exchanges) + 1
        self.exchanges.append(Exchange(number, message, None, alone=not self.open))
        self.open.append(number - 1)

    def answer(self, message: Message) -> None:
        got = message.document.members.get("id", ABSENT)
        waiting = self._with_id(self.open, got)
        taken = self.taken if got is None else self._with_id(self.taken, got)
        if len(waiting) == 1:
            doubled = any(
                e.answer and e.answer.frame.data == message.frame.data for e in self.exchanges
            )
            self._give(waiting[0], message, self.open)
            self.taken += waiting if doubled else []
        elif len(taken) == 1 and not waiting:
            self._replace(taken[0], message)
        elif len(nearest := self._in_turn(message)) == 1:
            self._give(nearest[0], message, self.open)
            self.taken += nearest
        elif self.partial:
            number = len(self.exchanges) + 1
            self.exchanges.append(Exchange(number, None, message, named=message.frame.method))
        else:
            self._stray(message, got)

    def _give(self, place: int, message: Message, whence: list[int]) -> None:
        self._change(place, answer=message)
        whence.remove(place)

    def _replace(self, place: int, message: Message) -> None:
        """Give a request its own answer; the one that it had turns out to be nobody's."""
        wrong = self.exchanges[place].answer
        self._give(place, message, self.taken)
        if wrong:
            self.strays.append(Stray(wrong, 0))

    def _stray(self, message: Message, got: Any) -> None:
        answered = [e for e in self.exchanges if e.answer]
        repeated = any(same_json(self._id(e.number - 1), got) for e in answered)
        self.crossing.append((message, tuple(self.open), repeated))

    def settled(self) -> Iterator[Stray]:
        """Yield the strays; one that repeats an id is an open request's only if that got none."""
        yield from self.strays
        for message, places, repeated in self.crossing:
            crossed = [p for p in places if not repeated or p in self.open]
            for place in crossed:
                self._change(place, crossed=True)
            yield Stray(message, len(crossed))

    def _in_turn(self, message: Message) -> list[int]:
        """Return the requests that an answer with no id of theirs could belong to.

        Where requests may be missing, only the one right before it could.
        """
        if not self.partial:
            return list(self.open)
        frame = message.index - 1
        return [p for p in self.open if getattr(self.exchanges[p].request, "index", -1) == frame]

    def _with_id(self, places: list[int], got: Any) -> list[int]:
        return [place for place in places if same_json(self._id(place), got)]

    def _id(self, place: int) -> Any:
        request = self.exchanges[place].request
        return readable_id(request.document) if request else ABSENT

    def _change(self, place: int, **changes: Any) -> None:
        self.exchanges[place] = replace(self.exchanges[place], **changes)


def _in_state(
    exchanges: list[Exchange], transcript: Transcript
) -> tuple[tuple[Exchange, ...], Session, Stream]:
    """Fold session and stream over the exchanges, in the order of their requests."""
    known: dict[bool | None, Session] = {True: "logged-on", False: "none", None: "unknown"}
    session = known[transcript.logged_on]
    scripted: Session = session
    stream: Stream = "unknown"
    distrusted = False
    logon_code: Any = ABSENT
    told = []
    for exchange in exchanges:
        now = replace(
            exchange,
            session=session,
            scripted=scripted,
            stream=stream if exchange.alone else "unknown",
            key=key_kind(exchange, transcript.api_key),
            distrusted=distrusted,
            logon_code=logon_code,
            transcript=transcript,
        )
        told.append(now)
        session, scripted = _next_session(now, session), _next_script(now, scripted)
        stream = _next_stream(now, stream)
        if now.method == "userDataStream.start" and now.key == "valid":
            distrusted = now.refused
        if now.method == "session.logon":
            logon_code = now.code
    return tuple(told), session, stream


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
