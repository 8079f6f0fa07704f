"""The reference server on a socket, and the machine's clock."""

from __future__ import annotations

import contextlib
import logging
import secrets
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from socket import SHUT_RDWR
from typing import Final, cast
from weakref import WeakKeyDictionary

from websockets.exceptions import ConnectionClosed
from websockets.extensions.permessage_deflate import ServerPerMessageDeflateFactory
from websockets.http11 import Request, Response
from websockets.sync import server
from websockets.typing import Origin

from conformance.api.venues import COIN_M, Venue
from conformance.reference.accounts import Account
from conformance.reference.listening import BoundedListener, listen
from conformance.reference.origins import is_own_host, own_origins
from conformance.reference.outgoing import Outgoing
from conformance.reference.routes import NoRoute, Route, Variation, route_of
from conformance.reference.sending import push_event, refused_handshake, send
from conformance.reference.server import Reference
from conformance.reference.serving import Connected, Server
from conformance.reference.streams import Listener
from conformance.reference.watching import Assembly, WatchedConnection
from conformance.transcript.frames import Direction
from conformance.transcript.recording import Recording

_LARGEST: Final = 2**20
"""The largest message that is read, in bytes; a larger one ends the connection with 1009."""
_HANDSHAKE: Final = 5.0
"""How long a client may take for its handshake, in s."""
_SLOW: Final = 3.0
"""How long a slow handshake takes, in s."""
_LOOK: Final = 1.0
"""How often it is seen whether a listen key's time is over, in s."""
_LEAVING: Final = 2.0
"""How long a closing handshake may take, in s."""
_QUIET: Final = logging.getLogger("conformance.reference.wire")
_QUIET.setLevel(logging.CRITICAL)  # the library's own log would print frames, and keys with them
Note = Callable[[str, str | bytes, list[Outgoing], float], None]
"""Takes a connection's name, a frame that it sent, what answers it, and how long that took (ms)."""


class WallClock:
    """The machine's clock."""

    def now(self) -> int:
        """Return the time, in ms since 1970."""
        return time.time_ns() // 1_000_000

    tick = now

    def skip(self, ms: int) -> None:
        """Do nothing: nobody moves this clock."""


@dataclass(frozen=True, slots=True)
class Double:
    """What a server does besides answering at its path.

    ``varied`` returns the server of a variation, where other paths are served, ``ordinary`` is what
    the path alone stands for. ``recording`` takes what is sent and what comes, ``note`` each
    request with its answer. ``venue`` is the one that it is a double of; its neighbour is beside.
    """

    varied: Callable[[Variation], Server] | None = None
    ordinary: Variation = field(default_factory=Variation)
    recording: Recording | None = None
    note: Note | None = None
    venue: Venue = COIN_M


