"""The reference server on a socket, and the machine's clock."""

from __future__ import annotations

import contextlib
import logging
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from websockets.http11 import Request, Response
from websockets.sync import server

from conformance.api.venues import COIN_M
from conformance.reference.server import Connection, Reference

_LARGEST: Final = 2**24
"""The largest message that is read, in bytes; a larger one ends the connection with 1009."""
_QUIET: Final = logging.getLogger("conformance.reference.wire")
_QUIET.setLevel(logging.CRITICAL)  # the library's own log would print frames, and keys with them


class WallClock:
    """The machine's clock."""

    def now(self) -> int:
        """Return the time, in ms since 1970."""
        return time.time_ns() // 1_000_000

    tick = now


@dataclass(slots=True)
class _Sockets:
    """Joins each socket to a connection of the server, which only one thread uses at a time."""

    current: Callable[[], Reference]
    lock: threading.Lock = field(default_factory=threading.Lock)
    connections: dict[uuid.UUID, Connection] = field(default_factory=dict)

    def route(self, socket: server.ServerConnection, request: Request) -> Response | None:
        """Open a connection during the handshake; answer 404 on any other path."""
        path = urlsplit(request.path)
        if path.path != COIN_M.path:
            return socket.respond(404, f"Try {COIN_M.path}\n")
        with self.lock:  # a handshake costs its weight before it is answered
            address = str(socket.remote_address[0])
            self.connections[socket.id] = self.current().connect(address, path.query)
        return None

    def handle(self, socket: server.ServerConnection) -> None:
        """Answer each frame of a socket, until either side closes it."""
        connection = self.connections.pop(socket.id)
        for data in socket:
            with self.lock:
                replies = connection.receive(data)
            for reply in replies:
                if reply is None:
                    socket.close(1008, "disconnected")
                    return
                socket.send(reply)


@contextlib.contextmanager
def serve_reference(
    current: Callable[[], Reference], host: str = "127.0.0.1", port: int = 0
) -> Iterator[str]:
    """Serve a reference server on a socket; yield the URL. Raises OSError where it cannot listen.

    ``current`` returns the server for a new connection. Keep-alive is as documented: a ping every
    3 minutes, and 10 minutes for its pong.
    """
    sockets = _Sockets(current)
    with server.serve(
        sockets.handle,
        host,
        port,
        process_request=sockets.route,
        ping_interval=180,
        ping_timeout=600,
        max_size=_LARGEST,
        logger=_QUIET,
    ) as listener:
        threading.Thread(target=listener.serve_forever, daemon=True).start()
        bound = listener.socket.getsockname()[1]
        yield f"ws://{f'[{host}]' if ':' in host else host}:{bound}{COIN_M.path}"
