"""What a file is that is no capture of exchanges, by how it begins, and what to do about it.

A file of which at least one line may be an exchange is none of its business.
"""

from __future__ import annotations

import re
from typing import Final

from conformance.api.bad_input import BadInput

_PACKETS: Final = (
    "it is a packet capture, and wss:// hides its frames: capture them with conformance proxy "
    "--record FILE, or export a HAR from a browser or from mitmproxy"
)
_BEGINNINGS: Final[dict[bytes, str]] = {
    b"\xd4\xc3\xb2\xa1": _PACKETS,
    b"\xa1\xb2\xc3\xd4": _PACKETS,
    b"\x4d\x3c\xb2\xa1": _PACKETS,
    b"\xa1\xb2\x3c\x4d": _PACKETS,
    b"\x0a\x0d\x0d\x0a": _PACKETS,
    b"\x1f\x8b": "it is compressed by gzip: give it a name that ends in .jsonl.gz",
    b"\x28\xb5\x2f\xfd": "it is compressed by zstd: give it a name that ends in .jsonl.zst",
    b"PK\x03\x04": "it is a ZIP archive: unpack it first",
    b"\xff\xfe": "it is text in UTF-16: write it as UTF-8",
    b"\xfe\xff": "it is text in UTF-16: write it as UTF-8",
    b"interactions:": "it is a cassette: give it a name that ends in .yaml",
}
_HAR: Final = re.compile(rb'\s*\{\s*"log"\s*:\s*\{')
_ONE_VALUE: Final = re.compile(rb'\s*(?:\[\s*\{|\{\s*\n\s*")')
_SEE: Final = "see README, Captured exchanges"
_BINARY: Final = 4096
"""How many bytes are looked through for what no text has."""
_LEAST_LINES: Final = 3
"""In fewer lines each can be named by itself."""


class NoCapture(BadInput):
    """A file is no capture; the message says what it is instead, and what to do."""


def check_capture(data: bytes) -> None:
    """Check the beginning of a file that is to have an exchange a line. Raises NoCapture."""
    if why := _why_none(data.removeprefix(b"\xef\xbb\xbf")):
        raise NoCapture(why)


def _why_none(data: bytes) -> str:
    """Return why a file cannot be a capture; empty where it may be one."""
    for beginning, why in _BEGINNINGS.items():
        if data.startswith(beginning):
            return why
    if b"\0" in data[:_BINARY]:
        return f"it is binary, and a capture is text: {_SEE}"
    if _HAR.match(data):
        return "it is a HAR: give it a name that ends in .har"
    if _ONE_VALUE.match(data):
        return f"it is one JSON value, and a capture has one exchange a line: {_SEE}"
    lines = sum(1 for line in data.splitlines() if line.strip()) if _is_without(data) else 0
    if lines >= _LEAST_LINES:
        return f"none of its lines is an exchange, with a request and a response: {_SEE}"
    return ""


def _is_without(data: bytes) -> bool:
    """Whether no line can have the member that every exchange has."""
    return b'"response"' not in data and b"\\u" not in data
