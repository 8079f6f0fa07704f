"""``conformance history``: many reports over time."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from conformance.cli.options import print_complaint

if TYPE_CHECKING:
    from conformance.report.history import History


def history(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where JSON reports lie.")],
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="FILE.html", help="Write a page as well."),
    ] = None,
) -> None:
    """Show how each clause went over many reports, and the trends of latency and weight."""
    from conformance.report import exit_codes  # noqa: PLC0415
    from conformance.report.history import read_history  # noqa: PLC0415
    from conformance.report.reader import NotRendered  # noqa: PLC0415
    from conformance.report.terminal.console import window  # noqa: PLC0415
    from conformance.report.terminal.github import without_commands  # noqa: PLC0415
    from conformance.report.terminal.history import history_text  # noqa: PLC0415

    if not folder.is_dir():
        raise NotRendered(f"{folder}: there is no such folder")
    if output is not None and output.suffix != ".html":
        raise NotRendered(f"{output}: a history is written as .html")
    reports, complaints = read_history(folder, datetime.now(UTC).date())
    if not reports.nights:
        more = f": {complaints[0]}" if complaints else ""
        raise NotRendered(f"{folder}: there is no report (*.json) in it{more}")
    if output is not None:
        _write_page(output, reports)
    typer.echo(without_commands(history_text(reports, *window(100))))
    for complaint in complaints:
        print_complaint(complaint)
    raise typer.Exit(exit_codes.EXIT_BAD_INPUT if complaints else exit_codes.EXIT_KEPT)


def _write_page(path: Path, reports: History) -> None:
    from conformance.files import write_whole  # noqa: PLC0415
    from conformance.report.pages.timeline import history_as_html  # noqa: PLC0415

    write_whole(path, history_as_html(reports))
