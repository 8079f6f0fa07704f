"""Where a JSON path is in the text of a frame, by characters."""

from __future__ import annotations

import json
import re
from typing import Final

Span = tuple[int, int]
"""The places of a part's first character, and of the one behind its last."""

_STEP: Final = re.compile(r'\.(\w+)|\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]')
_BLANKS: Final = re.compile(r"[ \t\r\n]*")
_DECODER: Final = json.JSONDecoder()
_LONGEST: Final = 100_000
"""In a longer text nothing is looked for."""


def span_of(text: str, path: str) -> tuple[Span, str] | None:
    """Return the place of a JSON path in a text, and the name of the member that is not there.

    Where a member is missing, the place is the beginning of what lacks it. ``$..name`` is the
    last member of that name. None where the text cannot be read so far, or the path is all of it.
    """
    if path == "$" or len(text) > _LONGEST:
        return None
    if path.startswith("$.."):
        return _last_named(text, path.removeprefix("$.."))
    steps = [_step(match) for match in _STEP.finditer(path)]
    try:
        return _walk(text, steps)
    except (ValueError, IndexError, RecursionError):
        return None


def _step(match: re.Match[str]) -> str | int:
    name, place, quoted = match.groups()
    return name or (int(place) if place else str(json.loads(quoted)))


def _last_named(text: str, name: str) -> tuple[Span, str] | None:
    matches = [*re.finditer(rf'"{re.escape(name)}"\s*:', text)]
    return ((matches[-1].start(), matches[-1].end() - 1), "") if matches else None


def _walk(text: str, steps: list[str | int]) -> tuple[Span, str] | None:
    """Go down the path, member by member. Raises ValueError and IndexError."""
    start = _after_blanks(text, 0)
    for number, step in enumerate(steps):
        if text[start] != ("{" if isinstance(step, str) else "["):
            return None
        inner = _part(text, start, step)
        if inner is None:
            is_last = number == len(steps) - 1
            return ((start, start + 1), str(step)) if is_last else None
        start = inner
    return (start, _DECODER.raw_decode(text, start)[1]), ""


def _part(text: str, start: int, wanted: str | int) -> int | None:
    """Return where a part of an object or a list begins; None where it has no such part."""
    is_object, place = text[start] == "{", _after_blanks(text, start + 1)
    seen, last = 0, None
    while text[place] not in "}]":
        name: str | int = seen
        if is_object:
            name, place = _DECODER.raw_decode(text, place)
            place = _after_blanks(text, _after_blanks(text, place) + 1)
        if name == wanted:
            last = place
        place = _after_blanks(text, _DECODER.raw_decode(text, place)[1])
        if text[place] == ",":
            place = _after_blanks(text, place + 1)
        seen += 1
    return last


def _after_blanks(text: str, place: int) -> int:
    match = _BLANKS.match(text, place)
    return match.end() if match else place
