"""Failures of one clause: the first stands in full, two more in brief, and the others are counted.

Its line in pytest's short summary ends with what is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import pytest

from conformance.api.wording import counted
from conformance.plugin.pairs import EVERYTHING
from conformance.report.terminal.failure import brief_line, reason_words

if TYPE_CHECKING:
    from conformance.plugin.tally import Tally

_SHOWN: Final = 3


@contextmanager
def without_repeats(reporter: pytest.TerminalReporter, tally: Tally | None) -> Iterator[None]:
    """Let pytest print one failure of each clause meanwhile, with what it left out."""
    failed: list[pytest.TestReport] = reporter.stats.get("failed", [])
    if not failed or tally is None:
        yield
        return
    is_whole = reporter.verbosity >= EVERYTHING
    reporter.stats["failed"] = [*_stories(failed, tally, is_whole=is_whole)]
    try:
        yield
    finally:
        reporter.stats["failed"] = failed


def _stories(
    failed: list[pytest.TestReport], tally: Tally, *, is_whole: bool
) -> Iterator[pytest.TestReport]:
    """Yield what is of no clause, and the first failure of each; or all, each by itself."""
    by_clause: dict[str, list[str]] = {}
    for report in failed:
        if record := tally.records.get(report.nodeid):
            by_clause.setdefault(record.clause, []).append(report.nodeid)
    for report in failed:
        record = tally.records.get(report.nodeid)
        tests = by_clause[record.clause] if record else []
        if record is None:
            yield report
        elif is_whole:
            yield _reworded(report, report.longreprtext, reason_words(record))
        elif tests[0] == report.nodeid:
            others = len(tests) - 1
            words = reason_words(record) + (f", and {others} more" if others else "")
            text = "\n".join([report.longreprtext, *_others(tests, tally)])
            yield _reworded(report, text, words)


def _others(tests: list[str], tally: Tally) -> Iterator[str]:
    """Yield lines on the failures of a clause that do not stand in full."""
    for test in tests[1:_SHOWN]:
        yield brief_line(tally.records[test])
    left = len(tests) - _SHOWN
    common = _common([tally.states[test] for test in tests]) if len(tests) > 1 else ""
    words = [f"{counted(left, 'further failure')}, which -vv shows"] if left > 0 else []
    words += [f"all {len(tests)} have in common: {common}"] if common else []
    if words:
        yield f"  more    {'; '.join(words)}"


def _common(states: list[str]) -> str:
    """Return what all of some circumstances have in common."""
    first, *others = (state.split(", ") for state in states)
    return ", ".join(part for part in first if part and all(part in other for other in others))


@dataclass(frozen=True, slots=True)
class _Text:
    """The text of a failure as pytest prints it, without a message for the short summary."""

    text: str

    def toterminal(self, out: Any) -> None:
        """Print it."""
        out.line(self.text)


def _reworded(report: pytest.TestReport, text: str, words: str) -> pytest.TestReport:
    """Return a report for pytest to print, whose line in the short summary says what is wrong.

    Pytest's own has a sentence there, cut where the terminal ends, or in a CI all of the text.
    """
    longrepr: Any = _Text(text)
    own = getattr(report, "id", None)  # pytest 9.2 has names of several parts
    parts = own and replace(own, names=(f"{own.rest} - {words}",), params=None)
    return pytest.TestReport(
        parts or f"{report.nodeid} - {words}",
        report.location,
        report.keywords,
        report.outcome,
        longrepr,
        report.when,
        report.sections,
    )
