"""The only sockets and clocks: a channel to a server, and a server around the reference core."""

from __future__ import annotations

import contextlib
import logging
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Final, cast
from urllib.parse import urlsplit

from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.sync import client, server

from conformance.conversation import converse
from conformance.reference.server import Connection, Reference
from conformance.script import PROBE
from conformance.tape import Clock, Recording
from conformance.transcript import Direction, Ending, Frame, Opcode, Transcript
from conformance.unreachable import Unreachable, unreachable

PATH: Final = "/ws-dapi/v1"
_LARGEST: Final = 2**24
"""The largest message that is read, in bytes; a larger one ends the connection with 1009."""
_LINGER: Final = 0.025
"""How long a scenario's end waits for what nobody asked for, in seconds."""
_LEAVING: Final = 0.5
"""How long a closing handshake may take, in seconds."""
_QUIET: Final = logging.getLogger("conformance.wire")
_QUIET.setLevel(logging.CRITICAL)  # the library's own log would print frames, and keys with them


def steady() -> float:
    """Tell the time in s by a clock that nobody sets."""
    return time.monotonic()


def pause(seconds: float) -> None:
    """Wait."""
    time.sleep(seconds)


class WallClock:
    """The machine's clock."""

    def now(self) -> int:
        """Tell the time."""
        return time.time_ns() // 1_000_000

    tick = now


@dataclass(slots=True)
class SocketChannel:
    """A performance's connection to a real server; see `performing.Channel`.

    ``begin`` is the place of its first frame, where scenarios share the connection; then it
    ``stays`` open when one is finished.
    """

    connection: Recording
    patience: float
    knocking: Callable[[], bool]
    begin: int = 0
    stays: bool = False

    @property
    def frames(self) -> tuple[Frame, ...]:
        """Every frame so far, in wire order."""
        with self.connection.log.changed:
            return tuple(self.connection.log.frames[self.begin :])

    def shared(self) -> SocketChannel:
        """Return a channel for one more scenario on the same connection."""
        with self.connection.log.changed:
            begin = len(self.connection.log.frames)
        return replace(self, begin=begin, stays=True)

    @property
    def ending(self) -> Ending | None:
        """How the connection ended, if it did."""
        return self.connection.log.ending

    def now(self) -> int:
        """Tell the time, in ms since 1970."""
        return self.connection.log.clock.now()

    def send(self, frames: list[str | bytes]) -> None:
        """Send frames in one go; what comes meanwhile is recorded after the last of them."""
        log = self.connection.log
        with log.burst(), contextlib.suppress(ConnectionClosed):
            for data in frames:
                opcode = Opcode.TEXT if isinstance(data, str) else Opcode.BINARY
                log.keep(Direction.SENT, data, opcode)
                self.connection.send(data)

    def wait(self, done: Callable[[], bool], share: float = 1.0) -> bool:
        """Wait until done, for at most a share of the time-out; whether it was done."""
        deadline = time.monotonic() + self.patience * share
        log = self.connection.log
        with log.changed:
            while not done() and log.ending is None:
                left = deadline - time.monotonic()
                if left <= 0 or not log.changed.wait(left):
                    return done()
            return done()

    def finish(self) -> None:
        """Take what is still on its way; then close the connection, unless it stays."""
        log = self.connection.log
        with log.changed:
            if log.ending is None:
                log.changed.wait_for(lambda: log.ending is not None, _LINGER)
            if self.stays:
                return
            log.leaving = log.ending is None
        self.connection.close()

    def knock(self) -> bool:
        """Whether the server answers something ordinary on another connection."""
        return self.knocking()


def is_loopback(url: str) -> bool:
    """Whether a URL's host is this machine."""
    host = urlsplit(url).hostname or ""
    return host in {"localhost", "::1"} or host.startswith("127.")


@contextlib.contextmanager
def connect(url: str, patience: float, clock: Clock) -> Iterator[SocketChannel]:
    """Open a channel; ``patience`` is the time-out of each answer, in s. Raises Unreachable."""

    def create(*args: Any, **kwargs: Any) -> Recording:
        return Recording(*args, clock=clock, **kwargs)

    try:
        connection = client.connect(
            url,
            create_connection=cast("type[client.ClientConnection]", create),  # it is only called
            proxy=None if is_loopback(url) else True,
            open_timeout=patience,
            close_timeout=_LEAVING,
            ping_interval=None,
            max_size=_LARGEST,
            max_queue=None,
            logger=_QUIET,
            user_agent_header="userstream-conformance",
        )
        opened = cast("Recording", connection.__enter__())
    except Exception as error:  # noqa: BLE001 - whatever it is, the server could not be reached
        raise unreachable(url, error, patience) from None
    try:
        yield SocketChannel(opened, patience, lambda: _knock(url, patience))
    finally:
        opened.log.leaving = True
        opened.close()


def _knock(url: str, patience: float) -> bool:
    """Whether a server answers something ordinary on a new connection."""
    try:
        with connect(url, patience, WallClock()) as channel:
            channel.send([PROBE])
            return channel.wait(lambda: _is_answered(channel.frames))
    except Unreachable:
        return False


def _is_answered(frames: tuple[Frame, ...]) -> bool:
    return any(exchange.answer for exchange in converse(Transcript("", frames)).exchanges)


@contextlib.contextmanager
def serve(
    current: Callable[[], Reference], host: str = "127.0.0.1", port: int = 0
) -> Iterator[str]:
    """Serve a reference core on a socket; yield the URL. Raises OSError where it cannot listen.

    ``current`` gives the core that a new connection speaks to. Keep-alive as documented: a ping
    every 3 minutes, and 10 minutes for its pong.
    """
    lock = threading.Lock()
    minds: dict[uuid.UUID, Connection] = {}

    def handle(connection: server.ServerConnection) -> None:
        mind = minds.pop(connection.id)
        for data in connection:
            with lock:
                said = mind.receive(data)
            for part in said:
                if part is None:
                    connection.close(1008, "disconnected")
                    return
                connection.send(part)

    def route(connection: server.ServerConnection, request: Request) -> Response | None:
        path = urlsplit(request.path)
        if path.path != PATH:
            return connection.respond(404, f"Try {PATH}\n")
        with lock:  # a handshake costs its weight before it is answered
            address = str(connection.remote_address[0])
            minds[connection.id] = current().connect(address, path.query)
        return None

    with server.serve(
        handle,
        host,
        port,
        process_request=route,
        ping_interval=180,
        ping_timeout=600,
        max_size=_LARGEST,
        logger=_QUIET,
    ) as serving:
        threading.Thread(target=serving.serve_forever, daemon=True).start()
        bound = serving.socket.getsockname()[1]
        yield f"ws://{f'[{host}]' if ':' in host else host}:{bound}{PATH}"
