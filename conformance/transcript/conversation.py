"""A transcript taken apart: which answer belongs to which request, and in which session state.

It decides nothing about right and wrong. Answers are paired by three rules:

1. An answer belongs to the open request with the same JSON id (type and value), if there is exactly
   one.
2. Else, if just one request is open, it belongs to that one, with a wrong id. If the request's own
   answer comes later, or the first with a null id, that one replaces it.
3. Else it is unattached: a subject of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from conformance.api.document import ABSENT, same_json
from conformance.api.methods import LOGON, LOGOUT, START, STOP
from conformance.transcript.exchange import (
    Exchange,
    Message,
    Session,
    Stream,
    Unattached,
    is_answer,
    is_wrong_logon,
    key_kind,
    readable_id,
)
from conformance.transcript.frames import Direction, Transcript
from conformance.transcript.kinds import is_undecided


@dataclass(frozen=True, slots=True)
class Conversation:
    """A transcript as exchanges, and the answers that belong to none.

    ``session`` and ``stream`` are the states after it.
    """

    transcript: Transcript
    exchanges: tuple[Exchange, ...]
    unattached: tuple[Unattached, ...]
    session: Session = "unknown"
    stream: Stream = "unknown"
    number: int = 0

    @property
    def place(self) -> str:
        """Where it is, in words."""
        return "the connection"


def conversation_of(transcript: Transcript) -> Conversation:
    """Pair answers with requests, by the rules above, and add the session's and stream's states."""
    pairing = _Pairing(transcript.partial)
    for index, frame in enumerate(transcript.frames):
        message = Message(index, frame)
        if frame.direction is Direction.SENT:
            pairing.add_request(message)
        elif is_answer(frame):
            pairing.add_answer(message)
    unattached = list(pairing.all_unattached())
    exchanges, session, stream = _with_states(pairing.exchanges, transcript)
    located = tuple(
        replace(each, session=_session_at(each, exchanges, session)) for each in unattached
    )
    return Conversation(transcript, exchanges, located, session, stream)


def _session_at(answer: Unattached, exchanges: tuple[Exchange, ...], last: Session) -> Session:
    """Return the session's state before the first request that was sent after an answer."""
    later = (e for e in exchanges if e.request and e.request.index > answer.answer.index)
    return next((exchange.session for exchange in later), last)


