"""``conformance rules``: the rules of drift, each with what it breaks."""

from __future__ import annotations

from typing import Annotated

import typer

from conformance.cli.options import TableFormat


def rules(
    name: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="One rule, such as member-gone.")
    ] = None,
    format: Annotated[TableFormat, typer.Option(help="How to write it.")] = TableFormat.TEXT,  # noqa: A002 - the option's name
) -> None:
    """Print the rules of drift: id, class, sentence, example, near miss, and what it breaks."""
    from conformance.report import rules as written  # noqa: PLC0415
    from conformance.report.formats.json import dumped  # noqa: PLC0415

    chosen = written.rules_called(name)
    if format is TableFormat.JSON:
        typer.echo(dumped({"rules": written.drift_rule_rows(chosen)}))
    elif format is TableFormat.MARKDOWN:
        typer.echo(written.rules_as_markdown(chosen).strip())
    else:
        typer.echo(written.rules_as_text(chosen))
