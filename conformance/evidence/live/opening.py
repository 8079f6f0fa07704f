"""Opens the connections of a scenario: one, or several with names; and those to streams."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from urllib.parse import quote

from conformance.evidence.live.channel import SocketChannel
from conformance.evidence.live.log import FrameClock, Log, LoggedConnection
from conformance.evidence.live.unreachable import Unreachable
from conformance.evidence.live.wire import connection_to
from conformance.reference.server import Reference
from conformance.reference.wire import WallClock
from conformance.scenarios.perform import PROBE_WAIT
from conformance.scenarios.script import OTHER_VENUE, PROBE, Scenario
from conformance.transcript.conversation import conversation_of
from conformance.transcript.frames import Frame, Transcript


@dataclass(slots=True)
class Places:
    """Where else a run connects to: ``streams`` without a listen key, ``other_venue``.

    ``server`` holds the embedded server, new for each scenario; it is empty for other targets.
    ``throttled`` is why the host of streams wants no further connection, if it said so.
    """

    streams: str = ""
    other_venue: str = ""
    server: list[Reference] = field(default_factory=list)
    throttled: str = ""


def open_channel(
    url: str,
    scenario: Scenario,
    places: Places,
    patience: float,
    log: Log,
    *,
    charged: Callable[[], AbstractContextManager[None]],
    closing: ExitStack,
) -> SocketChannel:
    """Open a scenario's connections to the API. Raises Unreachable.

    ``closing`` closes them; ``charged`` takes the request weight of each.
    """

    def opened(address: str, one: Log) -> LoggedConnection:
        return closing.enter_context(connection_to(address, patience, one))

    def opened_stream(name: str, listen_key: str) -> LoggedConnection:
        if places.throttled:  # another attempt would lengthen a ban
            raise Unreachable(places.streams, places.throttled, spent=False)
        try:
            address = f"{places.streams}{quote(listen_key, safe='')}"
            return opened(address, log.beside(name, is_stream=True))
        except Unreachable as error:
            places.throttled = error.why if error.throttled else ""
            raise

    connections: dict[str, LoggedConnection] = {}
    for name in scenario.connections or ("",):
        if name == OTHER_VENUE:  # its request weight is counted apart
            connections[name] = opened(places.other_venue, log.beside(name))
            continue
        with charged():
            connections[name] = opened(url, log.beside(name) if name else log)
    return SocketChannel(
        connections,
        log,
        patience,
        lambda: is_answered_anew(url, patience),
        stream_opener=opened_stream,
        server=places.server[0] if places.server and scenario.connections else None,
    )


@contextmanager
def connect(url: str, patience: float, clock: FrameClock) -> Iterator[SocketChannel]:
    """Open a channel of one connection. Raises Unreachable.

    ``patience`` is the time-out of each answer, in s.
    """
    log = Log(clock)
    with connection_to(url, patience, log) as opened:
        yield SocketChannel({"": opened}, log, patience, lambda: is_answered_anew(url, patience))


def is_answered_anew(url: str, patience: float) -> bool:
    """Whether a server answers a probe on a new connection, and leaves that open."""
    try:
        with connect(url, patience, WallClock()) as channel:
            channel.send([("", PROBE)])
            answered = channel.wait(lambda: _has_answer(channel.frames), at_most=PROBE_WAIT)
            channel.finish()
            return answered and channel.ending is None
    except Unreachable:
        return False


def _has_answer(frames: tuple[Frame, ...]) -> bool:
    return any(exchange.answer for exchange in conversation_of(Transcript("", frames)).exchanges)
