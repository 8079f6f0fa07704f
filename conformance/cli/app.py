"""The door for the command line: ``conformance serve``, ``check``, ``clauses``, ``mutants``.

Errors are one line on stderr and an exit code; what goes wrong by our fault says so.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import typer

from conformance.api.schemas import SchemaBroken
from conformance.api.signing import KeyFileUnusable
from conformance.cli.checking import Checked, as_json, as_text, check_files
from conformance.cli.serving import serve_until_interrupted
from conformance.contract.traceability import statement_rows
from conformance.drift.accepted import AcceptanceBroken
from conformance.drift.recordings import NothingToCompare
from conformance.evidence.live.targets import TargetRefused
from conformance.evidence.recordings.archive import RequestMissing
from conformance.evidence.recordings.reader import CassetteBroken
from conformance.report.catalogue import (
    CLAUSE_COLUMNS,
    MUTANT_COLUMNS,
    as_markdown,
    clause_rows,
    contract_as_markdown,
    mutant_rows,
)
from conformance.report.catalogue import as_json as rows_as_json
from conformance.report.catalogue import as_text as rows_as_text
from conformance.report.exit_codes import EXIT_BAD_INPUT, EXIT_FAULT, EXIT_KEPT
from conformance.report.reader import NotRendered, ReportBroken, read_report

BAD_INPUT: Final = (
    AcceptanceBroken,
    CassetteBroken,
    KeyFileUnusable,
    NothingToCompare,
    NotRendered,
    ReportBroken,
    RequestMissing,
    SchemaBroken,
    TargetRefused,
)

app = typer.Typer(
    name="conformance",
    help="Does the COIN-M WebSocket API keep the contract of userDataStream.stop?",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


class Format(StrEnum):
    """How a table is written."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"


class FailOn(StrEnum):
    """The weakest level whose breach is a failure."""

    MUST = "must"
    SHOULD = "should"


@app.command()
def check(
    files: Annotated[
        list[str], typer.Argument(metavar="FILE…", help="JSON Lines or cassettes; - is stdin")
    ],
    json: Annotated[bool, typer.Option("--json", help="Print records instead of text.")] = False,
    fail_on: Annotated[
        FailOn, typer.Option(help="The weakest level whose breach is a failure.")
    ] = FailOn.MUST,
) -> None:
    """Judge exchanges that were captured elsewhere."""
    checked: Checked = check_files(files, fail_on is FailOn.SHOULD)
    typer.echo(as_json(checked) if json else as_text(checked))
    for complaint in checked.complaints:
        typer.echo(f"conformance: {complaint}", err=True)
    raise typer.Exit(checked.exit_code)


class DriftLevel(StrEnum):
    """The weakest class of drift that is a failure."""

    BREAKING = "breaking"
    ADDITIVE = "additive"
    ANY = "any"


@app.command()
def drift(
    old: Annotated[Path, typer.Argument(metavar="OLD", help="A recording, or a folder of them.")],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="Another, of the same scenarios.")],
    format: Annotated[Format, typer.Option(help="How to write it.")] = Format.TEXT,  # noqa: A002 - the option's name
    fail_on: Annotated[
        DriftLevel, typer.Option(help="The weakest class of drift that is a failure.")
    ] = DriftLevel.BREAKING,
) -> None:
    """Say what changed between two recordings, or two folders of them or of schemas."""
    from conformance.cli.drifting import exit_code, find_drift, written  # noqa: PLC0415
    from conformance.report.drift import github  # noqa: PLC0415

    found = find_drift(old, new)
    typer.echo(written(found, format.value, fail_on.value))
    for line in github(found):
        typer.echo(line, err=True)
    for entry in found["not_compared"]:
        typer.echo(f"conformance: {entry['scenario']}: {entry['why']}", err=True)
    raise typer.Exit(exit_code(found, fail_on.value))


