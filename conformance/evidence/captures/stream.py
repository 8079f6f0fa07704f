"""The lines of a file judged as they pass, in memory that does not grow with the file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Final

from conformance.contract.clauses.rate_limits.counts import are_in_one_minute
from conformance.contract.verdict import Outcome, Verdict
from conformance.evidence.captures.lines import Captured, LineUnreadable, captured_of
from conformance.evidence.captures.pieces import (
    Batch,
    Judgement,
    judge_piece,
    pieces_of,
    speaks_of_unavailable,
    transcript_of,
)
from conformance.evidence.captures.shapes import Shape, Shapes
from conformance.evidence.captures.windows import Window, WindowLine, Windows

_SHOWN: Final = frozenset({Outcome.BROKEN, Outcome.FAULT})
_MOST_WINDOWS: Final = 512
_WindowVerdicts = tuple[tuple[Verdict, ...], bool, bool | None]
"""What is remembered of a window: its verdicts, whether it works, and the session after it."""


@dataclass(frozen=True, slots=True)
class LineBlock:
    """Some lines of a file; ``numbers`` are theirs, or they are numbered from ``first`` on.

    ``end`` is the number of the last line that the file has come to, ``ordinal`` the block's.
    ``path`` and ``offset`` are where its bytes are; the path is empty where they are nowhere else.
    """

    first: int
    end: int
    data: bytes
    numbers: tuple[int, ...] = ()
    path: str = ""
    offset: int = 0
    ordinal: int = 0

    def lines(self) -> Iterator[tuple[int, bytes]]:
        """Yield the lines by number, without the ends of lines."""
        lines = self.data.split(b"\n")
        if self.numbers:
            return zip(self.numbers, lines, strict=True)
        return enumerate(lines, self.first)


@dataclass(slots=True)
class BlockResult:
    """What came of a block. ``unreadable`` lines have numbers and reasons.

    Whether a service that calls itself unavailable stays so is known at the end of the file: not if
    a method of user data streams ``works``. So what depends on it is there twice.
    """

    certain: Batch = field(default_factory=Batch)
    lasting: Batch = field(default_factory=Batch)
    passing: Batch = field(default_factory=Batch)
    unreadable: list[tuple[int, str]] = field(default_factory=list)
    works: bool = False
    lines: int = 0


class LineStream:
    """Judges the lines of one file, block by block.

    Up to line ``detailed``, whatever is kept is shown too. ``quick`` is whether a line that fits
    a shape needs no more judging.
    """

    def __init__(self, name: str, detailed: int, shapes: Shapes, *, quick: bool = True) -> None:
        self.name = name
        self.detailed = detailed
        self.shapes = shapes
        self.quick = quick
        self.windows = Windows()
        self._judged: dict[tuple[Any, ...], _WindowVerdicts] = {}
        self._result = BlockResult()
        self._block = 0

    def take(self, block: LineBlock) -> BlockResult:
        """Judge a block; windows may end in a later one."""
        self._result, self._block = BlockResult(), block.ordinal
        fitting: dict[Shape, int] = {}
        match, quick = self.shapes.match, self.quick
        for number, text in block.lines():
            hit = match(text) if quick else None
            if hit is None:
                self._take_other(number, text)
            elif hit[0].label is not None:
                self._take_connected(WindowLine(number, text, *hit))
            elif hit[0].is_shown or number <= self.detailed:
                self._take_alone(captured_of(number, text))
            else:
                fitting[hit[0]] = fitting.get(hit[0], 0) + 1
        for shape, times in fitting.items():
            self._count(shape, times)
        self._expire(block.end)
        return self._result

    def finish(self) -> BlockResult:
        """Judge the windows that are left."""
        self._result = BlockResult()
        for window in self.windows.rest():
            self._judge_window(window)
        return self._result

    def take_captured(self, lines: Iterable[Captured]) -> BlockResult:
        """Judge what was captured in another form than lines."""
        self._result = BlockResult()
        self._block += 1
        for captured in lines:
            self._take_read(captured, b"")
        return self._result

    def _take_read(self, captured: Captured, text: bytes) -> None:
        """Judge what was captured, unless it belongs to a window."""
        if captured.connection is None:
            self._take_alone(captured)
        else:
            self._take_connected(WindowLine(captured.number, text, read=captured))

    def _take_other(self, number: int, text: bytes) -> None:
        """Judge a line that fits no shape."""
        if not text.strip():
            return
        try:
            captured = captured_of(number, text)
        except LineUnreadable as error:
            self._result.unreadable.append((number, str(error)))
            return
        self._take_read(captured, text)
        if self.quick:
            self.shapes.consider(text, captured)

    def _count(self, shape: Shape, times: int) -> None:
        """Count lines that fit a shape."""
        self._result.lines += times
        self._result.works |= shape.works
        self._result.certain.judged += times
        self._result.certain.count(shape.verdicts, times)

    def _take_alone(self, captured: Captured) -> None:
        self._take_together([captured], None)

    def _take_connected(self, line: WindowLine) -> None:
        self._expire(line.number)
        connection = _connection_of(line)
        if window := self.windows.add(connection, line, self._block):
            self._judge_window(window)

    def _expire(self, number: int) -> None:
        for window in self.windows.expired(number, self._block):
            self._judge_window(window)

    def _judge_window(self, window: Window) -> None:
        """Judge a window, unless one that is like it was judged before."""
        key = _key_of(window) if self.quick and window.lines[0].number > self.detailed else None
        if key and (judged := self._judged.get(key)):
            verdicts, works, logged_on = judged
            self._result.lines += len(window.lines)
            self._result.works |= works
            self._result.certain.judged += 1
            self._result.certain.count(verdicts)
        else:
            captured = [line.captured for line in window.lines]
            judgement = self._take_together(captured, window.logged_on)
            logged_on = judgement.logged_on
            if key and not judgement.unreadable and not _shown(judgement):
                if len(self._judged) >= _MOST_WINDOWS:
                    del self._judged[next(iter(self._judged))]
                self._judged[key] = judgement.verdicts, judgement.works, logged_on
        self.windows.note(window, logged_on)

    def _take_together(self, lines: list[Captured], logged_on: bool | None) -> Judgement:
        """Judge lines as one transcript."""
        result = self._result
        result.lines += len(lines)
        if not speaks_of_unavailable(frame for line in lines for frame in line.frames):
            batches = [(result.certain, False)]
        else:
            batches = [(result.lasting, True), (result.passing, False)]
        for batch, lasting in batches:
            judgement = judge_piece(transcript_of(self.name, lines, lasting, logged_on))
            batch.judged += 1
            self._note(batch, lines, judgement)
        result.works |= judgement.works
        return judgement

    def _note(self, batch: Batch, lines: list[Captured], judgement: Judgement) -> None:
        """Note the pieces that are shown, and count the other verdicts."""
        if lines[0].number <= self.detailed:
            batch.pieces += pieces_of(self.name, lines, judgement)
            return
        others = tuple(v for v in judgement.verdicts if v.outcome not in _SHOWN)
        batch.count(others)
        shown = replace(judgement, verdicts=_shown(judgement))
        if shown.verdicts or shown.unreadable:
            pieces = pieces_of(self.name, lines, shown)
            batch.pieces += (piece for piece in pieces if piece.verdicts or piece.unreadable)


def _shown(judgement: Judgement) -> tuple[Verdict, ...]:
    return tuple(verdict for verdict in judgement.verdicts if verdict.outcome in _SHOWN)


def _connection_of(line: WindowLine) -> str:
    if line.shape is not None and line.shape.label is not None:
        return line.values[line.shape.label].decode()
    return str(line.captured.connection)


def _key_of(window: Window) -> tuple[Any, ...] | None:
    """Return what windows must have in common to get the same verdicts; None where none do.

    Those are the shapes of their lines; which keys are the same, and that no id is; and by how much
    the counts of neighbours rise that clauses compare, as they came in one minute.
    """
    names: dict[bytes, int] = {}
    shapes, keys, rises = [], [], []
    ids: set[bytes] = set()
    before: tuple[int, int] | None = None
    many = 0
    for line in window.lines:
        shape, values = line.shape, line.values
        if shape is None or not shape.is_closed:
            return None
        shapes.append(shape)
        keys += [names.setdefault(values[place], len(names)) for place in shape.keys]
        ids.update(values[place] for place in shape.ids)
        many += len(shape.ids)
        weight = shape.weight_of(values)
        now = None if weight is None else (shape.time_of(values), weight)
        rises.append(_rise(before, now))
        before = now
    if len(ids) < many or not ids.isdisjoint(names):
        return None
    return window.logged_on, tuple(shapes), tuple(keys), tuple(rises)


def _rise(before: tuple[int, int] | None, after: tuple[int, int] | None) -> int | None:
    """Return by how much a count rises, if the two answers are compared."""
    if before is None or after is None or not are_in_one_minute(before[0], after[0]):
        return None
    return after[1] - before[1]
