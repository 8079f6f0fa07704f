"""``conformance check``: judges exchanges that were captured elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from conformance.cli.options import FailLevel, print_complaint

if TYPE_CHECKING:
    from conformance.api.document import JsonObject
    from conformance.contract.verdict import Verdict
    from conformance.report.captures import CaptureRecords
    from conformance.report.known import KnownBreaches
    from conformance.report.records import Record

_MOST_SHOWN = 20
_MOST_JOBS = 64


def check(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE|DIR…",
            help="JSON Lines (also .gz, .zst), HAR or cassettes, or folders of them; - is stdin",
        ),
    ],
    json: Annotated[bool, typer.Option("--json", help="Print records instead of text.")] = False,
    report: Annotated[
        list[Path] | None,
        typer.Option("--report", metavar="FILE", help="Also write a report: .json, .html or .md."),
    ] = None,
    jobs: Annotated[
        int, typer.Option("--jobs", "-j", min=1, max=_MOST_JOBS, help="How many processes judge.")
    ] = 1,
    fail_on: Annotated[
        FailLevel, typer.Option(help="The weakest level whose breach is a failure.")
    ] = FailLevel.MUST,
) -> None:
    """Judge exchanges that were captured elsewhere."""
    from conformance.api import schemas  # noqa: PLC0415
    from conformance.report.captures import CaptureRecords  # noqa: PLC0415

    for path in report or ():
        _check_report(path)
    schemas.check_schemas()
    records = CaptureRecords(_known_breaches())
    shown = _gather(files, jobs, records, is_text=not json)
    code = _exit_code(records, fail_on is FailLevel.SHOULD)
    notes = [*records.known.complaints(records.records, is_whole=False)]
    if json or report:
        made = _report(records, code, notes)
        _write(made, report or [])
    if json:
        _print_json(made)
    else:
        _print_summary(records, shown, notes)
    for complaint in records.complaints:
        print_complaint(complaint)
    raise typer.Exit(code)


def _check_report(path: Path) -> None:
    """Check that a report could be written, before anything is judged. Raises BadParameter."""
    from conformance.report.formats import why_unwritable  # noqa: PLC0415

    if why := why_unwritable(path):
        raise typer.BadParameter(f"--report {why}")


def _known_breaches() -> KnownBreaches:
    """Read the known breaches in the working folder. Raises EntriesBroken."""
    from datetime import UTC, datetime  # noqa: PLC0415

    from conformance.evidence.recordings.examples import example_names  # noqa: PLC0415
    from conformance.report.known import KNOWN_FILE, read_known  # noqa: PLC0415
    from conformance.scenarios.catalogue import BY_NAME  # noqa: PLC0415

    return read_known(Path(KNOWN_FILE), {*BY_NAME, *example_names()}, datetime.now(UTC).date())


def _gather(files: list[str], jobs: int, records: CaptureRecords, *, is_text: bool) -> int:
    """Judge the files; print what breaks the contract as it comes, and return how much did."""
    from conformance.cli.progress import progress_of_bytes  # noqa: PLC0415
    from conformance.evidence.captures.files import sources  # noqa: PLC0415
    from conformance.evidence.captures.gather import Captures  # noqa: PLC0415
    from conformance.evidence.captures.jobs import judges_of  # noqa: PLC0415

    broken = 0
    with progress_of_bytes() as progress, judges_of(jobs) as judges:
        for portion in Captures([*sources(files)], judges, progress).portions():
            for verdict, record in records.add(portion):
                if record.outcome == "broken" and not record.is_known:
                    broken += 1
                    if is_text and broken <= _MOST_SHOWN:
                        _print_failure(verdict, record)
    return broken


def _print_failure(verdict: Verdict, record: Record) -> None:
    """Print one broken clause in full."""
    from conformance.report.terminal.failure import failure_text  # noqa: PLC0415
    from conformance.report.terminal.github import without_commands  # noqa: PLC0415

    typer.echo(without_commands(f"{failure_text(verdict, record.again)}\n"))


def _exit_code(records: CaptureRecords, fail_on_should: bool) -> int:
    """Return the exit code: bad input first, then as of any run."""
    from conformance.report import exit_codes  # noqa: PLC0415

    if records.complaints:
        return exit_codes.EXIT_BAD_INPUT
    judged = records.records
    if not judged:
        return exit_codes.EXIT_INCONCLUSIVE
    return exit_codes.exit_code_of(judged, fail_on_should)


def _print_summary(records: CaptureRecords, broken: int, notes: list[str]) -> None:
    """Print how many more are broken, and the summary."""
    from conformance.report.terminal.console import window  # noqa: PLC0415
    from conformance.report.terminal.github import without_commands  # noqa: PLC0415
    from conformance.report.terminal.summary import summary_text  # noqa: PLC0415

    if not records.records:
        if not records.complaints:
            typer.echo(
                "nothing was judged: no clause has anything to look at (is the method known?)"
            )
        return
    if broken > _MOST_SHOWN:
        typer.echo(f"… and {broken - _MOST_SHOWN} more; --json or --report has them\n")
    evidence = [records.summary_line()]
    text = summary_text(records.records, evidence, (), *window(100), notes=notes)
    typer.echo(without_commands(text))


def _report(records: CaptureRecords, code: int, notes: list[str]) -> JsonObject:
    """Return the report as `schemas/report.json` describes it."""
    from datetime import UTC, datetime  # noqa: PLC0415

    from conformance.report.writer import report_of  # noqa: PLC0415

    lines = [records.summary_line(), *records.complaints]
    findings: JsonObject = {"scenarios": records.parts, "weights": records.weights}
    return report_of(
        records.records, None, datetime.now(UTC), lines, code, findings=findings, notes=notes
    )


def _print_json(report: JsonObject) -> None:
    from conformance.report.formats.json import as_json  # noqa: PLC0415

    typer.echo(as_json(report))


def _write(report: JsonObject, paths: list[Path]) -> None:
    """Write a report to files, each in the format that its ending names. Raises OSError."""
    from conformance.files import write_whole  # noqa: PLC0415
    from conformance.report.formats import rendered  # noqa: PLC0415

    for path in paths:
        write_whole(path, rendered(report, path.suffix))
