"""Many reports by day: what each clause was when last judged, and month after month.

A night on which a clause could not be judged says nothing, so it hides none before it.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from conformance.report.columns import WORST_FIRST, worst
from conformance.report.history import History, Night

_DECIDED: Final = {"kept", "broken", "known", "should", "fault"}
_BREACHES: Final = {"broken", "known", "should", "fault"}
_OTHERS: Final = "others"


@dataclass(frozen=True, slots=True)
class Standing:
    """A clause of a target: its outcome when it was last judged, on which day, and its past.

    ``doubts`` is on how many nights since then it could not be judged.
    """

    clause: str
    target: str
    outcome: str
    day: str
    first_broke: str
    doubts: int


@dataclass(frozen=True, slots=True)
class Cell:
    """A clause on a day: its worst outcome, empty where there is none, and that in words."""

    outcome: str
    words: str


@dataclass(frozen=True, slots=True)
class Month:
    """A month (``2026-11``): rows by their labels, with a cell for each day."""

    name: str
    days: int
    rows: list[tuple[str, list[Cell]]]


def targets_of(history: History) -> dict[str, list[Night]]:
    """Return the nights of each target, which are recordings where nothing was performed."""
    nights: dict[str, list[Night]] = {}
    for night in history.nights:
        nights.setdefault(night.target, []).append(night)
    return nights


def standings(history: History) -> list[Standing]:
    """Return how each clause of a target stands that it ever broke, the worst first."""
    rows = []
    for target, nights in targets_of(history).items():
        for clause in history.changing:
            past = [(night.day, night.outcomes.get(clause, "")) for night in nights]
            if {outcome for _, outcome in past} & _BREACHES:
                rows.append(_standing(clause, target, past))
    return sorted(rows, key=lambda row: WORST_FIRST.index(row.outcome))


def _standing(clause: str, target: str, past: Sequence[tuple[str, str]]) -> Standing:
    decided = [(day, outcome) for day, outcome in past if outcome in _DECIDED]
    day, outcome = decided[-1] if decided else ("", "inconclusive")
    broke = (d for d, o in decided if o in _BREACHES)
    doubts = sum(1 for d, o in past if d > day and o not in {*_DECIDED, ""})
    return Standing(clause, target, outcome, day, next(broke, ""), doubts)


def verdict_of(rows: Iterable[Standing]) -> str:
    """Return the worst of what clauses were when they were last judged; kept where none is."""
    return worst(row.outcome for row in rows) or "kept"


def months_of(history: History) -> list[Month]:
    """Return the months that have a report, the newest first."""
    names = sorted({night.day[:7] for night in history.nights}, reverse=True)
    return [_month(history, name) for name in names]


def _month(history: History, name: str) -> Month:
    """Return a month: a row for each clause that was broken in it, and one for all others."""
    days = monthrange(*map(int, name.split("-")))[1]
    by_target = targets_of(history)
    rows: list[tuple[str, list[Cell]]] = []
    for target, nights in by_target.items():
        by_day: dict[int, list[Night]] = {}
        for night in nights:
            if night.day.startswith(name):
                by_day.setdefault(int(night.day[8:]), []).append(night)
        own = [night for several in by_day.values() for night in several]
        broken = [c for c in history.changing if {n.outcomes.get(c, "") for n in own} & _BREACHES]
        suffix = f" {target}" if len(by_target) > 1 else ""
        for clause in (*broken, _OTHERS):
            cells = [_cell(clause, broken, by_day.get(day, ())) for day in range(1, days + 1)]
            rows.append((f"{clause}{suffix}", cells))
    return Month(name, days, rows)


def _cell(clause: str, broken: Collection[str], nights: Sequence[Night]) -> Cell:
    """Return the worst outcome of a clause on a day, or of those that have no row."""
    outcomes = [
        outcome
        for night in nights
        for name, outcome in night.outcomes.items()
        if name == clause or (clause == _OTHERS and name not in broken)
    ]
    if not outcomes:
        return Cell("", "not in the report" if nights else "no report")
    outcome = "kept" if {*outcomes} <= {"kept", "untested", "optional"} else worst(outcomes)
    return Cell(outcome, f"{outcome}: {', '.join(night.name for night in nights)}")
