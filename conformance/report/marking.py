"""A frame as people read it: its JSON on several lines, with the place of a problem marked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from conformance.api.document import ABSENT, read
from conformance.api.misfit import json_path
from conformance.api.wording import shown_path

_DEEPEST = 20


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a frame; ``is_marked``: a problem is here; ``is_missing``: nothing is."""

    text: str
    is_marked: bool = False
    is_missing: bool = False


def lines(text: str | None, path: str = "") -> list[Line]:
    """Return a frame as lines; ``path`` is the JSON path to mark, which may be missing in it.

    Text that is no JSON, or has a member twice, is returned as it came.
    """
    if text is None:
        return [Line("no answer came", is_marked=True, is_missing=True)]
    document = read(text)
    if document.value is ABSENT or document.repeated:
        return [Line(part, is_marked=bool(path)) for part in text.splitlines() or ["(empty)"]]
    marked = list(_lines(document.value, (), path, ""))
    if path and not any(line.is_marked for line in marked):
        marked = _with_missing(document.value, path, marked)
    return marked


def _lines(value: Any, place: tuple[str | int, ...], path: str, comma: str) -> Iterator[Line]:
    indent = "  " * len(place)
    name = f"{json.dumps(place[-1])}: " if place and isinstance(place[-1], str) else ""
    is_marked = shown_path(json_path(place)) == path
    if not isinstance(value, dict | list) or not value or len(place) > _DEEPEST:
        yield Line(f"{indent}{name}{json.dumps(value)}{comma}", is_marked)
        return
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    inner = list(value.items() if isinstance(value, dict) else enumerate(value))
    yield Line(f"{indent}{name}{opening}", is_marked)
    for number, (part, each) in enumerate(inner, start=1):
        yield from _lines(each, (*place, part), path, "," if number < len(inner) else "")
    yield Line(f"{indent}{closing}{comma}", is_marked)


def _with_missing(value: Any, path: str, frame_lines: list[Line]) -> list[Line]:
    """Add a line for a missing member, after the beginning of the object that lacks it."""
    parent, _, name = path.rpartition(".")
    if not parent or not name.isidentifier():
        return frame_lines
    within = list(_lines(value, (), parent, ""))
    for number, line in enumerate(within):
        if line.is_marked:
            indent = " " * (len(line.text) - len(line.text.lstrip()) + 2)
            missing = Line(f'{indent}"{name}" is missing', is_marked=True, is_missing=True)
            return [*frame_lines[: number + 1], missing, *frame_lines[number + 1 :]]
    return frame_lines
