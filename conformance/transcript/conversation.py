"""A transcript taken apart: exchanges, unattached answers, streams, and the states before each.

It decides nothing about right and wrong. `pairing` has the rules by which answers are paired.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from conformance.api.document import same_json
from conformance.transcript.exchange import (
    Exchange,
    Message,
    Session,
    Stream,
    Unattached,
    is_answer,
    readable_id,
)
from conformance.transcript.frames import Direction, Owner, Transcript, stream_names
from conformance.transcript.pairing import Pairing
from conformance.transcript.states import States
from conformance.transcript.streams import StreamConnection, stream_connections


@dataclass(frozen=True, slots=True, eq=False)
class Conversation:
    """A transcript as exchanges, the answers that belong to none, and connections to streams.

    Each equals itself alone, so that what follows from it can be kept beside it.

    ``sessions`` are the states after it, by connection; ``open_streams`` those of user data
    streams, by venue and account.
    """

    transcript: Transcript
    exchanges: tuple[Exchange, ...]
    unattached: tuple[Unattached, ...]
    sessions: Mapping[str, Session] = field(default_factory=dict)
    open_streams: Mapping[tuple[str, Owner], Stream] = field(default_factory=dict)
    streams: tuple[StreamConnection, ...] = ()
    number: int = 0

    @property
    def place(self) -> str:
        """Where it is, in words."""
        return "the connection"

    @property
    def session(self) -> Session:
        """The session's state after it, where there is one connection."""
        return self.sessions.get("", "unknown")

    def stream_of(self, account: Owner, venue: str = "") -> Stream:
        """Return the state of an account's stream after it."""
        return self.open_streams.get((venue, account), "unknown")


def conversation_of(transcript: Transcript) -> Conversation:
    """Pair answers with requests, and add the states of sessions and streams."""
    exchanges, unattached = paired(transcript)
    states = States(transcript)
    stateful = tuple(states.take(exchange) for exchange in exchanges)
    sessions = states.sessions()
    located = tuple(
        replace(each, session=_session_at(each, stateful, sessions)) for each in unattached
    )
    streams = tuple(stream_connections(transcript, stateful))
    return Conversation(transcript, stateful, located, sessions, states.streams(), streams)


def paired(transcript: Transcript) -> tuple[list[Exchange], list[Unattached]]:
    """Pair answers with requests; return the exchanges, without states, and the other answers."""
    exchanges: list[Exchange] = []
    pairings = _pair(transcript, exchanges)
    unattached = [each for pairing in pairings.values() for each in pairing.all_unattached()]
    if len(pairings) > 1:
        unattached = [_placed(each, exchanges) for each in unattached]
    return exchanges, unattached


def _pair(transcript: Transcript, exchanges: list[Exchange]) -> dict[str, Pairing]:
    """Fill exchanges, in the order of their requests; return each connection's pairing."""
    streams = stream_names(transcript.frames)
    pairings: dict[str, Pairing] = {}
    for index, frame in enumerate(transcript.frames):
        if frame.connection in streams:
            continue
        pairing = pairings.setdefault(frame.connection, Pairing(exchanges, transcript.partial))
        if frame.direction is Direction.SENT:
            in_flight = [place for each in pairings.values() for place in each.open]
            pairing.add_request(Message(index, frame), in_flight)
        elif is_answer(frame):
            others = [each for each in pairings.values() if each is not pairing]
            pairing.add_answer(Message(index, frame), others)
    return pairings


def _placed(answer: Unattached, exchanges: list[Exchange]) -> Unattached:
    """Note whether an answer has the id of a request on another connection; mark that one."""
    connection, got = answer.answer.frame.connection, answer.answer.document.members.get("id")
    same = [
        place
        for place, e in enumerate(exchanges)
        if e.request and got is not None and same_json(readable_id(e.request.document), got)
    ]
    if not same or any(exchanges[place].connection == connection for place in same):
        return answer
    for place in same:
        lacks = exchanges[place].answer is None
        exchanges[place] = replace(exchanges[place], near_unattached=lacks)
    return replace(answer, elsewhere=True)


def _session_at(
    answer: Unattached, exchanges: tuple[Exchange, ...], last: Mapping[str, Session]
) -> Session:
    """Return the state of its session before the first request that was sent after an answer."""
    connection, index = answer.answer.frame.connection, answer.answer.index
    later = (
        e for e in exchanges if e.connection == connection and e.request and e.request.index > index
    )
    return next((e.session for e in later), last.get(connection, "none"))
