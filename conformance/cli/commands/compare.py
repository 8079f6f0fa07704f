"""``conformance compare``: several reports side by side, clause by subject."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from conformance.report.comparison import SideBySide


def compare(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE.json…", help="Two or more reports of runs.")
    ],
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="FILE", help="Write a .html or .md file as well."),
    ] = None,
) -> None:
    """Show several reports side by side: servers, venues, versions or clients."""
    from conformance.report.comparison import SideBySide  # noqa: PLC0415
    from conformance.report.reader import NotRendered, read_report  # noqa: PLC0415
    from conformance.report.terminal.github import without_commands  # noqa: PLC0415

    if output is not None and output.suffix not in {".html", ".md"}:
        raise NotRendered(f"{output}: a comparison is written as .html or .md")
    if len(files) < 2:  # noqa: PLR2004 - one beside the other
        raise NotRendered(f"{files[0]}: one report has nothing beside it; give two or more")
    reports = SideBySide.of((path, read_report(path)) for path in files)
    if output is not None:
        _write(output, reports)
    typer.echo(without_commands(_text(reports)))


def _text(reports: SideBySide) -> str:
    from conformance.api.wording import visible  # noqa: PLC0415
    from conformance.report.pages.side_by_side import compared_lines  # noqa: PLC0415
    from conformance.report.terminal.tables import rows_as_text  # noqa: PLC0415

    lines = [visible(line) for line in compared_lines(reports)]
    if reports.differing:
        table = rows_as_text(reports.rows(reports.differing), reports.columns)
        lines += [line.rstrip() for line in table.rstrip("\n").split("\n")]
    return "\n".join(lines)


def _write(path: Path, reports: SideBySide) -> None:
    from conformance.files import write_whole  # noqa: PLC0415
    from conformance.report.pages.side_by_side import (  # noqa: PLC0415
        compared_as_html,
        compared_as_markdown,
    )

    render = compared_as_html if path.suffix == ".html" else compared_as_markdown
    write_whole(path, render(reports))
