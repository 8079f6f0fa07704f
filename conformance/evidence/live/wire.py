"""The only sockets and clocks of the client: a channel to a server."""

from __future__ import annotations

import contextlib
import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from math import inf
from typing import Any, Final, cast

from websockets.exceptions import ConnectionClosed
from websockets.sync import client

from conformance.evidence.live.addresses import is_loopback
from conformance.evidence.live.log import FrameClock, Log, LoggedConnection
from conformance.evidence.live.unreachable import Unreachable, unreachable
from conformance.reference.listening import bound_sends
from conformance.reference.server import Reference
from conformance.reference.wire import WallClock
from conformance.scenarios.perform import PROBE_WAIT
from conformance.scenarios.script import PROBE
from conformance.transcript.conversation import conversation_of
from conformance.transcript.frames import Direction, Ending, Frame, Opcode, Transcript

_LARGEST: Final = 2**19
"""The largest message that is read, in bytes; a larger one ends the connection with 1009."""
_LONGEST_SEND: Final = 5.0
"""How long a server may take nothing of what is sent, in s, before the connection is given up."""
_BRIEF: Final = 0.01
"""How long it may take to see whether all has come, in s, without a pause."""
_MOMENT: Final = 0.001
"""How long is waited between two looks at the embedded server, in s."""
_LINGER: Final = 0.025
"""How long a scenario's end waits for frames that answer no request, in seconds."""
_HANDSHAKE: Final = 10.0
"""How long a handshake may take, in seconds, however patient a run is with answers."""
_LEAVING: Final = 0.5
"""How long a closing handshake may take, in seconds."""
_QUIET: Final = logging.getLogger("conformance.evidence.live.wire")
_QUIET.setLevel(logging.CRITICAL)  # the library's own log would print frames, and keys with them


def steady() -> float:
    """Return the time in s by a clock that nobody sets."""
    return time.monotonic()


def pause(seconds: float) -> None:
    """Wait."""
    time.sleep(seconds)


@dataclass(slots=True)
class SocketChannel:
    """A performance's connections to a real server; see `scenarios.perform.Channel`.

    ``connections`` are those to the API by name, ``streams`` those to streams. ``log`` has the
    frames of all. ``begin`` is the index of its first frame on a connection that scenarios share;
    ``until`` is when its waits end, whatever has come by then.
    """

    connections: dict[str, LoggedConnection]
    log: Log
    patience: float
    is_answered_elsewhere: Callable[[], bool]
    begin: int = 0
    until: float = inf
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
        """How the first connection to the API ended, if one did."""
        endings = (connection.log.ending for connection in self.connections.values())
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
        deadline = time.monotonic() + self.patience
        while time.monotonic() < deadline:
            with self.log.changed:
                own = [frame.direction for frame in self.log.frames]
                held = sum(len(log.held or ()) for log in logs)
            sent, came = own.count(Direction.SENT), own.count(Direction.RECEIVED) + held
            if self.server.taken >= sent - len(self.streams) and (
                not is_whole or came >= self.server.given
            ):
                return
            pause(_MOMENT)

    def open_stream(self, connection: str, listen_key: str) -> None:
        """Open a connection to a user data stream. Raises Unreachable."""
        if self.stream_opener is None:
            raise Unreachable("", "where its user data streams are is not known", spent=False)
        with self.log.changed:
            self.log.beside(connection).keep(Direction.SENT, listen_key, Opcode.OPEN)
        if self.server is not None:
            self.server.tick()
        self.streams[connection] = self.stream_opener(connection, listen_key)

    def listen(self, seconds: float) -> None:
        """Wait for what comes on streams, for so many s, or until all are closed."""
        if self.server is not None:
            self.server.advance(int(seconds * 1000))
            self.log.clock.skip(int(seconds * 1000))
            self.server.streams.deliver()
            self._settle([], is_whole=True)
            return
        deadline = min(time.monotonic() + seconds, self.until)
        logs = [stream.log for stream in self.streams.values()]
        with self.log.changed:
            self.log.changed.wait_for(
                lambda: self.ending is not None or all(log.ending for log in logs),
                max(0.0, deadline - time.monotonic()),
            )

    def wait(self, done: Callable[[], bool], share: float = 1.0, at_most: float = inf) -> bool:
        """Wait until done, for a share of the time-out, and at most so many s; whether it is."""
        deadline = min(time.monotonic() + min(self.patience * share, at_most), self.until)
        log = self.log
        while True:
            began, count = time.monotonic(), len(log.frames)
            if done() or self.ending is not None:
                return done()
            now = time.monotonic()
            if now >= deadline:
                return False
            with log.changed:  # under a flood, as long is waited as looking at it took
                if not self.ending and len(log.frames) == count:
                    log.changed.wait(deadline - now)
            if now - began > _BRIEF:
                pause(min(now - began, max(0.0, deadline - time.monotonic())))

    def finish(self) -> None:
        """Wait shortly for more frames."""
        with self.log.changed:
            self.log.changed.wait_for(lambda: self.ending is not None, _LINGER)

    def probe_elsewhere(self) -> bool:
        """Whether the server answers a probe on another connection."""
        return self.is_answered_elsewhere()


class _DirectConnect(client.reconnect):
    """Opens a connection to the address that was given, and to no other.

    The library would follow a redirect, and send the account's key to wherever that leads.
    """

    def process_redirect(self, exc: Exception) -> Exception | str:
        """Return the error itself: a redirect is refused like any other answer."""
        return exc


@contextlib.contextmanager
def connect(url: str, patience: float, clock: FrameClock) -> Iterator[SocketChannel]:
    """Open a channel of one connection. Raises Unreachable.

    ``patience`` is the time-out of each answer, in s.
    """
    log = Log(clock)
    with connection_to(url, patience, log) as opened:
        yield SocketChannel({"": opened}, log, patience, lambda: is_answered(url, patience))


@contextlib.contextmanager
def connection_to(url: str, patience: float, log: Log) -> Iterator[LoggedConnection]:
    """Open a connection that writes to a log. Raises Unreachable.

    ``url`` is one that `addresses.address_of` has read.
    """

    def create(*args: Any, **kwargs: Any) -> LoggedConnection:
        return LoggedConnection(*args, log=log, **kwargs)

    try:
        connection = _DirectConnect(
            url,
            create_connection=cast("type[client.ClientConnection]", create),  # it is only called
            proxy=None if is_loopback(url) else True,
            open_timeout=min(patience, _HANDSHAKE),
            close_timeout=_LEAVING,
            ping_interval=None,
            max_size=_LARGEST,
            compression=None,  # a few bytes could become many
            max_queue=None,
            logger=_QUIET,
            user_agent_header="userstream-conformance",
        ).connect()
        opened = cast("LoggedConnection", connection.__enter__())
        bound_sends(opened.socket, min(patience, _LONGEST_SEND))
    except Exception as error:  # noqa: BLE001 - whatever it is, the server could not be reached
        raise unreachable(url, error, min(patience, _HANDSHAKE)) from None
    try:
        yield opened
    finally:
        opened.log.leaving = True
        opened.close()


def is_answered(url: str, patience: float) -> bool:
    """Whether a server answers a probe on a new connection, and leaves that open."""
    try:
        with connect(url, patience, WallClock()) as channel:
            channel.send([("", PROBE)])
            answered = channel.wait(lambda: _is_answered(channel.frames), at_most=PROBE_WAIT)
            channel.finish()
            return answered and channel.ending is None
    except Unreachable:
        return False


def _is_answered(frames: tuple[Frame, ...]) -> bool:
    return any(exchange.answer for exchange in conversation_of(Transcript("", frames)).exchanges)
