"""The numbers that open a report, each with its unit: what is wrong, or else what was proved."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Final

from conformance.api.wording import counted
from conformance.report.answerer import Answerer
from conformance.report.columns import QUIET
from conformance.report.reader import moment
from conformance.report.view import View


@dataclass(frozen=True, slots=True)
class Figure:
    """A number, or words in its place, and what it counts; ``day`` is one whose age matters."""

    value: str
    label: str
    day: str = ""


def figures_of(view: View) -> list[Figure]:
    """Return what a report opens with; of one that is all kept, what was proved."""
    if view.verdict in {"kept", "known"}:
        return [*_proved(view), _age(view)]
    return _wrong(view)


def _wrong(view: View) -> list[Figure]:
    of = Counter(column for counts in view.by_clause.values() for column in counts)
    doubts = view.totals["inconclusive"] + view.totals["fault"]
    return [
        _figure(of["broken"], "clause", "broken"),
        *([_figure(of["known"], "clause", "known to be broken")] if of["known"] else []),
        _figure(of["should"], "recommendation", "not followed"),
        _figure(doubts, "verdict", "not to be had"),
    ]


def _proved(view: View) -> list[Figure]:
    clauses = [counts for counts in view.by_clause.values() if counts.keys() <= QUIET]
    kept = sum(1 for counts in clauses if counts["kept"])
    open_ones = len(clauses) - kept
    scenarios = {name for (name, _), counts in view.by_scenario.items() if counts["kept"]}
    should = sum(1 for counts in view.by_clause.values() if counts["should"])
    known = sum(1 for counts in view.by_clause.values() if counts["known"])
    return [
        _figure(kept, "clause", "kept"),
        *([_figure(known, "clause", "known to be broken")] if known else []),
        *([_figure(should, "recommendation", "not followed")] if should else []),
        *([_figure(open_ones, "clause", "with nothing to look at")] if open_ones else []),
        _figure(view.totals["kept"], "verdict", "kept"),
        _figure(len(scenarios), "scenario", ""),
        Figure(Answerer.of(view.records).name, "answered"),
    ]


def _figure(number: int, what: str, state: str) -> Figure:
    unit = counted(number, what).partition(" ")[2]
    return Figure(f"{number:,}", f"{unit} {state}".strip())


_BY_CLOCK: Final = Figure("undated", "recorded by a virtual clock")
_UNDATED: Final = Figure("undated", "captured, at no known time")


def _age(view: View) -> Figure:
    """Return the day of the oldest answer, as of which the rest is true."""
    day = moment(view.report).date()
    if view.report["header"]["target"]:
        return Figure(day.isoformat(), "performed", day.isoformat())
    days = sorted(s["recorded"] for s in view.report["scenarios"] if s["recorded"])
    if not days:
        is_reference = view.report["header"]["evidence"] == ["reference"]
        return _BY_CLOCK if is_reference else _UNDATED
    age = (day - date.fromisoformat(days[0])).days
    before = f", {counted(age, 'day')} before this run" if age > 0 else ""
    return Figure(days[0], f"recorded{' first' if days[-1] > days[0] else ''}{before}", days[0])
