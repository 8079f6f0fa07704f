"""Several reports side by side as a page, as Markdown, and as lines of text."""

from __future__ import annotations

from conformance.report.catalogue import rows_as_markdown
from conformance.report.comparison import SideBySide
from conformance.report.escaping import markdown
from conformance.report.pages.page import written_page


def compared_as_html(reports: SideBySide) -> str:
    """Return reports side by side as a page."""
    return written_page("compare.html", ("compare",), reports=reports)


def compared_as_markdown(reports: SideBySide) -> str:
    """Return reports side by side in Markdown: the subjects, and the clauses that differ."""
    lines = [f"## {markdown(reports.sentence)}\n", *(f"- {markdown(n)}" for n in reports.notes), ""]
    lines += [f"- {s.letter}: {markdown(_about(s.name, s.facts))}" for s in reports.subjects]
    if reports.differing:
        rows = [
            {name: markdown(value) for name, value in row.items()}
            for row in reports.rows(reports.differing)
        ]
        lines += ["", rows_as_markdown(rows, reports.columns)]
    return "\n".join(lines) + "\n"


def compared_lines(reports: SideBySide) -> list[str]:
    """Return what stands above a table of reports: how many clauses differ, and the subjects."""
    subjects = (f"{s.letter}: {_about(s.name, s.facts)}" for s in reports.subjects)
    return [reports.sentence, *reports.notes, *subjects]


def _about(name: str, facts: dict[str, str]) -> str:
    return (
        f"{name}, {facts['day']}, target {facts['target']}, contract {facts['contract']}: "
        f"{facts['sentence']}"
    )
