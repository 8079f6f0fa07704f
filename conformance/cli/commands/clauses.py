"""``conformance clauses``: the contract as a table."""

from __future__ import annotations

from typing import Annotated

import typer

from conformance.cli.options import TableFormat


def clauses(
    format: Annotated[TableFormat, typer.Option(help="How to write it.")] = TableFormat.TEXT,  # noqa: A002 - the option's name
) -> None:
    """Print the contract: every clause with level, sentence and source; the page traced to them."""
    from conformance.contract.traceability import PAGES, statement_rows  # noqa: PLC0415
    from conformance.report import catalogue  # noqa: PLC0415
    from conformance.report.terminal.tables import rows_as_text  # noqa: PLC0415

    rows = catalogue.clause_rows()
    if format is TableFormat.MARKDOWN:
        typer.echo(catalogue.contract_as_markdown())
    elif format is TableFormat.JSON:
        requests = catalogue.request_rows()
        traced = {f"page {method}": statement_rows(method) for method in PAGES}
        page = statement_rows()
        typer.echo(catalogue.rows_as_json(clauses=rows, requests=requests, page=page, **traced))
    else:
        every = [*rows, *catalogue.request_rows()]
        typer.echo(rows_as_text(every, catalogue.CLAUSE_COLUMNS).rstrip("\n"))
