"""JSON as it was written: read strictly, with what ordinary readers lose.

It knows nothing of WebSockets or of the API.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from math import isfinite
from typing import Any, Final


class _Absent:
    """The value of a member that is not there; it prints as ``nothing``."""

    def __repr__(self) -> str:
        return "nothing"

    def __reduce__(self) -> str:
        return "ABSENT"  # there is one, in every process

    def __bool__(self) -> bool:
        return False


ABSENT: Final = _Absent()

JsonObject = dict[str, Any]
"""A JSON object as plain values."""


@dataclass(frozen=True, slots=True)
class Document:
    """One text, read as JSON (RFC 8259).

    ``value`` is ABSENT where ``error`` says why the text is not one JSON value; ``repeated``
    names members that an object has twice; ``constants`` lists NaN, Infinity and -Infinity.
    """

    value: Any
    error: str | None = None
    repeated: tuple[str, ...] = ()
    constants: tuple[str, ...] = ()

    @property
    def members(self) -> dict[str, Any]:
        """The members; empty where the value is no object."""
        return self.value if isinstance(self.value, dict) else {}


def place_of_constant(value: Any) -> tuple[str | int, ...]:
    """Return the place of the first NaN or Infinity in a value; empty where there is none."""
    open_places: list[tuple[tuple[str | int, ...], Any]] = [((), value)]
    while open_places:
        place, each = open_places.pop()
        if isinstance(each, float) and not isfinite(each):
            return place
        if isinstance(each, dict | list):
            inner = each.items() if isinstance(each, dict) else enumerate(each)
            open_places += [((*place, name), part) for name, part in [*inner][::-1]]
    return ()


_DEEPEST: Final = 100
_SHORT: Final = 2**13
_LONG: Final = 2**17
"""Texts are read once and remembered: a thousand short ones, sixteen longer ones, and two of any
length, as a value can take twenty times the memory of its text."""


def read(text: str) -> Document:
    """Return a text read as JSON; never raises."""
    if len(text) <= _SHORT:
        return _remembered(text)
    return _remembered_longer(text) if len(text) <= _LONG else _remembered_shortly(text)


def _read(text: str) -> Document:
    repeated: list[str] = []
    constants: list[str] = []

    def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        by_name = dict(pairs)
        if len(by_name) < len(pairs):
            times = Counter(name for name, _ in pairs)
            repeated.extend(sorted(name for name, count in times.items() if count > 1))
        return by_name

    def constant(name: str) -> float:
        constants.append(name)
        return float(name)

    try:
        value = json.loads(text, object_pairs_hook=members, parse_constant=constant)
    except RecursionError:
        return Document(ABSENT, "nested too deeply to be read")
    except ValueError as error:  # also an integer of more digits than Python converts
        return Document(ABSENT, getattr(error, "msg", str(error)))
    if _is_deep(text, value):
        return Document(ABSENT, "nested too deeply to be read")
    return Document(value, None, tuple(repeated), tuple(constants))


def _is_deep(text: str, value: Any) -> bool:
    """Whether a value is nested deeper than any answer is, or recursion could follow."""
    if text.count("[") + text.count("{") <= _DEEPEST:
        return False
    level = [value]
    for _ in range(_DEEPEST):
        inner = (v.values() if isinstance(v, dict) else v for v in level)
        level = [v for values in inner for v in values if isinstance(v, dict | list)]
        if not level:
            return False
    return True


_remembered = lru_cache(maxsize=1024)(_read)
_remembered_longer = lru_cache(maxsize=16)(_read)
_remembered_shortly = lru_cache(maxsize=2)(_read)


def same_json(one: Any, other: Any) -> bool:
    """Whether two JSON values have the same type and value: 7 is neither 7.0, "7" nor true."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same_json(one[k], other[k]) for k in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(same_json, one, other))
    return bool(one == other)
