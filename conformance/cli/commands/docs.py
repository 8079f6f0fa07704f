"""``conformance docs``: compares API pages with the contract."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from conformance.cli.options import print_complaint

if TYPE_CHECKING:
    from conformance.drift.pages.compare import PageComparison


def docs(
    pages: Annotated[
        list[str], typer.Argument(metavar="FILE|URL…", help="API pages, Markdown or HTML.")
    ],
) -> None:
    """Compare API pages, English or Chinese, with the contract and with each other."""
    from conformance.cli.deadline import LONGEST, OutOfTime, within  # noqa: PLC0415
    from conformance.drift.pages.compare import compare_pages  # noqa: PLC0415
    from conformance.report.exit_codes import EXIT_INCONCLUSIVE  # noqa: PLC0415
    from conformance.report.terminal.console import window  # noqa: PLC0415
    from conformance.report.terminal.github import without_commands  # noqa: PLC0415
    from conformance.report.terminal.pages import pages_text  # noqa: PLC0415

    try:
        with within(LONGEST, "a page did not come, or has no end"):
            comparison = compare_pages(pages)
    except OutOfTime as error:
        print_complaint(error)
        raise typer.Exit(EXIT_INCONCLUSIVE) from None
    if comparison.pages:
        text = pages_text(comparison.rows, comparison.languages, *window(120))
        typer.echo(without_commands(text))
    for complaint in (*comparison.complaints, *comparison.doubts):
        print_complaint(complaint)
    raise typer.Exit(_exit_code(comparison))


def _exit_code(comparison: PageComparison) -> int:
    """Return the exit code: bad input before drift before pages that could not be fetched."""
    from conformance.report import exit_codes  # noqa: PLC0415

    if comparison.complaints:
        return exit_codes.EXIT_BAD_INPUT
    if comparison.rows:
        return exit_codes.EXIT_BROKEN
    return exit_codes.EXIT_INCONCLUSIVE if comparison.doubts else exit_codes.EXIT_KEPT
