"""Renders reports again, one or many, for the command line and for pytest."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from conformance.files import write_whole
from conformance.report.formats.badge import as_badge
from conformance.report.formats.html import as_html, history_as_html
from conformance.report.formats.markdown import as_markdown
from conformance.report.history import as_text, read_history
from conformance.report.reader import NotRendered, Report
from conformance.report.terminal.console import window

ENDINGS: Final = (".html", ".md", ".json")
"""What a report can be written as, by the ending of the file."""


def rendered(report: Report, ending: str) -> str:
    """Return a report as HTML or Markdown, or as a badge (``.json``)."""
    if ending == ".html":
        return as_html(report)
    if ending == ".md":
        return as_markdown(report)
    return json.dumps(as_badge(report, datetime.now(UTC).date()), ensure_ascii=False, indent=1)


def write_rendered(report: Report, source: Path, path: Path) -> None:
    """Write a report by the ending of a file's name. Raises NotRendered and OSError."""
    if path.resolve() == source.resolve():
        raise NotRendered(f"{path}: that is the report itself; give the badge another name")
    if path.suffix not in ENDINGS:
        raise NotRendered(f"{path}: a report is written as {', '.join(ENDINGS)} (a badge)")
    write_whole(path, rendered(report, path.suffix))


def show_history(folder: Path, page: Path | None) -> tuple[str, list[str]]:
    """Return the history of a folder of reports for the terminal, and what could not be read.

    ``page`` is where to write it as HTML, too. Raises NotRendered and OSError.
    """
    if not folder.is_dir():
        raise NotRendered(f"{folder}: there is no such folder")
    if page is not None and page.suffix != ".html":
        raise NotRendered(f"{page}: a history is written as .html")
    history, complaints = read_history(folder)
    if not history.nights:
        more = f": {complaints[0]}" if complaints else ""
        raise NotRendered(f"{folder}: there is no report (*.json) in it{more}")
    if page is not None:
        write_whole(page, history_as_html(history))
    return as_text(history, *window(100)), complaints
