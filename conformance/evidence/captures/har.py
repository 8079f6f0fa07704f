"""HAR files: the WebSocket messages of each entry, as browsers and mitmproxy write them down.

They are under ``_webSocketMessages``: ``type`` is send or receive, ``time`` in s since 1970,
``opcode`` 1 for text and 2 for bytes in Base64, ``data`` the message.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator
from typing import IO, Any, Final

from conformance.api.bad_input import BadInput
from conformance.api.venues import VENUES, venue_at
from conformance.evidence.captures.lines import FAR, Captured, is_address
from conformance.transcript.frames import Direction, Frame, Opcode
from conformance.transcript.masking import redact_url

_LARGEST: Final = 256 * 2**20
"""The largest HAR that is read, in bytes: it is one JSON value, and read whole."""
_DIRECTIONS: Final = {"send": Direction.SENT, "receive": Direction.RECEIVED}
_OPCODES: Final = {1: Opcode.TEXT, 2: Opcode.BINARY}


class HarBroken(BadInput):
    """A file is no HAR; the message says why."""


def har_lines(file: IO[bytes]) -> Iterator[Captured]:
    """Yield the messages of connections to a venue's path, numbered through the file.

    Raises HarBroken, OSError.
    """
    number = 0
    for place, entry in enumerate(_entries(file)):
        endpoint = _endpoint(entry)
        for message in entry["_webSocketMessages"] if endpoint else ():
            number += 1
            if frame := _frame(message, number):
                yield Captured(number, (frame,), f"entry {place + 1}", None, endpoint)


def _entries(file: IO[bytes]) -> list[dict[str, Any]]:
    """Return the entries that have WebSocket messages. Raises HarBroken."""
    data = file.read(_LARGEST + 1)
    if len(data) > _LARGEST:
        raise HarBroken(f"it is larger than {_LARGEST // 2**20} MiB; write it as JSON Lines")
    try:
        log = json.loads(data)["log"]
        entries = [entry for entry in log["entries"] if _has_messages(entry)]
    except (ValueError, RecursionError) as error:
        raise HarBroken(f"it is no JSON, or was cut off ({error})") from None
    except (KeyError, TypeError):
        raise HarBroken("it is no HAR: it has no log.entries") from None
    if not any(map(_endpoint, entries)):
        paths = " or ".join(venue.path for venue in VENUES.values())
        raise HarBroken(f"there is no WebSocket to {paths} in it, with _webSocketMessages")
    return entries


def _has_messages(entry: Any) -> bool:
    return isinstance(entry, dict) and isinstance(entry.get("_webSocketMessages"), list)


def _endpoint(entry: dict[str, Any]) -> str:
    """Return the redacted address of a connection to a venue's path; empty for any other."""
    request = entry.get("request")
    url = request.get("url") if isinstance(request, dict) else None
    address = f"ws{url[4:]}" if isinstance(url, str) and url.startswith("http") else url
    is_ours = isinstance(address, str) and is_address(address)
    return redact_url(address) if is_ours and address and venue_at(address) else ""


def _frame(message: Any, number: int) -> Frame | None:
    """Return a message as a frame; None for one that is no text and no bytes. Raises HarBroken."""
    try:
        direction, opcode = _DIRECTIONS[message["type"]], _OPCODES.get(message["opcode"])
        at, data = int(message["time"] * 1000), message["data"]
        if opcode is None:
            return None
        content = _content(opcode, data)
    except (KeyError, TypeError, ValueError, OverflowError, binascii.Error):
        raise HarBroken(f"message {number} is none: type, time, opcode, data") from None
    return Frame(direction, content, at if 0 <= at < FAR else 0, opcode)


def _content(opcode: Opcode, data: object) -> str | bytes:
    """Return a message's text or bytes. Raises TypeError and binascii.Error."""
    if not isinstance(data, str):
        raise TypeError
    return base64.b64decode(data, validate=True) if opcode is Opcode.BINARY else data
