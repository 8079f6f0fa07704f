"""Many reports over time: each clause's outcomes, when it first broke, latency and weight."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, timedelta
from functools import cached_property
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Final

from conformance.api.document import JsonObject
from conformance.api.wording import counted
from conformance.report.answerer import Answerer
from conformance.report.columns import worst
from conformance.report.contracts import contract_notes
from conformance.report.reader import Report, ReportBroken, moment, read_report, spent_in, target_in
from conformance.report.view import View

_DAY: Final = timedelta(days=1)
_NAMED: Final = 5
"""How many gaps are named at most, the newest ones."""


@dataclass(frozen=True)
class Night:
    """One report in a row of them."""

    name: str
    view: View

    @property
    def report(self) -> Report:
        """The report itself."""
        return self.view.report

    @property
    def at(self) -> str:
        """When it was made, in UTC, to the second."""
        return moment(self.report).astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")

    @property
    def day(self) -> str:
        """The day on which it was made."""
        return self.at[:10]

    @property
    def target(self) -> str:
        """Against what it was performed; recordings where they were replayed."""
        return target_in(self.report)

    @property
    def spent(self) -> int | None:
        """The request weight that was spent; None where the report does not say."""
        return spent_in(self.report)

    @cached_property
    def outcomes(self) -> dict[str, str]:
        """The worst outcome of each clause."""
        return {
            clause: worst(outcome for outcome in counts if outcome != "untested") or "untested"
            for clause, counts in self.view.by_clause.items()
        }

    @property
    def latency(self) -> float | None:
        """The median time of an answer, in ms; None where none was taken."""
        return median(self.view.answers) if self.view.answers else None

    @property
    def weight(self) -> int | None:
        """The highest count of request weight; None where the report has none."""
        counted = [point["counted"] for point in self.report["weights"]]
        return max(counted, default=None)


@dataclass(frozen=True)
class History:
    """Reports in the order in which they were made; nights are expected ``until`` a day."""

    nights: Sequence[Night]
    until: date | None = None

    @cached_property
    def clauses(self) -> list[str]:
        """Every clause that any report has, in the order of the newest contract."""
        return list(dict.fromkeys(c for night in reversed(self.nights) for c in night.outcomes))

    @cached_property
    def changing(self) -> list[str]:
        """The clauses that had, at some time, another outcome than kept, untested or left out."""
        return [c for c in self.clauses if set(self.row(c)) - {"kept", "untested", "optional", ""}]

    def row(self, clause: str) -> list[str]:
        """Return a clause's outcome in each report; empty where the report lacks the clause."""
        return [night.outcomes.get(clause, "") for night in self.nights]

    def first_broke(self, clause: str) -> str:
        """Return the day on which a clause first broke, known or a SHOULD; empty for never."""
        days = (
            night.day
            for night, outcome in zip(self.nights, self.row(clause), strict=True)
            if outcome in {"broken", "known", "should"}
        )
        return next(days, "")

    @cached_property
    def notes(self) -> list[str]:
        """Sentences that a reader must know: evidence, mixed targets, nights that are missing."""
        kinds = sorted(
            {kind for night in self.nights for kind in night.report["header"]["evidence"]}
        )
        targets = Counter(night.target for night in self.nights)
        several = len(targets) > 1
        sentences = [f"evidence: {', '.join(kinds) or 'none'}"]
        if several:
            names = ", ".join(f"{name} ({count})" for name, count in targets.items())
            sentences.append(
                f"the reports are of several targets, so not all is change in time: {names}"
            )
        return [*sentences, *self._revisions(), *self._missing()]

    @property
    def revisions(self) -> list[tuple[str, str, str]]:
        """Where the contract's revision changed: the day, the one before, and the one after."""
        changes = []
        for before, after in pairwise(self.nights):
            old, new = (night.report["header"]["contract"] for night in (before, after))
            if old != new:
                changes.append((after.day, old, new))
        return changes

    def _revisions(self) -> Iterator[str]:
        """Yield a sentence for each change of the contract's revision, and where they differ."""
        for day, old, new in self.revisions:
            yield f"{day}: judged by the contract of {new}, before it by that of {old}"
        yield from contract_notes(n.report["header"]["contract"] for n in self.nights)

    def _missing(self) -> list[str]:
        """Return a sentence on the days without a report, from the first report to yesterday."""
        days = [date.fromisoformat(night.day) for night in self.nights]
        present = {*days, self.until} if self.until else {*days}
        gaps = [
            (before + _DAY, after - _DAY)
            for before, after in pairwise(sorted(present))
            if after - before > _DAY
        ]
        if not gaps:
            return []
        count = sum((last - first).days + 1 for first, last in gaps)
        named = [str(a) if a == z else f"{a} to {z}" for a, z in gaps]
        left = len(named) - _NAMED
        older = f"{counted(left, 'earlier gap')}, " if left > 0 else ""
        return [f"{counted(count, 'night')} missing: {older}{', '.join(named[-_NAMED:])}"]


def read_history(folder: Path, today: date | None = None) -> tuple[History, list[str]]:
    """Return the reports below a folder, up to today, and why other files are not reports."""
    nights, complaints = [], []
    for path in sorted(folder.rglob("*.json")):
        if _is_badge(path):
            continue
        try:
            nights.append(Night(path.relative_to(folder).as_posix(), View(read_report(path))))
        except ReportBroken as error:
            complaints.append(str(error))
    return History(sorted(nights, key=lambda night: night.at), today), complaints


def _is_badge(path: Path) -> bool:
    """Whether a file is a badge, which may lie beside reports."""
    try:
        with path.open("rb") if path.is_file() else BytesIO() as file:
            return file.read(40).lstrip().startswith(b'{\n "schemaVersion"')
    except OSError:
        return False


def history_row(night: Night) -> JsonObject:
    """Return one report as a row of the history's page."""
    return {
        "at": night.at[:16],
        "name": night.name,
        "verdict": night.view.verdict,
        "result": _result(night.view),
        "latency": night.latency,
        "spent": night.spent,
        "weight": night.weight,
    }


def _result(view: View) -> str:
    """Return whose answers were judged, and what came of it, in a few words."""
    broken = {record.clause for record in view.records if record.column == "broken"}
    words = {
        "kept": "kept",
        "known": "kept but for known breaches",
        "broken": f"{counted(len(broken), 'clause')} broken",
        "inconclusive": f"{counted(view.totals['inconclusive'], 'verdict')} not to be had",
        "fault": "a fault of this suite",
        "nothing": "nothing was judged",
    }
    return f"{Answerer.of(view.records).name}: {words[view.verdict]}"
