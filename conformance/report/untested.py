"""Verdicts that are untested by surprise, and those that are no longer untested, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from conformance.api.wording import counted
from conformance.contract.verdict import Outcome
from conformance.evidence.untested import UNTESTED_FILE, UntestedList
from conformance.report.records import Record

_NAMED: Final = 5
_OPEN: Final = {Outcome.UNTESTED, Outcome.INCONCLUSIVE, Outcome.BLOCKED, Outcome.FAULT}
"""The outcomes that do not say that there was something to look at."""


def untested_notes(
    records: Sequence[Record], expected: UntestedList, is_whole: bool
) -> Iterator[str]:
    """Yield a line on verdicts untested by surprise, and one on a list that is out of date.

    ``is_whole``: everything was judged, so what the list has and the run has not is of no use.
    """
    surprises = [r for r in records if r.outcome == Outcome.UNTESTED and r.expected is False]
    if surprises:
        by_clause: dict[str, list[str]] = {}
        for record in surprises:
            by_clause.setdefault(record.clause, []).append(record.scenario)
        verdicts = counted(len(surprises), "verdict")
        clauses = [_in_scenarios(clause, names) for clause, names in by_clause.items()]
        yield f"untested by surprise, {verdicts}: {_some(clauses)}"
    names = [*_no_longer(records, expected)] if is_whole else []
    if names:
        verdicts = counted(len(names), "verdict")
        yield f"no longer untested, though {UNTESTED_FILE} has them, {verdicts}: {_some(names)}"


def _no_longer(records: Sequence[Record], expected: UntestedList) -> Iterator[str]:
    """Yield the pairs that are on a list for an evidence class of the run, and were looked at.

    So are those that are no pairs any more.
    """
    judged = {(record.evidence, record.scenario) for record in records}
    still = {(r.evidence, r.scenario, r.clause) for r in records if r.outcome in _OPEN}
    for evidence, pairs in expected.reasons.items():
        for scenario, clause in pairs:
            if (evidence, scenario) in judged and (evidence, scenario, clause) not in still:
                yield f"{scenario} {clause}"


def _in_scenarios(clause: str, names: Sequence[str]) -> str:
    """Return a clause and where it had nothing to look at."""
    if len(names) == 1:
        return f"{clause} in {names[0]}"
    return f"{clause} in {len(names)} scenarios ({names[0]} …)"


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more
