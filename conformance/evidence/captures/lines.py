"""One line of a capture: a request and its response, with their texts as they came."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urlsplit

from conformance.api.document import read
from conformance.api.venues import EXCHANGE_DOMAINS, VENUES, is_below, venue_at
from conformance.transcript.frames import Direction, Frame
from conformance.transcript.masking import redact_url

LONGEST_LINE: Final = 2**20
"""The longest line that is read, in bytes; a frame has some hundred."""
FAR: Final = 32_503_680_000_000
"""The year 3000, in ms since 1970."""
_SESSIONS: Final = {"none": False, "logged-on": True}


class LineUnreadable(Exception):
    """A line is no captured exchange; the message says why."""


@dataclass(frozen=True, slots=True)
class Captured:
    """One line: its frames, its connection and endpoint, and whether the session was logged on."""

    number: int
    frames: tuple[Frame, ...]
    connection: str | None
    logged_on: bool | None
    endpoint: str


def captured_of(number: int, line: bytes) -> Captured:
    """Read one line; ``number`` counts from 1. Raises LineUnreadable."""
    if len(line) > LONGEST_LINE:
        raise LineUnreadable(f"it is longer than {LONGEST_LINE // 2**20} MiB")
    try:
        text = line.decode("utf-8-sig" if number == 1 else "utf-8")
    except UnicodeDecodeError as error:
        raise LineUnreadable(f"it is not UTF-8 (byte {error.start + 1})") from None
    members = _members(text)
    if "response" not in members:
        raise LineUnreadable("it has no response; where none came, write null")
    at = _time(_value(members, "at"))
    method = _value(members, "method")
    if method is not None and not isinstance(method, str):
        raise LineUnreadable("its method is no string")
    endpoint, logged_on = _endpoint(members), _session(members)
    frames = [
        Frame(direction, frame_text, at, method=method, logged_on=logged_on)
        for direction, member in ((Direction.SENT, "request"), (Direction.RECEIVED, "response"))
        if (frame_text := _frame_text(members.get(member, "null"))) is not None
    ]
    if not frames:
        raise LineUnreadable("it has neither a request nor a response")
    connection = _value(members, "connection")
    label = None if connection is None else str(connection)
    return Captured(number, tuple(frames), label, logged_on, endpoint)


def _members(text: str) -> dict[str, str]:
    """Return the members of an object with their raw texts. Raises LineUnreadable.

    The raw text is the evidence: a member that is twice in an answer must not be lost.
    """
    document = read(text.strip())
    if not isinstance(document.value, dict):
        why = f" ({document.error})" if document.error else ""
        raise LineUnreadable(f"it is no JSON object{why}")
    decoder = json.JSONDecoder()
    members: dict[str, str] = {}
    place = text.index("{") + 1
    while text[place := _skip(text, place, " \t\r\n,")] != "}":
        name, place = decoder.raw_decode(text, place)
        begin = _skip(text, place, " \t\r\n:")
        _, place = decoder.raw_decode(text, begin)
        members[name] = text[begin:place]
    return members


def _skip(text: str, place: int, characters: str) -> int:
    while text[place] in characters:
        place += 1
    return place


def _endpoint(members: dict[str, str]) -> str:
    """Return the address of a line, redacted; empty where there is none. Raises LineUnreadable."""
    endpoint = _value(members, "endpoint")
    if endpoint is None:
        return ""
    if not isinstance(endpoint, str) or not is_address(endpoint):
        raise LineUnreadable("its endpoint is no address that begins with ws:// or wss://")
    is_theirs = is_below(urlsplit(endpoint).hostname or "", EXCHANGE_DOMAINS)
    if is_theirs and not venue_at(endpoint):
        known = ", ".join(f"{venue.title}'s is {venue.path}" for venue in VENUES.values())
        raise LineUnreadable(f"its endpoint is another venue's: {known}")
    return redact_url(endpoint)


def is_address(text: str) -> bool:
    """Whether a text is a WebSocket's address, and has no character that cannot be seen."""
    try:
        has_host = bool(urlsplit(text).hostname)
    except ValueError:
        return False
    return has_host and text.isprintable() and text.startswith(("ws://", "wss://"))


def _session(members: dict[str, str]) -> bool | None:
    """Return whether the session was logged on before a line, if it says. Raises LineUnreadable."""
    session = _value(members, "session")
    if session is None:
        return None
    if not isinstance(session, str) or session not in _SESSIONS:
        raise LineUnreadable("its session is neither none nor logged-on")
    return _SESSIONS[session]


def _value(members: dict[str, str], name: str) -> Any:
    return read(members[name]).value if name in members else None


def _frame_text(raw: str) -> str | None:
    """Return a frame's text: a JSON string's value, other JSON as it stands, None for null."""
    value = read(raw).value
    if value is None:
        return None
    return value if isinstance(value, str) else raw


def ms_of(text: str) -> int:
    """Return an ISO time in ms since 1970; in UTC, if it has no offset. Raises ValueError."""
    time = datetime.fromisoformat(text)
    return int((time if time.tzinfo else time.replace(tzinfo=UTC)).timestamp() * 1000)


def _time(written: Any) -> int:
    """Return a time in ms since 1970; 0 where there is none. Raises LineUnreadable."""
    if written is None:
        return 0
    try:
        at = ms_of(str(written))
    except (ValueError, OverflowError):
        at = -1
    if not 0 <= at < FAR:
        raise LineUnreadable("its at is no ISO time since 1970")
    return at
