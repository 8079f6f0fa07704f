"""The handshake of a proxied connection: one head on, with another host, and what it agreed to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from websockets.exceptions import InvalidHeaderFormat
from websockets.extensions.permessage_deflate import PerMessageDeflate
from websockets.headers import parse_extension

from conformance.api.venues import COIN_M, STREAM_PATH

_HOST: Final = re.compile(rb"(?im)^host:[^\r\n]*")
_EXTENSIONS: Final = re.compile(rb"(?im)^sec-websocket-extensions:[ \t]*([^\r\n]*)")
_LARGEST_WINDOW: Final = 15
SWITCHING: Final = b"101"


class HeadUnreadable(Exception):
    """What came is no head of an HTTP request or response."""


@dataclass(frozen=True, slots=True)
class Upstream:
    """Where a proxy connects to: the URL of the API, and where user data streams are."""

    url: str
    streams: str

    def place_of(self, path: str) -> str:
        """Return the URL for a client's path with its query: the API, a stream, or as it is."""
        own, _, query = path.partition("?")
        if own.startswith(STREAM_PATH):
            return self.streams + own.removeprefix(STREAM_PATH)
        base = urlsplit(self.url)
        is_api = own in {COIN_M.path, "/", ""}
        query = query or (base.query if is_api else "")
        place = f"{base.scheme}://{base.netloc}{base.path if is_api else own}"
        return f"{place}?{query}" if query else place


def path_of(head: bytes) -> str:
    """Return the path and query of a request's head. Raises HeadUnreadable."""
    parts = head.partition(b"\r\n")[0].split(b" ")
    if len(parts) != 3 or parts[0] != b"GET" or not parts[1].startswith(b"/"):  # noqa: PLR2004
        raise HeadUnreadable
    return parts[1].decode("latin-1")


def sent_on(head: bytes, url: str) -> bytes:
    """Return a request's head for another URL: path and host are its own, all else stays."""
    parts = urlsplit(url)
    path = f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
    line, _, rest = head.partition(b"\r\n")
    version = line.rpartition(b" ")[2]
    host = parts.netloc.rpartition("@")[2]
    named = _HOST.sub(lambda _: f"Host: {host}".encode(), rest, count=1)
    return b"GET " + path.encode("latin-1") + b" " + version + b"\r\n" + named


def status_of(head: bytes) -> bytes:
    """Return the status of a response's head. Raises HeadUnreadable."""
    parts = head.partition(b"\r\n")[0].split(b" ")
    if len(parts) < 2 or not parts[0].startswith(b"HTTP/"):  # noqa: PLR2004 - version and status
        raise HeadUnreadable
    return parts[1]


def extensions_of(head: bytes, *, of_client: bool) -> list[Any] | None:
    """Return what reads the compressed frames of one side; None where it cannot be read.

    ``of_client``: of frames that the client sends.
    """
    match = _EXTENSIONS.search(head)
    if match is None or not match[1].strip():
        return []
    try:
        agreed = parse_extension(match[1].decode("latin-1"))
    except InvalidHeaderFormat:
        return None
    if len(agreed) != 1 or agreed[0][0] != "permessage-deflate":
        return None
    return [_deflate(dict(agreed[0][1]), of_client=of_client)]


def _deflate(params: dict[Any, str | None], *, of_client: bool) -> PerMessageDeflate:
    """Return a reader of compressed frames; what it would write is never asked for."""
    side = "client" if of_client else "server"
    bits = params.get(f"{side}_max_window_bits")
    window = int(bits) if bits and bits.isdigit() else _LARGEST_WINDOW
    takeover = f"{side}_no_context_takeover" in params
    return PerMessageDeflate(takeover, False, min(window, _LARGEST_WINDOW), _LARGEST_WINDOW)
