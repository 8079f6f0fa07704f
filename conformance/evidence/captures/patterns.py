"""A captured line as a pattern: its text, but for the values that differ from line to line.

A line that fits the pattern is, value for value, the line that the pattern was made of, with
another id, other keys, other counts and another time of day.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from conformance.evidence.captures.lines import Captured, LineUnreadable, captured_of

_CLOCK: Final = rb"(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"
_VOLATILE: Final = re.compile(
    rb'\\?"id\\?"\s*:\s*(?:\\?"(?P<text>[0-9A-Za-z_-]{1,36})(?=\\?")'
    rb"|(?P<number>0|[1-9][0-9]{0,14})(?=\s*[,}]))"
    rb'|\\?"count\\?"\s*:\s*(?P<count>0|[1-9][0-9]{0,8})(?=\s*[,}])'
    rb'|\\?"(?:apiKey|listenKey)\\?"\s*:\s*\\?"(?P<key>[0-9A-Za-z]{16,128})(?=\\?")'
    rb'|"at"\s*:\s*"(?:19[7-9][1-9]|2[0-8][0-9]{2})-[0-9]{2}-[0-9]{2}[T ]'
    rb"(?P<clock>" + _CLOCK + rb"(?:\.[0-9]{1,6})?)(?![0-9.,])"
    rb'|"connection"\s*:\s*(?:"(?P<label>[0-9A-Za-z_.:@/-]{1,64})"'
    rb"|(?P<serial>0|[1-9][0-9]{0,14})(?=\s*[,}]))"
)
_CLASSES: Final = {
    "text": rb"[0-9A-Za-z_-]{1,36}",
    "number": rb"(?:0|[1-9][0-9]{0,14})",
    "count": rb"(?:0|[1-9][0-9]{0,8})",
    "label": rb"[0-9A-Za-z_.:@/-]{1,64}",
    "serial": rb"(?:0|[1-9][0-9]{0,14})",
}
_NUMBERS: Final = frozenset({"number", "count", "serial"})
_Path = tuple[str | int, ...]
_LONGEST: Final = 2**13
"""The longest line that is worth a pattern, in bytes."""
_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Pattern:
    """A line's text as a regular expression of bytes, with a group for each volatile value.

    ``kinds`` and ``values`` are those of the groups, in order; ``parts`` are the line itself, with
    the places of groups where their values stand. ``text`` and ``number`` are ids, ``label`` and
    ``serial`` connections.
    """

    kinds: tuple[str, ...]
    values: tuple[bytes, ...]
    parts: tuple[bytes | int, ...]

    @cached_property
    def expression(self) -> bytes:
        """The regular expression; a value that stands twice must be the same both times."""
        seen: set[int] = set()
        written = []
        for part in self.parts:
            if isinstance(part, bytes):
                written.append(re.escape(part))
            elif part in seen:
                written.append(b"(?P=g%d)" % part)
            else:
                seen.add(part)
                written.append(b"(?P<g%d>%s)" % (part, _class(self.kinds[part], self.values[part])))
        return b"".join(written)

    def places(self, *kinds: str) -> tuple[int, ...]:
        """Return the places of the groups of some kinds."""
        return tuple(place for place, kind in enumerate(self.kinds) if kind in kinds)

    def line(self, values: Sequence[bytes]) -> bytes:
        """Return the line that has other values in the groups."""
        return b"".join(part if isinstance(part, bytes) else values[part] for part in self.parts)

    def others(self) -> list[bytes]:
        """Return other values of the same kinds."""
        pairs = zip(self.kinds, self.values, strict=True)
        return [_other(kind, value, place) for place, (kind, value) in enumerate(pairs)]


def pattern_of(number: int, line: bytes, captured: Captured) -> Pattern | None:
    """Return a line's pattern; None where its volatile values cannot be told from others.

    It is proven by an example: the line with other values is read, and must differ from this one
    in just those members.
    """
    if line.startswith(_BYTE_ORDER_MARK) or b"\\u" in line or len(line) > _LONGEST:
        return None  # in escapes, a name or a key may be another than it seems
    pattern = _drawn(line)
    names = [pattern.values[place] for place in pattern.places("text", "number", "key")]
    if len({*names}) < len(names):
        return None
    try:
        other = captured_of(number, pattern.line(pattern.others()))
    except LineUnreadable:
        return None
    return pattern if _differ_as_meant(captured, other) else None


def _drawn(line: bytes) -> Pattern:
    """Draw a pattern: what follows the name of a volatile member is a group, all else literal."""
    groups: dict[tuple[str, bytes], int] = {}
    parts: list[bytes | int] = []
    end = 0
    for match in _VOLATILE.finditer(line):
        kind = str(match.lastgroup)
        key = (kind, match[kind])
        if kind == "count":  # two counts that are the same by chance may differ in the next line
            key = (f"count {len(groups)}", match[kind])
        parts += [line[end : match.start(kind)], groups.setdefault(key, len(groups))]
        end = match.end(kind)
    kinds = tuple(kind.partition(" ")[0] for kind, _ in groups)
    return Pattern(kinds, tuple(value for _, value in groups), (*parts, line[end:]))


def _class(kind: str, value: bytes) -> bytes:
    if kind == "key":
        return b"[0-9A-Za-z]{%d}" % len(value)
    if kind == "clock":
        places = len(value.partition(b".")[2])
        return _CLOCK + (rb"\.[0-9]{%d}" % places if places else b"")
    return _CLASSES[kind]


def _other(kind: str, value: bytes, place: int) -> bytes:
    """Return another value of a kind, of the same length where that matters."""
    if kind == "clock":
        return (b"12:34:56" if value[:8] != b"12:34:56" else b"12:34:57") + value[8:]
    if kind in _NUMBERS:
        return b"%d" % (int(value) + 1 if value[-1:] != b"9" else int(value) - 1)
    letter = b"%d" % (place % 10)
    other = letter * len(value)
    return other if other != value else b"Z" * len(value)


def _differ_as_meant(one: Captured, other: Captured) -> bool:
    """Whether two lines are the same, but for ids, keys, counts, times and connections."""
    about = (one.logged_on, one.endpoint, one.connection is None, len(one.frames))
    if about != (other.logged_on, other.endpoint, other.connection is None, len(other.frames)):
        return False
    return all(
        frame.direction == twin.direction
        and frame.method == twin.method
        and all(map(_may_differ, _differences(frame.document.value, twin.document.value, ())))
        for frame, twin in zip(one.frames, other.frames, strict=True)
    )


def _differences(one: Any, other: Any, path: _Path) -> Iterator[tuple[_Path, Any]]:
    """Yield the places where two values differ, each with the first's value."""
    if type(one) is not type(other):
        yield path, None
    elif isinstance(one, dict) and one.keys() == other.keys():
        for name, value in one.items():
            yield from _differences(value, other[name], (*path, name))
    elif isinstance(one, list) and len(one) == len(other):
        for place, value in enumerate(one):
            yield from _differences(value, other[place], (*path, place))
    elif one != other:
        yield path, one


def _may_differ(difference: tuple[_Path, Any]) -> bool:
    path, value = difference
    match path:
        case ("id",):
            return isinstance(value, str | int)
        case ("rateLimits", int(), "count"):
            return isinstance(value, int)
        case ("params" | "result", "apiKey" | "listenKey"):
            return isinstance(value, str)
    return False
