"""A verdict as a record of plain values: what travels in test reports and stands in JSON."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from conformance.api.wording import shown
from conformance.contract.verdict import Outcome, Verdict
from conformance.report.exit_codes import EXIT_BROKEN, EXIT_FAULT, EXIT_INCONCLUSIVE, EXIT_KEPT


@dataclass(frozen=True, slots=True)
class Record:
    """One verdict; ``reason`` is its problem, or why there is none."""

    clause: str
    level: str
    scenario: str
    evidence: str
    outcome: str
    subjects: int
    problems: tuple[dict[str, Any], ...] = ()
    reason: str = ""
    again: str = ""

    @classmethod
    def of(cls, verdict: Verdict, again: str = "") -> Record:
        """Return the record of a verdict; ``again`` is a command that shows it again."""
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
            verdict.evidence.value,
            verdict.outcome.value,
            verdict.subjects,
            problems,
            verdict.reason,
            again,
        )

    def told(self) -> dict[str, Any]:
        """Return the record as JSON has it."""
        return {name: getattr(self, name) for name in self.__slots__}

    @property
    def chapter(self) -> str:
        """The code of the clause's chapter, with which its id begins."""
        return chapter_of(self.clause)

    @property
    def is_broken_should(self) -> bool:
        """Whether only a SHOULD is broken."""
        return self.outcome == Outcome.BROKEN and self.level == "SHOULD"


def chapter_of(clause: str) -> str:
    """Return the code of a clause's chapter, by the clause's id."""
    return clause.rpartition("-")[0]


def exit_code(records: Iterable[Record], fail_on_should: bool) -> int:
    """Return the exit code: a fault of ours before a broken clause before an inconclusive one."""
    outcomes = {
        record.outcome for record in records if fail_on_should or not record.is_broken_should
    }
    if Outcome.FAULT in outcomes:
        return EXIT_FAULT
    if Outcome.BROKEN in outcomes:
        return EXIT_BROKEN
    return EXIT_INCONCLUSIVE if Outcome.INCONCLUSIVE in outcomes else EXIT_KEPT
