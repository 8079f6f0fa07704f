"""Shapes: lines that were judged in full, remembered so that others like them need not be.

A line fits a shape if it has the shape's text, but for another id, other keys, counts that the
shape allows, and another time of day. It then has the shape's verdicts. Whatever fits no shape is
judged the ordinary way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, Final

from conformance.contract.clauses.rate_limits.counts import comparable_weight
from conformance.contract.verdict import Verdict
from conformance.evidence.captures.lines import Captured, captured_of, ms_of
from conformance.evidence.captures.patterns import Pattern, pattern_of
from conformance.evidence.captures.pieces import (
    Judgement,
    judge_piece,
    speaks_of_unavailable,
    transcript_of,
)

Values = tuple[bytes, ...]
_MOST_SHAPES: Final = 64
_MOST_CANDIDATES: Final = 512
_SMALL_COUNTS: Final = range(11)
"""Counts that are tried one by one: a clause may want as much as requests are documented to cost,
which is 10 at most."""


@dataclass(frozen=True, slots=True, eq=False)
class Range:
    """The counts that a group may have; ``weighs``: it is the request weight per minute."""

    place: int
    least: int
    most: int
    weighs: bool


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """A line that was judged by itself, and how others are told to be like it.

    ``names`` are the places of ids and keys, which must all differ, ``ids`` and ``keys`` those of
    each. ``label`` is the place of the connection. ``moment`` is the text of its time before and
    after the clock; without a clock, ``at`` is its time, in ms.
    """

    expression: re.Pattern[bytes]
    verdicts: tuple[Verdict, ...]
    works: bool
    is_shown: bool
    is_closed: bool
    names: tuple[int, ...]
    ids: tuple[int, ...]
    keys: tuple[int, ...]
    counts: tuple[Range, ...]
    label: int | None
    clock: int | None
    moment: tuple[str, str]
    at: int

    def admits(self, values: Values) -> bool:
        """Whether names are distinct, and counts are in their ranges."""
        if len(self.names) > 1 and len({*itemgetter(*self.names)(values)}) < len(self.names):
            return False
        return all(each.least <= int(values[each.place]) <= each.most for each in self.counts)

    def time_of(self, values: Values) -> int:
        """Return a line's time, in ms since 1970; 0 where there is none."""
        if self.clock is None:
            return self.at
        before, after = self.moment
        text = before + values[self.clock].decode() + after
        return ms_of(text)

    def weight_of(self, values: Values) -> int | None:
        """Return the count of request weight; None where there is none to compare."""
        return next((int(values[each.place]) for each in self.counts if each.weighs), None)


class Shapes:
    """The shapes that were met last. One is learned when its second line was judged in full."""

    def __init__(self) -> None:
        self._shapes: list[Shape] = []
        self._candidates: dict[bytes, bool] = {}

    def match(self, line: bytes) -> tuple[Shape, Values] | None:
        """Return the shape that a line fits, and the line's values; None where there is none."""
        for place, shape in enumerate(self._shapes):
            if match := shape.expression.fullmatch(line):
                if place:
                    self._shapes.insert(0, self._shapes.pop(place))
                values = match.groups()
                return (shape, values) if shape.admits(values) else None
        return None

    def consider(self, line: bytes, captured: Captured) -> None:
        """Learn the shape of a line that fitted none, if its like was met before."""
        if speaks_of_unavailable(captured.frames):
            return
        pattern = pattern_of(captured.number, line, captured)
        if pattern is None:
            return
        expression = pattern.expression
        if expression not in self._candidates:
            if len(self._candidates) >= _MOST_CANDIDATES:
                del self._candidates[next(iter(self._candidates))]
            self._candidates[expression] = True
        elif self._candidates[expression]:
            self._candidates[expression] = False  # whether it is learned or not, but once
            if shape := _learn(pattern, captured):
                self._shapes.insert(0, shape)
                for lost in self._shapes[_MOST_SHAPES:]:
                    self._candidates.pop(lost.expression.pattern, None)
                del self._shapes[_MOST_SHAPES:]


def judge_line(name: str, captured: Captured) -> Judgement:
    """Judge one line by itself."""
    return judge_piece(transcript_of(name, [captured], lasting=False))


def _signature(judgement: Judgement) -> tuple[Any, ...]:
    """Return all that is to be the same for lines of one shape."""
    return (
        judgement.works,
        judgement.logged_on,
        judgement.unreadable,
        [(v.clause.id, v.outcome, v.subjects, v.reason, v.problems) for v in judgement.verdicts],
    )


