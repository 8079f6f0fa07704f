"""Several reports side by side: clause by subject, and where their outcomes differ.

A subject is what a report is about: a server, a venue, a version of either, or a client's capture.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from string import ascii_uppercase
from typing import Final

from conformance.api.document import JsonObject
from conformance.api.wording import counted
from conformance.report.answerer import Answerer
from conformance.report.columns import WORST_FIRST, signs_of, worst
from conformance.report.contracts import contract_notes
from conformance.report.masks import short_masks
from conformance.report.reader import Report, moment, target_in
from conformance.report.records import Record
from conformance.report.view import View

COMPARED_COLUMNS: Final = ("clause", "level", "sentence")
_NO_CLAUSE: Final = "none"


@dataclass(frozen=True)
class ComparedReport:
    """One report among several: a short letter, the file's name, and what it says."""

    letter: str
    name: str
    view: View

    @property
    def facts(self) -> JsonObject:
        """Whose answers were judged, against what, when, by which contract, and the result."""
        header = self.view.report["header"]
        return {
            "answered": Answerer.of(self.view.records).name,
            "target": target_in(self.view.report),
            "day": moment(self.view.report).date().isoformat(),
            "contract": header["contract"],
            "sentence": self.view.sentence,
        }

    @cached_property
    def first_problems(self) -> dict[str, Record]:
        """The first record of each broken clause."""
        first: dict[str, Record] = {}
        for record in self.view.records:
            if record.outcome == "broken" and record.problems:
                first.setdefault(record.clause, record)
        return first

    def outcome(self, clause: str) -> str:
        """Return the worst outcome of a clause; empty where the report lacks it."""
        counts = self.view.by_clause.get(clause, Counter())
        return worst(name for name in counts if name != "untested") or worst(counts)

    def cell(self, clause: str) -> str:
        """Return how often each outcome is there, with its sign: ``60 ✓ 12 ·``."""
        return signs_of(self.view.by_clause.get(clause, {})) or _NO_CLAUSE

    def problem(self, clause: str) -> str:
        """Return the first problem of a broken clause, in words; empty where there is none."""
        record = self.first_problems.get(clause)
        if record is None:
            return ""
        first = record.problems[0]
        wanted, got = (short_masks(first[side]) for side in ("wanted", "got"))
        return f"{record.scenario}, {first['path']}: wanted {wanted}, got {got}"


@dataclass(frozen=True)
class SideBySide:
    """Reports, one beside the other."""

    subjects: Sequence[ComparedReport]

    @classmethod
    def of(cls, reports: Iterable[tuple[Path, Report]]) -> SideBySide:
        """Return reports side by side; they are called as their files are."""
        known = list(reports)
        stems = Counter(path.stem for path, _ in known)
        return cls(
            [
                ComparedReport(
                    letter, path.stem if stems[path.stem] == 1 else str(path), View(report)
                )
                for letter, (path, report) in zip(_letters(len(known)), known, strict=True)
            ]
        )

    @cached_property
    def clauses(self) -> dict[str, JsonObject]:
        """Every clause that any report judged, in the order of the newest contract."""
        newest = sorted(self.subjects, key=lambda s: s.view.report["header"]["contract"])[::-1]
        return {
            name: clause
            for subject in newest
            for name, clause in subject.view.clauses.items()
            if any(name in s.view.by_clause for s in self.subjects)
        }

    @cached_property
    def differing(self) -> list[str]:
        """The clauses whose outcome is not the same in all reports, the worst first."""
        apart = [c for c in self.clauses if len({s.outcome(c) for s in self.subjects}) > 1]
        order = {name: number for number, name in enumerate(WORST_FIRST)}
        return sorted(apart, key=lambda c: order[worst(s.outcome(c) for s in self.subjects)])

    @property
    def alike(self) -> list[str]:
        """The clauses whose outcome is the same in all reports."""
        return [clause for clause in self.clauses if clause not in set(self.differing)]

    @property
    def sentence(self) -> str:
        """How many clauses differ, in one sentence."""
        apart, every = len(self.differing), len(self.clauses)
        verb = "differs" if apart == 1 else "differ"
        what = f"{apart} of {counted(every, 'clause')} {verb}" if apart else "no clause differs"
        return f"{counted(len(self.subjects), 'report')} side by side: {what}"

    @property
    def notes(self) -> list[str]:
        """Sentences that a reader must know: whose answers, and where the contracts differ."""
        answerer = Answerer.of(record for s in self.subjects for record in s.view.records)
        revisions = {s.letter: s.view.report["header"]["contract"] for s in self.subjects}
        notes = [f"judged: {answerer.name}{answerer.caveat}"]
        if len({*revisions.values()}) > 1:
            named = ", ".join(f"{letter} by that of {day}" for letter, day in revisions.items())
            notes += [f"judged by several contracts: {named}", *contract_notes(revisions.values())]
        return notes

    def rows(self, clauses: Iterable[str]) -> list[JsonObject]:
        """Return clauses as rows of plain values, with a column for each subject's letter."""
        return [
            {
                "clause": name,
                "level": self.clauses[name]["level"],
                "sentence": self.clauses[name]["sentence"],
                **{s.letter: s.cell(name) for s in self.subjects},
            }
            for name in clauses
        ]

    @property
    def columns(self) -> list[str]:
        """The names of the columns of rows: the letters come first but for the clause."""
        first, *rest = COMPARED_COLUMNS
        return [first, *(s.letter for s in self.subjects), *rest]


def _letters(count: int) -> Sequence[str]:
    """Return a letter for each subject, or a number where there are too many."""
    if count <= len(ascii_uppercase):
        return ascii_uppercase[:count]
    return [str(number) for number in range(1, count + 1)]
