"""Requests: the pings and pongs of a client's connection."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from conformance.api.sources import general_info, rfc
from conformance.api.wording import Phrase
from conformance.contract.clause import MUST, Finding, Problem
from conformance.contract.requests.chapter import requests
from conformance.contract.requests.client import ClientTurn, Control, Deed
from conformance.transcript.conversation import Conversation
from conformance.transcript.frames import Direction, Frame, Opcode

_PATIENCE = 600_000
"""How long a server waits for a pong, in ms (COIN-M WebSocket API General Info, overview)."""
_NEXT = 1000
"""A client that sends something so long after a ping, in ms, has had time for its pong."""
_COUNTED = {Opcode.PING, Opcode.PONG}
_MOST = 5
"""So many pings and pongs may come in a second (COIN-M WebSocket API General Info, overview)."""


@dataclass(frozen=True, slots=True)
class PingSeen:
    """A ping of the server, the pongs after it, and whether the client had time for one."""

    ping: Frame
    later: tuple[Frame, ...]
    pongs: tuple[Frame, ...]
    number: int = 0

    @property
    def place(self) -> str:
        """Where it is, in words."""
        return f"a ping{f' on {self.ping.connection}' if self.ping.connection else ''}"


def _pings(conversation: Conversation) -> Iterator[PingSeen]:
    """Yield the pings that a client answered, or had time to answer."""
    controls = conversation.transcript.controls
    for place, ping in enumerate(controls):
        if ping.opcode is not Opcode.PING or ping.direction is not Direction.RECEIVED:
            continue
        after = [f for f in controls[place + 1 :] if f.connection == ping.connection]
        pongs = [f for f in after if f.opcode is Opcode.PONG and f.direction is Direction.SENT]
        later = [f for f in after if f.opcode is Opcode.PING and f.direction is Direction.RECEIVED]
        sent = [f for f in conversation.transcript.sent if f.connection == ping.connection]
        if pongs or any(f.at >= ping.at + _NEXT for f in sent):
            yield PingSeen(ping, tuple(later), tuple(pongs))


@requests.clause(15, MUST, of=_pings, source=rfc(6455, "5.5.3"))
def answers_pings(seen: PingSeen) -> Finding:
    """A ping is answered with a pong that has its payload, or that of a later ping."""
    payloads = {bytes(_data(f)) for f in (seen.ping, *seen.later)}
    in_time = [f for f in seen.pongs if f.at <= seen.ping.at + _PATIENCE]
    if any(bytes(_data(pong)) in payloads for pong in in_time):
        return None
    got = "another payload" if in_time else "none"
    return Problem("$", Phrase("a pong with the ping's payload"), Phrase(got))


def _data(frame: Frame) -> bytes:
    return frame.data if isinstance(frame.data, bytes) else frame.data.encode()


@answers_pings.mutant
def no_pongs(turn: ClientTurn) -> list[Deed]:
    """Pings are not answered."""
    return [] if turn.event == "ping" else turn.usual()


@answers_pings.mutant
def empty_pongs(turn: ClientTurn) -> list[Deed]:
    """Pongs have no payload."""
    return [Control("pong")] if turn.event == "ping" else turn.usual()


@dataclass(frozen=True, slots=True)
class _Controls:
    """The pings that a client sent on one connection, and pongs that answer no ping."""

    connection: str
    frames: tuple[Frame, ...]
    number: int = 0

    @property
    def place(self) -> str:
        """Where they are, in words."""
        return f"the connection{f' {self.connection}' if self.connection else ''}"


def _by_connection(conversation: Conversation) -> Iterator[_Controls]:
    controls = conversation.transcript.controls
    for name in dict.fromkeys(frame.connection for frame in controls):
        own = [frame for frame in controls if frame.connection == name]
        if any(f.direction is Direction.SENT and f.opcode in _COUNTED for f in own):
            yield _Controls(name, tuple(_unprompted(own)))


def _unprompted(controls: list[Frame]) -> Iterator[Frame]:
    """Yield what a client sent of its own will: each ping of the server has one pong for it."""
    owed = 0
    for frame in controls:
        if frame.direction is Direction.RECEIVED:
            owed += frame.opcode is Opcode.PING
        elif frame.opcode is Opcode.PONG and owed:
            owed -= 1
        elif frame.opcode in _COUNTED:
            yield frame


@requests.clause(
    16,
    MUST,
    of=_by_connection,
    source=general_info("overview (at most 5 pings and pongs a second)"),
)
def pings_sparingly(controls: _Controls) -> Finding:
    """A client sends at most 5 pings and pongs a second, besides the pongs that pings ask for."""
    times = [frame.at for frame in controls.frames]
    for first, last in zip(times, times[_MOST:], strict=False):
        if last - first < _NEXT:
            return Problem("$", Phrase("at most 5 in a second"), Phrase("more"))
    return None


@pings_sparingly.mutant
def pings_without_end(turn: ClientTurn) -> list[Deed]:
    """Ten pings precede each request."""
    is_request = turn.event == "request"
    return [*([Control("ping", b"are you there?")] * 10 * is_request), *turn.usual()]
