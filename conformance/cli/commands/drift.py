"""``conformance drift``: what changed between two recordings, or two revisions of the schemas."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from conformance.cli.options import DriftLevel, TableFormat, print_complaint

if TYPE_CHECKING:
    from conformance.api.document import JsonObject


def drift(
    old: Annotated[Path, typer.Argument(metavar="OLD", help="A recording, or a folder of them.")],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="Another, of the same scenarios.")],
    format: Annotated[TableFormat, typer.Option(help="How to write it.")] = TableFormat.TEXT,  # noqa: A002 - the option's name
    fail_on: Annotated[
        DriftLevel, typer.Option(help="The weakest class of drift that is a failure.")
    ] = DriftLevel.BREAKING,
) -> None:
    """Say what changed between two recordings, or two folders of them or of schemas."""
    from conformance.report.terminal.github import drift_annotations  # noqa: PLC0415

    changes = find_drift(old, new)
    typer.echo(_written(changes, format, fail_on))
    for line in drift_annotations(changes):
        typer.echo(line, err=True)
    for entry in changes["not_compared"]:
        print_complaint(f"{entry['scenario']}: {entry['why']}")
    raise typer.Exit(_exit_code(changes, fail_on))


def find_drift(old: Path, new: Path) -> JsonObject:
    """Compare two files or folders. Raises NothingToCompare, EntriesBroken and SchemaBroken."""
    from datetime import UTC, datetime  # noqa: PLC0415

    from conformance.cli.deadline import LONGEST, within  # noqa: PLC0415
    from conformance.drift import accepted, recordings, schemas  # noqa: PLC0415
    from conformance.drift.result import compare_sides, settle  # noqa: PLC0415

    acceptances = accepted.read_accepted(Path(accepted.FILE))
    if schemas.is_revision(old) and schemas.is_revision(new):
        with within(LONGEST, "is a pattern in these schemas without end?", computing=True):
            changes = schemas.compare_revisions(*map(schemas.read_revision, (old, new)))
    else:
        changes = compare_sides(*recordings.read_sides(old, new), progress=_show_progress)
    is_whole = not changes["not_compared"]  # otherwise an acceptance may be for one of those
    return settle(changes, acceptances, datetime.now(UTC).date(), is_whole)


def _show_progress(what: str) -> None:
    """Show the current work, on a terminal only."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[2K{what}")
        sys.stderr.flush()


def _written(changes: JsonObject, form: TableFormat, level: DriftLevel) -> str:
    """Return a comparison in a format; ``level`` is the weakest class that is a failure."""
    from conformance.report.formats.json import dumped  # noqa: PLC0415
    from conformance.report.formats.md import drift_as_markdown  # noqa: PLC0415
    from conformance.report.terminal.console import window  # noqa: PLC0415
    from conformance.report.terminal.drift import drift_text  # noqa: PLC0415
    from conformance.report.terminal.github import without_commands  # noqa: PLC0415

    if form is TableFormat.JSON:
        return dumped(changes)
    if form is TableFormat.MARKDOWN:
        return drift_as_markdown(changes)
    text = drift_text(changes, *window(120), benign=level is DriftLevel.ANY)
    return without_commands(text)


def _exit_code(changes: JsonObject, level: DriftLevel) -> int:
    """Return the exit code: recordings that could not be compared come before drift."""
    from conformance.drift.result import reaches  # noqa: PLC0415
    from conformance.report import exit_codes  # noqa: PLC0415

    if changes["not_compared"] or not changes["compared"]:
        return exit_codes.EXIT_BAD_INPUT
    return exit_codes.EXIT_BROKEN if reaches(changes, level.value) else exit_codes.EXIT_KEPT
