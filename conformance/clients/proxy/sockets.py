"""Sockets as a proxy uses them: opened, with or without TLS, and read up to the end of a head."""

from __future__ import annotations

import socket
import ssl
import time
from typing import Final
from urllib.parse import urlsplit

from conformance.clients.proxy.handshake import HeadUnreadable

_CHUNK: Final = 2**16
_LONGEST_HEAD: Final = 2**16
HANDSHAKE: Final = 15.0
"""How long a handshake may take, on either side, in s."""
_PORTS: Final = {"ws": 80, "wss": 443}


def wall_ms() -> int:
    """Return the time in ms since 1970."""
    return time.time_ns() // 1_000_000


def read_head(source: socket.socket) -> tuple[bytes, bytes]:
    """Return a head, and what came after it already. Raises HeadUnreadable and OSError."""
    head = bytearray()
    while b"\r\n\r\n" not in head:
        data = source.recv(_CHUNK)
        if not data or len(head) > _LONGEST_HEAD:
            raise HeadUnreadable
        head += data
    end = head.index(b"\r\n\r\n") + 4
    return bytes(head[:end]), bytes(head[end:])


def opened_to(url: str) -> socket.socket:
    """Open a socket to a URL's host. Raises OSError."""
    parts = urlsplit(url)
    host, secure = parts.hostname or "", parts.scheme == "wss"
    port = parts.port or _PORTS[parts.scheme]
    plain = socket.create_connection((host, port), timeout=HANDSHAKE)
    prepare(plain)
    if not secure:
        return plain
    try:
        return ssl.create_default_context().wrap_socket(plain, server_hostname=host)
    except OSError:
        plain.close()
        raise


def prepare(plain: socket.socket) -> None:
    """Let small frames go at once."""
    plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, True)
