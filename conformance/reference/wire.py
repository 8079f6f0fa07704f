"""The reference server on a socket, and the machine's clock."""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from ipaddress import ip_address
from typing import Final
from urllib.parse import SplitResult, unquote, urlsplit
from weakref import WeakKeyDictionary

from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.sync import server
from websockets.typing import Origin

from conformance.api.venues import COIN_M, USD_M_PATH
from conformance.reference.listening import BoundedListener, listen
from conformance.reference.server import Connection, Reference
from conformance.reference.streams import Listener
from conformance.scenarios.script import OTHER_VENUE

_LARGEST: Final = 2**20
"""The largest message that is read, in bytes; a larger one ends the connection with 1009."""
_HANDSHAKE: Final = 5.0
"""How long a client may take for its handshake, in s."""
_LOOK: Final = 1.0
"""How often it is seen whether a listen key's time is over, in s."""
_VENUES: Final = {COIN_M.path: "", USD_M_PATH: OTHER_VENUE}
"""The paths of the API, each with its venue."""
_LEAVING: Final = 2.0
"""How long a closing handshake may take, in s."""
_QUIET: Final = logging.getLogger("conformance.reference.wire")
_QUIET.setLevel(logging.CRITICAL)  # the library's own log would print frames, and keys with them


class WallClock:
    """The machine's clock."""

    def now(self) -> int:
        """Return the time, in ms since 1970."""
        return time.time_ns() // 1_000_000

    tick = now

    def skip(self, ms: int) -> None:
        """Do nothing: nobody moves this clock."""


@dataclass(slots=True)
class _Sockets:
    """Joins each socket to a connection of the server, which only one thread uses at a time."""

    current: Callable[[], Reference]
    host: str
    origins: tuple[str, ...]
    listening: BoundedListener
    lock: threading.Lock = field(default_factory=threading.Lock)
    connections: WeakKeyDictionary[server.ServerConnection, Connection | Listening] = field(
        default_factory=WeakKeyDictionary
    )

    def route(self, socket: server.ServerConnection, request: Request) -> Response | None:
        """Answer 404 on any other path, and 403 to a page of a browser that comes by a name."""
        self.listening.note_request(socket.socket)
        path = urlsplit(request.path).path
        if path not in _VENUES and not path.startswith(COIN_M.stream_path):
            return socket.respond(404, f"Try {COIN_M.path}\n")
        if "Origin" in request.headers and not self._is_own(request.headers.get("Host", "")):
            return socket.respond(403, "Not by this name\n")
        return None

    def _is_own(self, host: str) -> bool:
        """Whether a Host is one that no page can have given to this machine: see DNS rebinding."""
        name = _name_of(f"//{host}")
        names = {"localhost", self.host, *map(_name_of, self.origins)}
        return name in names or _is_number(name)

    def accept(
        self, socket: server.ServerConnection, request: Request, response: Response
    ) -> Response | None:
        """Open a connection when a handshake succeeds; it costs its weight before the answer."""
        if response.status_code == HTTPStatus.SWITCHING_PROTOCOLS:
            with self.lock:
                self.connections[socket] = self._opened(socket, urlsplit(request.path))
        return None

    def _opened(self, socket: server.ServerConnection, url: SplitResult) -> Connection | Listening:
        current, push = self.current(), partial(_push, socket)
        if url.path in _VENUES:
            address = str(socket.remote_address[0])
            return current.connect(address, url.query, push, _VENUES[url.path])
        key = unquote(url.path.removeprefix(COIN_M.stream_path))
        return Listening(current, current.streams.open(key, push))

    def handle(self, socket: server.ServerConnection) -> None:
        """Answer each frame of a socket, or send a stream's events, until either side closes it."""
        opened = self.connections.pop(socket)
        if isinstance(opened, Listening):
            self._listen(socket, opened)
            return
        try:
            for data in socket:
                if not self._answer(socket, opened, data):
                    return
        finally:
            with self.lock:
                opened.server.leave(opened)

    def _answer(
        self, socket: server.ServerConnection, connection: Connection, data: str | bytes
    ) -> bool:
        """Answer a frame, and then send what it leads to elsewhere; whether the socket is open."""
        with self.lock:
            replies = connection.receive(data)
            events = connection.server.streams.take()
        try:
            for reply in replies:
                if reply is None:
                    socket.close(1008, "disconnected")
                    return False
                socket.send(reply)
        finally:
            for push, text in events:
                push(text)
        return True

    def _listen(self, socket: server.ServerConnection, listening: Listening) -> None:
        """Hold a stream's connection; what comes on it means nothing."""
        streams = listening.server.streams
        try:
            while True:
                with contextlib.suppress(TimeoutError):
                    socket.recv(_LOOK)
                with self.lock:
                    listening.server.expire()
                    events = streams.take()
                for push, text in events:
                    push(text)
        except ConnectionClosed:
            pass
        finally:
            with self.lock:
                streams.close(listening.listener)


@dataclass(frozen=True, slots=True, eq=False)
class Listening:
    """A connection to a user data stream, and the server that it is of."""

    server: Reference
    listener: Listener


def _push(socket: server.ServerConnection, text: str | None) -> None:
    """Send an event, if the connection is open still; None closes it."""
    with contextlib.suppress(ConnectionClosed, OSError):
        if text is not None:
            socket.send(text)
        else:  # the other side's close is not waited for
            threading.Thread(target=socket.close, daemon=True).start()


def _name_of(url: str) -> str:
    """Return the host of a URL, in lower case."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _is_number(name: str) -> bool:
    """Whether a host is an address by its numbers, which no name server can change."""
    try:
        return bool(ip_address(name))
    except ValueError:
        return False


@contextlib.contextmanager
def serve_reference(
    current: Callable[[], Reference],
    host: str = "127.0.0.1",
    port: int = 0,
    origins: tuple[str, ...] = (),
) -> Iterator[str]:
    """Serve a reference server on a socket; yield the URL. Raises OSError where it cannot listen.

    ``current`` returns the server for a new connection. Pages in a browser may connect only from
    ``origins``. Keep-alive is as documented: a ping every 3 minutes, and 10 minutes for its pong.
    """
    listening = listen(host, port)
    sockets = _Sockets(current, host.lower(), origins, listening)
    with server.serve(
        sockets.handle,
        sock=listening,
        origins=[None, *map(Origin, origins)],
        process_request=sockets.route,
        process_response=sockets.accept,
        compression=None,  # a few bytes could become many
        open_timeout=_HANDSHAKE,
        close_timeout=_LEAVING,
        ping_interval=180,
        ping_timeout=600,
        max_size=_LARGEST,
        logger=_QUIET,
    ) as listener:
        threading.Thread(target=listener.serve_forever, daemon=True).start()
        bound = listener.socket.getsockname()[1]
        yield f"ws://{f'[{host}]' if ':' in host else host}:{bound}{COIN_M.path}"
