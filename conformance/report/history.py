"""Many reports over time: how each clause went, and when it first broke; latency and weight."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC
from functools import cached_property
from pathlib import Path
from statistics import median
from typing import Any

from rich.table import Table
from rich.text import Text

from conformance.api.wording import visible
from conformance.report.reader import Report, ReportBroken, moment, read_report
from conformance.report.terminal.console import blank, text_of
from conformance.report.view import SIGNS, View, worst

STYLES = {"kept": "green", "broken": "bold red", "should": "yellow", "fault": "bold red"}
_NAME = 14
"""How wide the columns beside the signs are, in characters, at the least."""


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
        """The highest count of request weight; None where none was told."""
        counted = [point["counted"] for point in self.report["weights"]]
        return max(counted, default=None)


@dataclass(frozen=True)
class History:
    """Reports in the order in which they were made."""

    nights: Sequence[Night]

    @cached_property
    def clauses(self) -> list[str]:
        """Every clause that any report has, in the order of the newest contract."""
        return list(dict.fromkeys(c for night in reversed(self.nights) for c in night.outcomes))

    @cached_property
    def changing(self) -> list[str]:
        """The clauses that were not the same all the time, or never kept."""
        return [c for c in self.clauses if set(self.row(c)) - {"kept", "untested", ""}]

    def row(self, clause: str) -> list[str]:
        """Return how a clause went, report by report; empty where one has it not."""
        return [night.outcomes.get(clause, "") for night in self.nights]

    def first_broke(self, clause: str) -> str:
        """Return the day on which a clause first broke, a SHOULD included; empty for never."""
        days = (
            night.day
            for night, outcome in zip(self.nights, self.row(clause), strict=True)
            if outcome in {"broken", "should"}
        )
        return next(days, "")

    @cached_property
    def notes(self) -> list[str]:
        """What a reader must know: that evidence of several kinds stands side by side, say."""
        kinds = sorted(
            {kind for night in self.nights for kind in night.report["header"]["evidence"]}
        )
        targets = Counter(str(n.report["header"]["target"] or "recordings") for n in self.nights)
        several = len(targets) > 1
        told = [f"evidence: {', '.join(kinds) or 'none'}"]
        if several:
            names = ", ".join(f"{name} ({count})" for name, count in targets.items())
            told.append(
                f"the reports are of several targets, so not all is change in time: {names}"
            )
        return told


def read_history(folder: Path) -> tuple[History, list[str]]:
    """Read every report below a folder; what is none says why."""
    nights, complaints = [], []
    for path in sorted(folder.rglob("*.json")):
        if _is_badge(path):
            continue
        try:
            nights.append(Night(path.relative_to(folder).as_posix(), View(read_report(path))))
        except ReportBroken as error:
            complaints.append(str(error))
    return History(sorted(nights, key=lambda night: night.at)), complaints


def _is_badge(path: Path) -> bool:
    """Whether a file is a badge, which may lie beside reports."""
    try:
        return path.read_bytes()[:40].lstrip().startswith(b'{\n "schemaVersion"')
    except OSError:
        return False


def as_text(history: History, width: int = 100, color: bool = False) -> str:
    """Return the history for the terminal: the newest reports, as many as there is room for."""
    sheet = blank(width, color)
    nights = history.nights
    first, last = nights[0].day, nights[-1].day
    sheet.print(f"{len(nights)} reports, {first} to {last}", soft_wrap=True)
    for line in history.notes:
        sheet.print(visible(line), soft_wrap=True)
    room = max(1, min(len(nights), width - 3 * _NAME))
    if room < len(nights):
        sheet.print(f"the newest {room} are shown", soft_wrap=True)
    if history.changing:
        sheet.print(_clauses(history, room))
    kept = len(history.clauses) - len(history.changing)
    sheet.print(f"{kept} of {len(history.clauses)} clauses were kept or untested all the time")
    sheet.print(_trends(nights))
    return text_of(sheet)


def _clauses(history: History, room: int) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("clause", no_wrap=True)
    table.add_column("over time", no_wrap=True)
    table.add_column("first broke", no_wrap=True)
    for clause in history.changing:
        signs = Text()
        for outcome in history.row(clause)[-room:]:
            signs.append(SIGNS.get(outcome, " "), STYLES.get(outcome, "dim"))
        table.add_row(visible(clause), signs, history.first_broke(clause) or "never")
    return table


def _trends(nights: Sequence[Night]) -> Table:
    """Return verdict, latency and weight of the newest reports, the newest last."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("report", "verdict", "latency", "weight"):
        table.add_column(name, justify="left" if name in {"report", "verdict"} else "right")
    for night in nights[-10:]:
        latency = "·" if night.latency is None else f"{night.latency:g} ms"
        weight = "·" if night.weight is None else str(night.weight)
        style = STYLES.get(night.view.verdict, "")
        table.add_row(night.at[:16], Text(night.view.verdict, style), latency, weight)
    return table


def trend(
    values: Iterable[float | None], width: float, height: float, top: float | None = None
) -> str:
    """Return values as the points of a line; those that are not known are left out.

    ``top`` is the value at the full height; the highest, where none is told.
    """
    known = list(values)
    if top is None:
        top = max((value for value in known if value is not None), default=0) or 1
    across = width / max(1, len(known) - 1)
    points = (
        f"{place * across:.1f},{height - value * height / top:.1f}"
        for place, value in enumerate(known)
        if value is not None
    )
    return " ".join(points)


def summary(night: Night) -> dict[str, Any]:
    """Return one report as a row of the history's page."""
    return {
        "at": night.at[:16],
        "name": night.name,
        "verdict": night.view.verdict,
        "sentence": night.view.sentence,
        "latency": night.latency,
        "weight": night.weight,
    }
