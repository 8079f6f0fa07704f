"""``conformance check``: judges exchanges that were captured elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from conformance.cli.options import FailLevel, print_complaint

if TYPE_CHECKING:
    from conformance.contract.verdict import Verdict
    from conformance.evidence.captures import Captures
    from conformance.report.known import KnownBreaches
    from conformance.report.records import Record

_MOST_SHOWN = 20


def check(
    files: Annotated[
        list[str], typer.Argument(metavar="FILE…", help="JSON Lines or cassettes; - is stdin")
    ],
    json: Annotated[bool, typer.Option("--json", help="Print records instead of text.")] = False,
    fail_on: Annotated[
        FailLevel, typer.Option(help="The weakest level whose breach is a failure.")
    ] = FailLevel.MUST,
) -> None:
    """Judge exchanges that were captured elsewhere."""
    from conformance.api import schemas  # noqa: PLC0415
    from conformance.contract.verdict import Outcome  # noqa: PLC0415
    from conformance.evidence.captures import Captures  # noqa: PLC0415
    from conformance.report.records import Record  # noqa: PLC0415
    from conformance.report.terminal.github import without_commands  # noqa: PLC0415

    schemas.check_schemas()
    known = _known_breaches()
    captures = Captures(files)
    captures.gather()
    verdicts = [v for judged in captures.judged() for v in judged.verdicts]
    verdicts = [v for v in verdicts if v.outcome is not Outcome.UNTESTED]
    records = [Record.of(v, _again(captures, v), known.why(v)) for v in verdicts]
    code = _exit_code(captures, records, fail_on is FailLevel.SHOULD)
    notes = [*known.complaints(records, is_whole=False)]
    failures = [v for v, record in zip(verdicts, records, strict=True) if _is_shown(record)]
    if json:
        typer.echo(_as_json(captures, records, code, notes))
    else:
        typer.echo(without_commands(_as_text(captures, failures, records, notes)))
    for complaint in captures.complaints:
        print_complaint(complaint)
    raise typer.Exit(code)


def _known_breaches() -> KnownBreaches:
    """Read the known breaches in the working folder. Raises EntriesBroken."""
    from datetime import UTC, datetime  # noqa: PLC0415
    from pathlib import Path  # noqa: PLC0415

    from conformance.evidence.recordings.examples import example_names  # noqa: PLC0415
    from conformance.report.known import KNOWN_FILE, read_known  # noqa: PLC0415
    from conformance.scenarios.catalogue import BY_NAME  # noqa: PLC0415

    return read_known(Path(KNOWN_FILE), {*BY_NAME, *example_names()}, datetime.now(UTC).date())


def _again(captures: Captures, verdict: Verdict) -> str:
    """Return the command that repeats a verdict."""
    import shlex  # noqa: PLC0415

    from conformance.api.wording import on_one_line  # noqa: PLC0415

    return f"conformance check {shlex.quote(on_one_line(captures.file_of(verdict.scenario)))}"


def _exit_code(captures: Captures, records: list[Record], fail_on_should: bool) -> int:
    """Return the exit code: bad input first, then as of any run."""
    from conformance.report import exit_codes  # noqa: PLC0415

    if captures.complaints:
        return exit_codes.EXIT_BAD_INPUT
    if not records:
        return exit_codes.EXIT_INCONCLUSIVE
    return exit_codes.exit_code_of(records, fail_on_should)


def _is_shown(record: Record) -> bool:
    """Whether a verdict is shown in full: it is broken, and nobody lives with that."""
    return record.outcome == "broken" and not record.is_known


def _as_text(
    captures: Captures, broken: list[Verdict], records: list[Record], notes: list[str]
) -> str:
    """Return the first broken clauses in full, and the summary."""
    from conformance.report.terminal.console import window  # noqa: PLC0415
    from conformance.report.terminal.failure import failure_text  # noqa: PLC0415
    from conformance.report.terminal.summary import summary_text  # noqa: PLC0415

    if not records:
        return "nothing was judged: no clause found anything to look at (is the method known?)"
    parts = [failure_text(v, _again(captures, v)) for v in broken[:_MOST_SHOWN]]
    if len(broken) > _MOST_SHOWN:
        parts.append(f"… and {len(broken) - _MOST_SHOWN} more; --json has them all")
    summary = summary_text(records, captures.summary_lines()[:1], (), *window(100), notes=notes)
    return "\n\n".join([*parts, summary])


def _as_json(captures: Captures, records: list[Record], code: int, notes: list[str]) -> str:
    """Return the report as `schemas/report.json` describes it."""
    from datetime import UTC, datetime  # noqa: PLC0415

    from conformance.report.evidence import evidence_part  # noqa: PLC0415
    from conformance.report.formats.json import as_json  # noqa: PLC0415
    from conformance.report.writer import report_of  # noqa: PLC0415

    now, lines = datetime.now(UTC), captures.summary_lines()
    findings = evidence_part(captures)
    return as_json(report_of(records, None, now, lines, code, findings=findings, notes=notes))
