"""A verdict as a record of plain values, for test reports and for the JSON report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from conformance.api.wording import shown
from conformance.contract.verdict import Outcome, Verdict


@dataclass(frozen=True, slots=True)
class Record:
    """One verdict; ``reason`` is its problem, or why there is none.

    ``known`` is why a team lives with it though it is broken; ``expected`` says of one that is
    untested, or inconclusive for want of what a run may do without, that it is no surprise.
    ``verdicts`` is how many verdicts it stands for: in a capture, those of many lines are one
    record, whose scenario is the file.
    """

    clause: str
    level: str
    scenario: str
    evidence: str
    outcome: str
    subjects: int
    problems: tuple[dict[str, Any], ...] = ()
    reason: str = ""
    again: str = ""
    known: str | None = None
    expected: bool | None = None
    verdicts: int = 1

    @classmethod
    def of(
        cls,
        verdict: Verdict,
        again: str = "",
        known: str | None = None,
        expected: bool | None = None,
    ) -> Record:
        """Return the record of a verdict; ``again`` is a command that repeats it."""
        problems = tuple(
            {
                "path": located.problem.path,
                "wanted": shown(located.problem.wanted),
                "got": shown(located.problem.got),
                "exchange": located.place,
            }
            for located in verdict.problems
        )
        return cls(
            verdict.clause.id,
            verdict.clause.level.value,
            verdict.scenario,
            verdict.evidence_class.value,
            verdict.outcome.value,
            verdict.subjects,
            problems,
            verdict.reason,
            again,
            known,
            expected,
        )

    def as_json(self) -> dict[str, Any]:
        """Return the record as plain values; see `schemas/report.json`."""
        members = {name: getattr(self, name) for name in self.__slots__}
        if self.verdicts == 1:
            del members["verdicts"]
        return members

    @property
    def chapter(self) -> str:
        """The code of the clause's chapter, with which its id begins."""
        return chapter_of(self.clause)

    @property
    def is_broken_should(self) -> bool:
        """Whether only a SHOULD is broken."""
        return self.outcome == Outcome.BROKEN and self.level == "SHOULD"

    @property
    def is_known(self) -> bool:
        """Whether it is a known breach, which fails nothing."""
        return self.outcome == Outcome.BROKEN and self.known is not None

    @property
    def is_optional(self) -> bool:
        """Whether it is inconclusive for want of what a run may do without."""
        return self.outcome == Outcome.INCONCLUSIVE and bool(self.expected)

    @property
    def column(self) -> str:
        """The column that it counts in: its outcome, or one of its own; see `columns`."""
        if self.is_known or self.is_optional:
            return "known" if self.is_known else "optional"
        return "should" if self.is_broken_should else self.outcome


def totals_of(records: Iterable[Record]) -> Counter[str]:
    """Return how many verdicts count in each column."""
    totals: Counter[str] = Counter()
    for record in records:
        totals[record.column] += record.verdicts
    return totals


def reasons_of(records: Iterable[Record]) -> list[tuple[str, int]]:
    """Return the reasons of records, the most frequent first, each with the number of verdicts."""
    reasons: Counter[str] = Counter()
    for record in records:
        reasons[record.reason] += record.verdicts
    return reasons.most_common()


def chapter_of(clause: str) -> str:
    """Return the code of a clause's chapter, by the clause's id."""
    return clause.rpartition("-")[0]
