"""The kill matrix: every mutant against every scenario, and which clauses break."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from conformance.api.wording import shown
from conformance.contract.clause import Clause
from conformance.contract.clauses import CHAPTERS, CLAUSES, MUTANTS
from conformance.contract.judge import judge
from conformance.contract.mutant import Mutant
from conformance.contract.verdict import Outcome, Verdict
from conformance.reference.memory import perform_in_memory
from conformance.report.catalogue import rows_as_markdown
from conformance.scenarios.catalogue import CATALOGUE


@dataclass(frozen=True, slots=True)
class Kill:
    """The result of one mutant: in how many scenarios each clause was broken, or blocked."""

    clause: Clause
    mutant: Mutant
    broken: Counter[str]
    blocked: Counter[str]
    faults: tuple[str, ...]
    first: Verdict | None

    @property
    def other_clauses_broken(self) -> set[str]:
        """The ids of clauses that broke, other than the one that the mutant is for."""
        return self.broken.keys() - {self.clause.id}

    @property
    def is_clean(self) -> bool:
        """Whether its own clause broke and no other, and no judge raised."""
        return self.broken.keys() == {self.clause.id} and not self.faults


def kill(clause: Clause, mutant: Mutant) -> Kill:
    """Perform every scenario against a server with a mutant, and judge by the whole contract."""
    verdicts = [
        verdict
        for scenario in CATALOGUE
        for verdict in judge(perform_in_memory(scenario, mutant=mutant), CLAUSES)
    ]
    own = (v for v in verdicts if v.clause is clause and v.outcome is Outcome.BROKEN)
    return Kill(
        clause,
        mutant,
        _count(verdicts, Outcome.BROKEN),
        _count(verdicts, Outcome.BLOCKED),
        tuple(v.reason for v in verdicts if v.outcome is Outcome.FAULT),
        next(own, None),
    )


def kills() -> Iterator[Kill]:
    """Yield the result of every mutant, in the order of the contract."""
    return (kill(clause, mutant) for clause, mutant in MUTANTS)


def _count(verdicts: list[Verdict], outcome: Outcome) -> Counter[str]:
    return Counter(verdict.clause.id for verdict in verdicts if verdict.outcome is outcome)


_CODES: Final = tuple(chapter.code for chapter in CHAPTERS)
SHORT_COLUMNS: Final = ("mutant", "breaks", *_CODES)
SUBJECT_COLUMNS: Final = ("clause", "scenarios", "subjects")
MATRIX_COLUMNS: Final = (*SHORT_COLUMNS, "first seen", "wanted", "got")


def row(result: Kill) -> dict[str, str]:
    """Return one line of the matrix.

    A chapter's cell has the number of scenarios in which one of its clauses was broken, and b if
    some were blocked.
    """
    cells = {code: _cell(result, code) for code in _CODES}
    line = {"mutant": result.mutant.name, "breaks": result.clause.id} | cells
    if result.first is None:
        return line | {"first seen": "never", "wanted": "", "got": ""}
    located = result.first.problems[0]
    place = f"{result.first.scenario}, {located.place}, `{located.problem.path}`"
    wanted, got = shown(located.problem.wanted, 60), shown(located.problem.got, 60)
    return line | {"first seen": place, "wanted": wanted, "got": got}


def _cell(result: Kill, code: str) -> str:
    broken = sum(n for clause_id, n in result.broken.items() if clause_id.startswith(f"{code}-"))
    blocked = any(clause_id.startswith(f"{code}-") for clause_id in result.blocked)
    return " ".join([str(broken)] * bool(broken) + ["b"] * blocked) or "·"


def subjects_row(clause: Clause, verdicts: list[Verdict]) -> dict[str, Any]:
    """Return the number of a clause's subjects, with a server that keeps the contract."""
    looked = [verdict.subjects for verdict in verdicts if verdict.subjects]
    return {"clause": clause.id, "scenarios": len(looked), "subjects": sum(looked)}


def _subjects() -> list[dict[str, Any]]:
    judged = [judge(perform_in_memory(scenario), CLAUSES) for scenario in CATALOGUE]
    return [
        subjects_row(clause, [*verdicts])
        for clause, *verdicts in zip(CLAUSES, *judged, strict=True)
    ]


def matrix(every_kill: list[Kill]) -> str:
    """Return the whole matrix in Markdown, with an explanation."""
    return "\n".join(
        [
            "# The kill matrix",
            "",
            "Every mutant of the reference server met every scenario, in memory. A chapter's cell",
            "counts scenarios in which one of its clauses was *broken*; b: some were *blocked*,",
            "as they lean on it. `make sensitivity` writes this file, a test guards it.",
            "",
            rows_as_markdown([row(each) for each in every_kill], MATRIX_COLUMNS),
            "",
            "What each clause had to look at, where the server keeps the contract:",
            "",
            rows_as_markdown(_subjects(), SUBJECT_COLUMNS),
            "",
        ]
    )