@app.command()
def docs(
    pages: Annotated[
        list[str], typer.Argument(metavar="FILE|URL…", help="API pages, Markdown or HTML.")
    ],
) -> None:
    """Compare API pages, English or Chinese, with the contract and with each other."""
    from conformance.drift.pages.compare import compare_pages, written  # noqa: PLC0415

    compared = compare_pages(pages)
    if compared.pages:
        typer.echo(written(compared))
    for complaint in (*compared.complaints, *compared.doubts):
        typer.echo(f"conformance: {complaint}", err=True)
    raise typer.Exit(compared.exit_code)


@app.command()
def report(
    file: Annotated[Path, typer.Argument(metavar="FILE.json", help="The report of a run.")],
    output: Annotated[
        Path,
        typer.Option("-o", "--output", metavar="FILE", help=".html, .md, or .json for a badge."),
    ],
) -> None:
    """Render the JSON report of a run as a page, as Markdown, or as a badge."""
    from conformance.report.rendering import write_rendered  # noqa: PLC0415

    write_rendered(read_report(file), file, output)


@app.command()
def history(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where JSON reports lie.")],
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="FILE.html", help="Write a page as well."),
    ] = None,
) -> None:
    """Show how each clause went over many reports, and the trends of latency and weight."""
    from conformance.report.rendering import show_history  # noqa: PLC0415

    told, complaints = show_history(folder, output)
    typer.echo(told)
    for complaint in complaints:
        typer.echo(f"conformance: {complaint}", err=True)
    raise typer.Exit(EXIT_BAD_INPUT if complaints else EXIT_KEPT)


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port; 0 takes a free one.", min=0, max=65535)] = 0,
    api_key: Annotated[str | None, typer.Option(help="The account's API key.")] = None,
    public_key: Annotated[
        Path | None, typer.Option(metavar="PEM-FILE", help="Its Ed25519 public key.")
    ] = None,
    mutant: Annotated[
        str | None, typer.Option(metavar="NAME", help="Break one clause; see: conformance mutants")
    ] = None,
) -> None:
    """Run the reference server; its first line is its URL. Stop it with Ctrl-C."""
    if public_key and not api_key:
        raise typer.BadParameter("--public-key belongs to an --api-key")
    serve_until_interrupted(host, port, api_key, public_key, mutant)


@app.command()
def clauses(
    format: Annotated[Format, typer.Option(help="How to write it.")] = Format.TEXT,  # noqa: A002 - the option's name
) -> None:
    """Print the contract: every clause with level, sentence and source; the page traced to them."""
    rows = clause_rows()
    written: dict[Format, Callable[[], str]] = {
        Format.TEXT: lambda: rows_as_text(rows, CLAUSE_COLUMNS).rstrip("\n"),
        Format.MARKDOWN: contract_as_markdown,
        Format.JSON: lambda: rows_as_json(clauses=rows, page=statement_rows()),
    }
    typer.echo(written[format]())


@app.command()
def mutants(
    format: Annotated[Format, typer.Option(help="How to write it.")] = Format.TEXT,  # noqa: A002 - the option's name
) -> None:
    """Print the ways in which the reference server can break a clause."""
    rows = mutant_rows()
    written: dict[Format, Callable[[], str]] = {
        Format.TEXT: lambda: rows_as_text(rows, MUTANT_COLUMNS).rstrip("\n"),
        Format.MARKDOWN: lambda: as_markdown(rows, MUTANT_COLUMNS),
        Format.JSON: lambda: rows_as_json(mutants=rows),
    }
    typer.echo(written[format]())


def main() -> None:
    """Run the command line; turn what goes wrong into a line and an exit code."""
    try:
        app()
    except BAD_INPUT as error:
        typer.echo(f"conformance: {error}", err=True)
        sys.exit(EXIT_BAD_INPUT)
    except BrokenPipeError:
        sys.exit(EXIT_BAD_INPUT)
    except OSError as error:
        typer.echo(f"conformance: {error.filename}: {error.strerror}", err=True)
        sys.exit(EXIT_BAD_INPUT)
    except Exception as error:  # noqa: BLE001 - the last place where a fault of ours can be told
        typer.echo(
            f"conformance: a fault of its own, please report it: {type(error).__name__}: {error}",
            err=True,
        )
        sys.exit(EXIT_FAULT)
