"""Opens the connections of a scenario: one, or several with names; and those to streams."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from urllib.parse import quote

from conformance.evidence.live.log import FrameClock, Log, LoggedConnection
from conformance.evidence.live.wire import SocketChannel, connection_to, is_answered
from conformance.reference.server import Reference
from conformance.scenarios.script import OTHER_VENUE, Scenario


@dataclass(slots=True)
class Places:
    """Where else a run connects to: ``streams`` without a listen key, ``other_venue``.

    ``server`` holds the embedded server, new for each scenario; it is empty for other targets.
    """

    streams: str = ""
    other_venue: str = ""
    server: list[Reference] = field(default_factory=list)


def open_channel(
    url: str,
    scenario: Scenario,
    places: Places,
    patience: float,
    clock: FrameClock,
    charged: Callable[[], AbstractContextManager[None]],
    closing: ExitStack,
) -> SocketChannel:
    """Open a scenario's connections to the API. Raises Unreachable.

    ``closing`` closes them; ``charged`` takes the request weight of each.
    """
    log = Log(clock)

    def opened(address: str, one: Log) -> LoggedConnection:
        return closing.enter_context(connection_to(address, patience, one))

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
        lambda: is_answered(url, patience),
        stream_opener=lambda name, key: opened(
            f"{places.streams}{quote(key, safe='')}", log.beside(name, is_stream=True)
        ),
        server=places.server[0] if places.server and scenario.connections else None,
    )