@dataclass(slots=True)
class _Sockets:
    """Joins each socket to a connection of the server, which only one thread uses at a time."""

    current: Callable[[], Server]
    host: str
    origins: tuple[str, ...]
    listening: BoundedListener
    double: Double
    lock: threading.Lock = field(default_factory=threading.Lock)
    opened: WeakKeyDictionary[server.ServerConnection, _Opened] = field(
        default_factory=WeakKeyDictionary
    )

    def route(self, socket: server.ServerConnection, request: Request) -> Response | None:
        """Answer 404 on any other path, and 403 to a page of a browser that comes by a name."""
        self.listening.note_request(socket.socket)
        try:
            route = self._route(request)
        except NoRoute as error:
            return socket.respond(404, f"{error}\n")
        host = request.headers.get("Host", "")
        if "Origin" in request.headers and not is_own_host(host, self.host, self.origins):
            return socket.respond(403, "Not by this name\n")
        if route.handshake == "slow":
            time.sleep(_SLOW)
        elif route.handshake == "cut":
            socket.socket.shutdown(SHUT_RDWR)  # so that no thread holds it open
            socket.socket.close()
            return socket.respond(503, "")
        elif route.handshake:
            return refused_handshake(socket, int(route.handshake))
        if route.variation.choices.compression:
            socket.protocol.available_extensions = [ServerPerMessageDeflateFactory()]
        return None

    def _route(self, request: Request) -> Route:
        own = self.double.venue
        route = route_of(request.path.partition("?")[0], self.double.ordinary, own)
        is_plain = route.variation == self.double.ordinary and not route.handshake
        if self.double.varied is None and not is_plain:
            raise NoRoute(f"Try {own.path}")
        return route

    def accept(
        self, socket: server.ServerConnection, request: Request, response: Response
    ) -> Response | None:
        """Open a connection when a handshake succeeds; it costs its weight before the answer."""
        if response.status_code == HTTPStatus.SWITCHING_PROTOCOLS:
            with self.lock:
                self.opened[socket] = self._open(socket, self._route(request), request.path)
        return None

    def _open(self, socket: server.ServerConnection, route: Route, path: str) -> _Opened:
        varied = self.double.varied
        current = varied(route.variation) if varied else self.current()
        push = partial(push_event, socket)
        if route.venue is None:
            return _Opened(current, current.streams.open(route.listen_key, push))
        if recording := self.double.recording:
            own = cast("WatchedConnection", socket)
            own.assembly = Assembly(recording, Direction.SENT, recording.name())
        address, query = str(socket.remote_address[0]), path.partition("?")[2]
        connected = current.connect(address, query, push, route.venue)
        return _Opened(current, connected, route.variation.choices.fragments)

    def handle(self, socket: server.ServerConnection) -> None:
        """Answer each frame of a socket, or send a stream's events, until either side closes it."""
        opened = self.opened.pop(socket)
        if isinstance(opened.end, Listener):
            self._listen(socket, opened.server, opened.end)
            return
        try:
            for data in socket:
                if not self._answer(cast("WatchedConnection", socket), opened, opened.end, data):
                    return
        finally:
            with self.lock:
                opened.end.leave()

    def _answer(
        self, socket: WatchedConnection, opened: _Opened, connected: Connected, data: str | bytes
    ) -> bool:
        """Answer a frame, and then send what it leads to elsewhere; whether the socket is open."""
        began = time.perf_counter()
        with self.lock:
            replies = connected.receive(data)
            events = opened.server.streams.take()
        if self.double.note:
            name = socket.assembly.name if socket.assembly else ""
            self.double.note(name, data, replies, (time.perf_counter() - began) * 1000)
        try:
            return all(send(socket, reply, opened.fragments) for reply in replies)
        finally:
            for push, text in events:
                push(text)

    def _listen(self, socket: server.ServerConnection, current: Server, listener: Listener) -> None:
        """Hold a stream's connection; what comes on it means nothing."""
        try:
            while True:
                with contextlib.suppress(TimeoutError):
                    socket.recv(_LOOK)
                with self.lock:
                    current.expire()
                    events = current.streams.take()
                for push, text in events:
                    push(text)
        except ConnectionClosed:
            pass
        finally:
            with self.lock:
                current.streams.close(listener)


@dataclass(frozen=True, slots=True)
class _Opened:
    """A connection to the API or to a user data stream, and the server that it is of."""

    server: Server
    end: Connected | Listener
    fragments: int = 1


def real_server(accounts: Mapping[str, Account], variation: Variation) -> Reference:
    """Return a server of some accounts that goes by the machine's clock, and by real chance."""
    chance, choices = secrets.SystemRandom(), variation.choices
    return Reference(accounts, WallClock().now, choices, variation.mutant, chance)


@contextlib.contextmanager
def serve_reference(
    current: Callable[[], Server],
    host: str = "127.0.0.1",
    port: int = 0,
    origins: tuple[str, ...] = (),
    double: Double | None = None,
) -> Iterator[str]:
    """Serve a reference server on a socket; yield the URL. Raises OSError where it cannot listen.

    ``current`` returns the server for a new connection, unless ``double`` has one for its path.
    Pages in a browser may connect only from ``origins``. Keep-alive is as documented: a ping every
    3 minutes, and 10 minutes for its pong.
    """
    listening = listen(host, port)
    double = double or Double()
    sockets = _Sockets(current, host.lower(), origins, listening, double)
    with server.serve(
        sockets.handle,
        sock=listening,
        origins=[None, *map(Origin, (*own_origins(host, listening.port), *origins))],
        process_request=sockets.route,
        process_response=sockets.accept,
        compression=None,  # a few bytes could become many, unless a path asks for it
        open_timeout=_HANDSHAKE,
        close_timeout=_LEAVING,
        ping_interval=180,
        ping_timeout=600,
        max_size=_LARGEST,
        logger=_QUIET,
        create_connection=WatchedConnection,
    ) as listener:
        threading.Thread(target=listener.serve_forever, daemon=True).start()
        name = f"[{host}]" if ":" in host else host
        yield f"ws://{name}:{listening.port}{double.venue.path}"
