"""The secrets that stand in a transcript's own places: keys, signatures, listen keys."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from conformance.transcript.frames import Frame, Opcode, Transcript

_LARGEST: Final = 2**13
"""A frame with a key in its place is smaller, in characters."""
_NAMES: Final = ("apiKey", "listenKey", "signature")


def secrets_in(transcript: Transcript) -> set[str]:
    """Return the secrets of a transcript, by the members that hold them."""
    secrets = {transcript.api_key} if transcript.api_key else set[str]()
    for frame in transcript.frames:
        secrets |= {*_of_frame(frame)}
    return secrets


def _of_frame(frame: Frame) -> Iterator[str]:
    if frame.opcode is Opcode.OPEN:
        yield str(frame.data)
    if isinstance(frame.data, bytes) or len(frame.data) > _LARGEST:
        return
    members = frame.document.members
    for part in (members, members.get("params"), members.get("result")):
        yield from _of_object(part)


def _of_object(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        yield from (value for name in _NAMES if isinstance(value := part.get(name), str) and value)
