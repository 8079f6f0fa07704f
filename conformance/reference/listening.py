"""A listening socket that accepts so many connections, and bounds what each may take."""

from __future__ import annotations

import contextlib
import select
import socket
import struct
import threading
from typing import Any, Final

_MOST_THREADS: Final = 7000
"""With so many threads in this process no connection is accepted; each takes three."""
_MOST_HALF_OPEN: Final = 100
"""So many are waited for that have sent no request yet; of more, the oldest is dropped."""
_LONGEST_SEND: Final = 5.0
"""How long a client may take nothing of what is sent, in s."""


class BoundedListener(socket.socket):
    """Accepts connections; one too many is closed at once."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lock = threading.Lock()
        self.half_open: dict[int, socket.socket] = {}

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return int(self.getsockname()[1])

    def accept(self) -> tuple[socket.socket, Any]:
        """Return the next connection for which there is room. Raises OSError once it is closed."""
        while True:
            connection, address = super().accept()
            bound_sends(connection, _LONGEST_SEND)
            if self._take(connection):
                return connection, address
            connection.close()
            while not select.select([self], [], [], 0.2)[0]:  # closing ends this, too
                pass

    def _take(self, connection: socket.socket) -> bool:
        """Whether there is room for a connection; the oldest that has sent nothing makes some."""
        if threading.active_count() >= _MOST_THREADS:
            return False
        with self.lock:
            if len(self.half_open) >= _MOST_HALF_OPEN:
                oldest = self.half_open.pop(next(iter(self.half_open)))
                with contextlib.suppress(OSError):
                    oldest.shutdown(socket.SHUT_RDWR)
            self.half_open[id(connection)] = connection
            return True

    def note_request(self, connection: socket.socket) -> None:
        """Note that a connection has sent its request, and is no longer half open."""
        with self.lock:
            self.half_open.pop(id(connection), None)


def plain_listener(host: str, port: int) -> socket.socket:
    """Return a socket that listens on an address. Raises OSError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family, backlog=1024)


def listen(host: str, port: int) -> BoundedListener:
    """Return a bounded socket that listens on an address. Raises OSError."""
    plain = plain_listener(host, port)
    return BoundedListener(plain.family, socket.SOCK_STREAM, fileno=plain.detach())


def closed_port() -> int:
    """Return a port of this machine on which nothing listens, a moment ago."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def bound_sends(connection: socket.socket, seconds: float) -> None:
    """Let a send fail when nothing of it is taken for so long: it could last for ever otherwise."""
    whole, rest = int(seconds), int(seconds % 1 * 1_000_000)
    with contextlib.suppress(OSError):  # where times are written otherwise
        times = struct.pack("@ll", whole, rest or 1)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, times)
