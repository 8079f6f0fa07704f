"""``conformance mutants``: every mutant of the reference server."""

from __future__ import annotations

from typing import Annotated

import typer

from conformance.cli.options import TableFormat


def mutants(
    format: Annotated[TableFormat, typer.Option(help="How to write it.")] = TableFormat.TEXT,  # noqa: A002 - the option's name
) -> None:
    """Print the ways in which the reference server can break a clause."""
    from conformance.report import catalogue  # noqa: PLC0415
    from conformance.report.terminal.tables import rows_as_text  # noqa: PLC0415

    rows = catalogue.mutant_rows()
    if format is TableFormat.MARKDOWN:
        typer.echo(catalogue.rows_as_markdown(rows, catalogue.MUTANT_COLUMNS))
    elif format is TableFormat.JSON:
        typer.echo(catalogue.rows_as_json(mutants=rows))
    else:
        typer.echo(rows_as_text(rows, catalogue.MUTANT_COLUMNS).rstrip("\n"))