def _learn(pattern: Pattern, captured: Captured) -> Shape | None:
    """Return the shape of a line; None if other values change what comes of it."""
    judgement = judge_line("", captured)
    counts = [*_ranges(pattern, captured, judgement)]
    if judgement.unreadable or len(counts) != len(pattern.places("count")):
        return None
    if not _is_same(pattern, captured, judgement, pattern.others()):
        return None
    label, clock = pattern.places("label", "serial"), pattern.places("clock")
    if len(label) > 1 or len(clock) > 1:
        return None
    names = pattern.places("text", "number", "key")
    shape = Shape(
        expression=re.compile(pattern.expression),
        verdicts=judgement.verdicts,
        works=judgement.works,
        is_shown=any(v.outcome in {"broken", "fault"} for v in judgement.verdicts),
        is_closed=_is_closed(pattern, judgement),
        names=names,
        ids=pattern.places("text", "number"),
        keys=pattern.places("key"),
        counts=tuple(counts),
        label=label[0] if label else None,
        clock=clock[0] if clock else None,
        moment=_moment(pattern),
        at=captured.frames[0].at,
    )
    both = (pattern.values, tuple(pattern.others()))
    return shape if all(_tells_all(shape, pattern, values) for values in both) else None


def _is_closed(pattern: Pattern, judgement: Judgement) -> bool:
    """Whether a line has one request with the answer to it, and no other id than a group's."""
    exchanges = judgement.conversation.exchanges
    ids = [pattern.values[place].decode() for place in pattern.places("text", "number")]
    return len(exchanges) == len(ids) == 1 and all(
        str(members.get("id")) == ids[0]
        for exchange in exchanges
        for members in (exchange.request_members, exchange.answer_members)
    )


def _tells_all(shape: Shape, pattern: Pattern, values: Values) -> bool:
    """Whether connection, time and weight of a line are what the shape takes from its groups."""
    captured = captured_of(1, pattern.line(values))
    exchanges = judge_line("", captured).conversation.exchanges
    weight = next(map(comparable_weight, exchanges), None)
    return (
        captured.connection == (None if shape.label is None else values[shape.label].decode())
        and captured.frames[0].at == shape.time_of(values)
        and (weight.entry["count"] if weight else None) == shape.weight_of(values)
    )


def _is_same(
    pattern: Pattern, captured: Captured, judgement: Judgement, values: list[bytes]
) -> bool:
    """Whether a line with other values gets the same verdicts."""
    other = captured_of(captured.number, pattern.line(values))
    return _signature(judge_line("", other)) == _signature(judgement)


def _ranges(pattern: Pattern, captured: Captured, judgement: Judgement) -> Iterator[Range]:
    """Yield the counts of each limit that change no verdict, from the least that does not on."""
    places = pattern.places("count")
    limits = captured.frames[-1].document.members.get("rateLimits")
    entries = limits if isinstance(limits, list) else []
    counted = [(i, e) for i, e in enumerate(entries) if isinstance(e, dict) and _is_count(e)]
    if len(counted) != len(places):
        return
    weight = next(map(comparable_weight, judgement.conversation.exchanges), None)
    for place, (index, entry) in zip(places, counted, strict=True):
        most = entry.get("limit")
        if type(most) is not int or not 0 < most < 10**9:
            return
        least = None
        for count in sorted({*_SMALL_COUNTS, most // 2, most - 1, most}, reverse=True):
            values = [*pattern.values]
            values[place] = b"%d" % count
            if count > most:
                continue
            if not _is_same(pattern, captured, judgement, values):
                break
            least = count
        if least is not None and least <= entry["count"] <= most:
            yield Range(place, least, most, bool(weight and weight.index == index))


def _is_count(entry: dict[str, Any]) -> bool:
    """Whether an entry has a count that a pattern takes for one."""
    count = entry.get("count")
    return type(count) is int and 0 <= count < 10**9


def _moment(pattern: Pattern) -> tuple[str, str]:
    """Return the text of a line's time before and after the clock."""
    for place, part in enumerate(pattern.parts):
        if isinstance(part, int) and pattern.kinds[part] == "clock":
            before, after = pattern.parts[place - 1], pattern.parts[place + 1]
            assert isinstance(before, bytes)
            assert isinstance(after, bytes)
            return before.rpartition(b'"')[2].decode(), after.partition(b'"')[0].decode()
    return "", ""
