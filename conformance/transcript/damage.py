"""Damage derived mechanically from an answer: every member, value and byte of it in turn.

It does not know which damage the contract allows.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from conformance.api.misfit import json_path
from conformance.api.schemas import load_schema

JsonPlace = tuple[str | int, ...]
_OTHER_TYPES: Final[tuple[Any, ...]] = (True, 7, 1.5, "text", [], {})
_HUGE: Final = 10**30


@dataclass(frozen=True, slots=True)
class Damaged:
    """An answer's text, or its bytes where it is no UTF-8, with one thing wrong in it."""

    kind: str
    place: JsonPlace
    data: str | bytes

    @property
    def where(self) -> str:
        """The place of the damage as a JSON path."""
        return json_path(self.place)


class _Pairs(list[tuple[str, Any]]):
    """An object as written, in which a member may be there twice."""


def damages(text: str) -> Iterator[Damaged]:
    """Yield every damage of one answer; the text must be JSON."""
    whole = json.loads(text)
    for place, value in _places(whole):
        for kind, changed in _changes(place, value):
            yield Damaged(kind, place, _written(_replaced(whole, place, changed)))
        if place and isinstance(place[-1], str):
            yield from _members(whole, place)
    yield from _raw(text)


def _places(value: Any, place: JsonPlace = ()) -> Iterator[tuple[JsonPlace, Any]]:
    yield place, value
    names = range(len(value)) if isinstance(value, list) else value
    for name in names if isinstance(value, list | dict) else ():
        yield from _places(value[name], (*place, name))


def _changes(place: JsonPlace, value: Any) -> Iterator[tuple[str, Any]]:
    """Yield the values that can replace a value, each with the kind of damage."""
    if place and value is not None:
        yield "nulled", None
    yield from (
        ("retyped", other)
        for other in _OTHER_TYPES
        if type(other) is not type(value) and not _is_number(other, value)
    )
    if isinstance(value, dict):
        yield "member added", value | {"unknown": 1}
    elif isinstance(value, list):
        yield from (("emptied", []), ("wrapped", [value]), ("repeated", value * 2))
    elif isinstance(value, str):
        yield from (("emptied", ""), ("lengthened", value + "x"), ("re-cased", value.swapcase()))
        yield from (("enumeration value", other) for other in _others(place, value))
    elif isinstance(value, int) and not isinstance(value, bool):
        yield from (("negated", -value - (not value)), ("floated", float(value)))
        yield from (("huge", _HUGE), ("one more", value + 1), ("one less", value - 1))
        yield from (("NaN", float("nan")), ("Infinity", float("inf")))


def _is_number(one: Any, other: Any) -> bool:
    """Whether both are numbers: other numbers are damages of their own."""
    numbers = (int, float)
    return type(one) in numbers and type(other) in numbers


def _others(place: JsonPlace, value: str) -> list[str]:
    """Return the other values of an enumeration, and one that is not in it."""
    properties = load_schema("rate-limit")["properties"]
    values = properties.get(place[-1], {}).get("enum", []) if place else []
    return [*(other for other in values if other != value), "OTHER"] if values else []


def _members(whole: Any, place: JsonPlace) -> Iterator[Damaged]:
    """Yield the damages to a member as a whole."""
    *inside, name = place
    parent = whole
    for part in inside:
        parent = parent[part]
    rest = [(key, value) for key, value in parent.items() if key != name]
    own = (name, parent[name])
    renamed = (str(name) + "s", parent[name])
    variants = {
        "dropped": rest,
        "renamed": [*rest, renamed],
        "doubled": [*rest, own, own],
    }
    for kind, pairs in variants.items():
        yield Damaged(kind, place, _written(_replaced(whole, tuple(inside), _Pairs(pairs))))


def _replaced(whole: Any, place: JsonPlace, value: Any) -> Any:
    if not place:
        return value
    first, *rest = place
    copy: Any = dict(whole) if isinstance(whole, dict) else list(whole)
    copy[first] = _replaced(whole[first], tuple(rest), value)
    return copy


def _written(value: Any) -> str:
    if isinstance(value, dict):
        value = _Pairs(value.items())
    if isinstance(value, _Pairs):
        return "{" + ",".join(f"{json.dumps(k)}:{_written(v)}" for k, v in value) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_written, value)) + "]"
    return json.dumps(value)


def _raw(text: str) -> Iterator[Damaged]:
    """Yield damage to the text itself."""
    for length in range(len(text)):
        yield Damaged("truncated", (), text[:length])
    yield Damaged("text doubled", (), text + text)
    yield Damaged("trailed by garbage", (), text + "\x00")
    yield Damaged("byte order mark", (), "\ufeff" + text)
    yield Damaged("no UTF-8", (), text.encode()[:-1] + b"\xff}")
