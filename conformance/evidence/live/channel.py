"""A performance's connections to a real server: what is sent on them, and what is waited for."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from math import inf
from typing import Final

from websockets.exceptions import ConnectionClosed

from conformance.evidence.live.log import Log, LoggedConnection
from conformance.evidence.live.unreachable import Unreachable
from conformance.evidence.live.wire import pause, steady
from conformance.reference.server import Reference
from conformance.transcript.frames import Direction, Ending, Frame, Opcode

_BRIEF: Final = 0.01
"""How long it may take to see whether all has come, in s, without a pause."""
_MOMENT: Final = 0.001
"""How long is waited between two looks at the embedded server, in s."""
LINGER: Final = 0.025
"""How long a scenario's end waits for frames that answer no request, in s."""


@dataclass(slots=True)
class SocketChannel:
    """A performance's connections to a real server; see `scenarios.perform.Channel`.

    ``connections`` are those to the API by name, ``streams`` those to streams. ``log`` has the
    frames of all. ``begin`` is the index of its first frame on a connection that scenarios share;
    ``until`` is when its waits end, whatever has come by then. ``lingers``: its end is waited for.
    """

    connections: dict[str, LoggedConnection]
    log: Log
    patience: float
    is_answered_elsewhere: Callable[[], bool]
    begin: int = 0
    until: float = inf
    lingers: bool = True
    stream_opener: Callable[[str, str], LoggedConnection] | None = None
    server: Reference | None = None
    streams: dict[str, LoggedConnection] = field(default_factory=dict)

    @property
    def frames(self) -> tuple[Frame, ...]:
        """Every frame so far, in one order of time."""
        with self.log.changed:
            return tuple(self.log.frames[self.begin :])

    def shared(self, patience: float) -> SocketChannel:
        """Return a channel for one more scenario on the same connection."""
        return replace(self, begin=self.log.begin(), patience=patience, until=inf)

    @property
    def ending(self) -> Ending | None:
        """How the first connection to the API ended, if one did; or a stream that was cut off."""
        endings = [connection.log.ending for connection in self.connections.values()]
        streams = (stream.log.ending for stream in self.streams.values())
        endings += [ending for ending in streams if ending and ending.kind == "cut"]
        return next((ending for ending in endings if ending), None)

    def now(self) -> int:
        """Return the time, in ms since 1970."""
        return self.log.clock.now()

    def send(self, frames: list[tuple[str, str | bytes]]) -> None:
        """Send frames in one go; those that come meanwhile are recorded after the last of them."""
        logs = [self.connections[name].log for name in dict.fromkeys(n for n, _ in frames)]
        logs += [stream.log for stream in self.streams.values()] if self.server else []
        for log in logs:
            log.hold()
        try:
            with contextlib.suppress(ConnectionClosed):
                for name, data in frames:
                    opcode = Opcode.TEXT if isinstance(data, str) else Opcode.BINARY
                    self.connections[name].log.keep(Direction.SENT, data, opcode)
                    self.connections[name].send(data)
                    self._settle(logs, is_whole=False)
            self._settle(logs, is_whole=True)
        finally:
            for log in logs:
                log.release()

    def _settle(self, logs: list[Log], is_whole: bool) -> None:
        """Wait for the embedded server, where there are several connections and one order of time.

        It takes each frame before the next is sent, and what it sends has come at the end.
        """
        if self.server is None:
            return
        deadline = steady() + self.patience
        while steady() < deadline:
            with self.log.changed:
                own = [frame.direction for frame in self.log.frames]
                held = sum(len(log.held or ()) for log in logs)
            sent, came = own.count(Direction.SENT), own.count(Direction.RECEIVED) + held
            if self.server.taken >= sent - len(self.streams) and (
                not is_whole or came >= self.server.given
            ):
                return
            pause(_MOMENT)

    def open_stream(self, connection: str, listen_key: str) -> str:
        """Open a connection to a user data stream; return why it could not be, or nothing."""
        if self.stream_opener is None:
            return "where its user data streams are is not known"
        self.log.beside(connection).keep(Direction.SENT, listen_key, Opcode.OPEN)
        if self.server is not None:
            self.server.tick()
        try:
            self.streams[connection] = self.stream_opener(connection, listen_key)
        except Unreachable as error:
            return error.why
        return ""

    def listen(self, seconds: float) -> None:
        """Wait for what comes on streams, for so many s, or until all are closed.

        It is no longer than an answer may take.
        """
        if self.server is not None:
            self.server.advance(int(seconds * 1000))
            self.log.clock.skip(int(seconds * 1000))
            self.server.streams.deliver()
            self._settle([], is_whole=True)
            return
        deadline = min(steady() + min(seconds, self.patience), self.until)
        logs = [stream.log for stream in self.streams.values()]
        with self.log.changed:
            self.log.changed.wait_for(
                lambda: self.ending is not None or all(log.ending for log in logs),
                max(0.0, deadline - steady()),
            )

    def wait(self, done: Callable[[], bool], share: float = 1.0, at_most: float = inf) -> bool:
        """Wait until done, for a share of the time-out, and at most so many s; whether it is."""
        deadline = min(steady() + min(self.patience * share, at_most), self.until)
        log = self.log
        while True:
            began, count = steady(), len(log.frames)
            if done() or self.ending is not None:
                return done()
            now = steady()
            if now >= deadline:
                return False
            with log.changed:  # under a flood, as long is waited as looking at it took
                if not self.ending and len(log.frames) == count:
                    log.changed.wait(deadline - now)
            if now - began > _BRIEF:
                pause(min(now - began, max(0.0, deadline - steady())))

    def finish(self) -> None:
        """Wait for what is on its way: shortly, or until the embedded server has given all."""
        if self.server is not None:
            self._settle([], is_whole=True)
            return
        if self.lingers:
            with self.log.changed:
                self.log.changed.wait_for(lambda: self.ending is not None, LINGER)

    def probe_elsewhere(self) -> bool:
        """Whether the server answers a probe on another connection."""
        return self.is_answered_elsewhere()
