"""``conformance clients``: many certificates as one table, client by rule."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def clients(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE.json…", help="What certify --report wrote.")
    ],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="A .html or .md file.")
    ] = None,
) -> None:
    """Make one table of many certificates; a file that is not there is shown as missing."""
    from conformance.clients.formats.files import read_certificate  # noqa: PLC0415
    from conformance.clients.formats.html import certificates_as_html  # noqa: PLC0415
    from conformance.clients.formats.markdown import matrix_as_markdown  # noqa: PLC0415
    from conformance.files import write_whole  # noqa: PLC0415

    if output and output.suffix not in {".html", ".md"}:
        raise typer.BadParameter(f"{output}: the name of a table's file ends with .html or .md")
    certificates = [read_certificate(path) if path.exists() else path.stem for path in files]
    if output and output.suffix == ".html":
        write_whole(output, certificates_as_html(certificates))
    elif output:
        write_whole(output, matrix_as_markdown(certificates) + "\n")
    else:
        typer.echo(matrix_as_markdown(certificates))
