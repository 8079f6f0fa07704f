"""The only sockets and clocks: a channel to a server, and a server around the reference core.

Frames are recorded below the library's message queue, where opcodes, bytes, fragments and closes
can be seen. What they mean is not known here.
"""

from __future__ import annotations

import contextlib
import logging
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final, Protocol, cast
from urllib.parse import urlsplit

from websockets.exceptions import ConnectionClosed
from websockets.frames import CloseCode
from websockets.frames import Frame as WireFrame
from websockets.frames import Opcode as WireOpcode
from websockets.http11 import Request, Response
from websockets.protocol import Event
from websockets.sync import client, server

from conformance.reference.server import Connection, Reference
from conformance.scenarios import PROBE
from conformance.transcript import Direction, Ending, Frame, Opcode
from conformance.unreachable import Unreachable, explain

PATH: Final = "/ws-dapi/v1"
_LARGEST: Final = 2**20
"""The largest message that is read, in bytes; a larger one ends the connection with 1009."""
_LINGER: Final = 0.025
"""How long a scenario's end waits for what nobody asked for, in seconds."""
_LEAVING: Final = 2.0
"""How long a closing handshake may take, in seconds."""
_QUIET: Final = logging.getLogger("conformance.wire")
_QUIET.setLevel(logging.CRITICAL)  # the library's own log would print frames, and keys with them


class Clock(Protocol):
    """Time in ms since 1970."""

    def now(self) -> int:
        """Tell the time."""

    def tick(self) -> int:
        """Tell the time at which a frame is recorded."""


class WallClock:
    """The machine's clock."""

    def now(self) -> int:
        """Tell the time."""
        return time.time_ns() // 1_000_000

    tick = now


@dataclass(slots=True)
class _Log:
    """The frames of one connection, written by two threads."""

    clock: Clock
    frames: list[Frame] = field(default_factory=list)
    ending: Ending | None = None
    leaving: bool = False
    changed: threading.Condition = field(default_factory=threading.Condition)

    def keep(self, direction: Direction, data: str | bytes, opcode: Opcode) -> None:
        with self.changed:
            self.frames.append(Frame(direction, data, self.clock.tick(), opcode))
            self.changed.notify_all()

    def end(self, ending: Ending) -> None:
        with self.changed:
            self.ending = self.ending or ending
            self.changed.notify_all()


class _Recording(client.ClientConnection):
    """A connection that writes down every message instead of queueing it."""

    def __init__(self, *args: Any, clock: Clock, **kwargs: Any) -> None:
        self.log = _Log(clock)
        self.pieces: list[WireFrame] = []
        super().__init__(*args, **kwargs)

    def process_event(self, event: Event) -> None:
        if self.response is None or not isinstance(event, WireFrame):
            super().process_event(event)
        elif event.opcode in {WireOpcode.TEXT, WireOpcode.BINARY, WireOpcode.CONT}:
            self.pieces.append(event)
            if event.fin:
                self._message(self.pieces[0].opcode, b"".join(p.data for p in self.pieces))
                self.pieces = []
        elif event.opcode is WireOpcode.CLOSE and not self.log.leaving:
            code, reason = self.protocol.close_code, self.protocol.close_reason
            self.log.keep(Direction.RECEIVED, f"{code} {reason or ''}".strip(), Opcode.CLOSE)
            self.log.end(Ending("closed", code, f"the server closed with {code} {reason or ''}"))

    def _message(self, opcode: WireOpcode, data: bytes) -> None:
        if opcode is WireOpcode.BINARY:
            self.log.keep(Direction.RECEIVED, data, Opcode.BINARY)
            return
        try:
            self.log.keep(Direction.RECEIVED, data.decode(), Opcode.TEXT)
        except UnicodeDecodeError:
            self.log.keep(Direction.RECEIVED, data, Opcode.TEXT)

    def recv_events(self) -> None:
        try:
            super().recv_events()
        finally:
            if not self.log.leaving:
                self.log.end(self._how_it_ended())

    def _how_it_ended(self) -> Ending:
        sent = self.protocol.close_sent
        dropped = CloseCode.ABNORMAL_CLOSURE
        if sent is not None and self.protocol.close_rcvd is None and sent.code != dropped:
            return Ending("cut", sent.code, f"reading was given up with {sent.code} {sent.reason}")
        return Ending("closed", int(dropped), "the connection dropped without a close frame")


@dataclass(slots=True)
class SocketChannel:
    """A performance's connection to a real server; see `performing.Channel`."""

    connection: _Recording
    patience: float
    knocking: Callable[[], bool]

    @property
    def frames(self) -> tuple[Frame, ...]:
        """Every frame so far, in wire order."""
        with self.connection.log.changed:
            return tuple(self.connection.log.frames)

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
        with log.changed, contextlib.suppress(ConnectionClosed):
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
        """Close the connection, and take what is still on its way."""
        log = self.connection.log
        with log.changed:
            if log.ending is None:
                log.changed.wait_for(lambda: log.ending is not None, _LINGER)
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

    def create(*args: Any, **kwargs: Any) -> _Recording:
        return _Recording(*args, clock=clock, **kwargs)

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
        opened = cast("_Recording", connection.__enter__())
    except Exception as error:  # noqa: BLE001 - whatever it is, the server could not be reached
        raise Unreachable(url, explain(error, patience)) from None
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
            return channel.wait(lambda: any(f.direction == "received" for f in channel.frames))
    except Unreachable:
        return False


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
