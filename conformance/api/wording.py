"""JSON values and counts as people read them.

It knows nothing of the API.
"""

from __future__ import annotations

import json
from typing import Any, Final

from conformance.api.document import ABSENT


def shown(value: Any, limit: int = 120) -> str:
    """Write a value for people: JSON in ASCII on one line, cut after ``limit`` characters."""
    if value is ABSENT:
        return "nothing"
    try:
        # a plain str, as workers of xdist can send no other
        text = str(value) if isinstance(value, Phrase) else json.dumps(value, default=repr)
    except (RecursionError, ValueError):
        text = "a value nested too deeply to be written"
    return shown_text(_disarmed(text), limit)


def shown_text(text: str, limit: int = 120) -> str:
    """Cut a text after ``limit`` characters, and say how long it was."""
    return text if len(text) <= limit else f"{text[:limit]}… ({len(text)} characters)"


def shown_path(path: str) -> str:
    """Cut a JSON path that is longer than any of the API's."""
    return shown_text(_disarmed(path), 200)


def counted(number: int, what: str) -> str:
    """Write a number of things: ``1 clause``, ``2 clauses``."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


_CONTROLS: Final = dict.fromkeys(
    (
        *(*range(9), *range(11, 32), *range(0x7F, 0xA0)),
        *(0x061C, 0x200B, 0x200C, 0x200E, 0x200F, 0x2028, 0x2029, 0x2060, 0xFEFF),
        *(*range(0x202A, 0x202F), *range(0x2066, 0x206A), *range(0xD800, 0xE000)),
    ),
    0xFFFD,
)
"""Characters that cannot be seen: controls, and marks of the direction of writing."""


def visible(text: str) -> str:
    """Return a text in which every character can be seen; line breaks and tabs stay."""
    return _disarmed(text.translate(_CONTROLS))


def _disarmed(text: str) -> str:
    """Return a text without commands for a runner of GitHub's: it obeys ``##[`` in any place."""
    return text.replace("##[", "## [")


def on_one_line(text: str) -> str:
    """Return a text in which every character can be seen, with blanks for its line breaks."""
    return " ".join(visible(text).split())


class Phrase(str):
    """Words about a value (``an integer``), printed without quotes."""

    __slots__ = ()