class _Pairing:
    """Exchanges while they are paired; a place is an exchange's index.

    ``open`` are the places of requests without an answer. ``provisional`` are those whose answer
    has another id (rule 2), or repeats an earlier answer's text, so their own may still come.
    ``unplaced`` are the answers of rule 3, each with the places that were open then, and whether
    its id is that of an answered request.
    """

    def __init__(self, partial: bool) -> None:
        self.partial = partial
        self.exchanges: list[Exchange] = []
        self.unattached: list[Unattached] = []
        self.unplaced: list[tuple[Message, tuple[int, ...], bool]] = []
        self.open: list[int] = []
        self.provisional: list[int] = []

    def add_request(self, message: Message) -> None:
        for place in self.open:
            self._change(place, alone=False)
        number = len(self.exchanges) + 1
        self.exchanges.append(Exchange(number, message, None, alone=not self.open))
        self.open.append(number - 1)

    def add_answer(self, message: Message) -> None:
        got = message.document.members.get("id", ABSENT)
        waiting = self._with_id(self.open, got)
        replaced = self._without_null() if got is None else self._with_id(self.provisional, got)
        if len(waiting) == 1:
            doubled = any(
                e.answer and e.answer.frame.data == message.frame.data for e in self.exchanges
            )
            self._give(waiting[0], message, self.open)
            self.provisional += waiting if doubled else []
        elif len(replaced) == 1 and not waiting:
            self._replace(replaced[0], message)
        elif len(nearest := self._could_answer(message)) == 1:
            self._give(nearest[0], message, self.open)
            self.provisional += nearest
        elif self.partial:
            number = len(self.exchanges) + 1
            self.exchanges.append(
                Exchange(number, None, message, stated_method=message.frame.method)
            )
        else:
            self._set_aside(message, got)

    def _without_null(self) -> list[int]:
        """Return the provisional places whose answer's id is not null: one that is may be meant."""
        members = ((p, self.exchanges[p].answer_members) for p in self.provisional)
        return [place for place, answer in members if answer.get("id", ABSENT) is not None]

    def _give(self, place: int, message: Message, places: list[int]) -> None:
        self._change(place, answer=message)
        places.remove(place)

    def _replace(self, place: int, message: Message) -> None:
        """Give a request its own answer; the one that it had becomes unattached."""
        wrong = self.exchanges[place].answer
        self._give(place, message, self.provisional)
        if wrong:
            self.unattached.append(Unattached(wrong, 0))

    def _set_aside(self, message: Message, got: Any) -> None:
        answered = [e for e in self.exchanges if e.answer]
        repeated = any(same_json(self._id(e.number - 1), got) for e in answered)
        self.unplaced.append((message, tuple(self.open), repeated))

    def all_unattached(self) -> Iterator[Unattached]:
        """Yield the unattached answers, and mark the requests that each could have answered.

        One that repeats an id could have answered only requests that are open at the end.
        """
        yield from self.unattached
        for message, places, repeated in self.unplaced:
            near = [p for p in places if not repeated or p in self.open]
            for place in near:
                self._change(place, near_unattached=True)
            yield Unattached(message, len(near))

    def _could_answer(self, message: Message) -> list[int]:
        """Return the places of requests that an answer with none of their ids could belong to.

        Where requests may be missing, only the one right before the answer could.
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


def _with_states(
    exchanges: list[Exchange], transcript: Transcript
) -> tuple[tuple[Exchange, ...], Session, Stream]:
    """Return the exchanges with the states before each, and the session and stream after all."""
    known: dict[bool | None, Session] = {True: "logged-on", False: "none", None: "unknown"}
    session = known[transcript.logged_on]
    scripted: Session = session
    stream: Stream = "unknown"
    key_refused_before = False
    logon_code: Any = ABSENT
    stateful = []
    for exchange in exchanges:
        stated = exchange.request.frame.logged_on if exchange.request else None
        if stated is not None and (session == "logged-on") is not stated:
            session = scripted = known[stated]
        now = replace(
            exchange,
            session=session,
            scripted=scripted,
            stream=stream if exchange.alone else "unknown",
            key=key_kind(exchange, transcript.api_key),
            key_refused_before=key_refused_before,
            logon_code=logon_code,
            transcript=transcript,
        )
        stateful.append(now)
        session, scripted = _next_session(now, session), _next_script(now, scripted)
        stream = _next_stream(now, stream)
        if now.method == START.name and now.key == "valid":
            key_refused_before = now.refused
        if now.method == LOGON.name:
            logon_code = now.code
    return tuple(stateful), session, stream


def _next_session(exchange: Exchange, session: Session) -> Session:
    if exchange.method in {LOGON.name, LOGOUT.name} and is_undecided(exchange):
        return "unknown"
    if exchange.method == LOGON.name:
        if exchange.success:
            return "logged-on"
        return "refused" if exchange.refused and session in {"none", "refused"} else "unknown"
    if exchange.method == LOGOUT.name:
        if exchange.success:
            return "logged-out" if session == "logged-on" else session
        return session if exchange.refused else "unknown"
    return session


def _next_script(exchange: Exchange, scripted: Session) -> Session:
    if exchange.method == LOGON.name:
        return "refused" if is_wrong_logon(exchange) else "logged-on"
    if exchange.method == LOGOUT.name and scripted == "logged-on":
        return "logged-out"
    return scripted


def _next_stream(exchange: Exchange, stream: Stream) -> Stream:
    if not exchange.alone:
        return "unknown"
    if exchange.method in {START.name, STOP.name} and is_undecided(exchange):
        return "unknown"
    if exchange.method == START.name and exchange.success:
        return "open"
    if exchange.method == STOP.name:
        if exchange.success:
            return "none"
        return stream if exchange.refused else "unknown"
    return stream
