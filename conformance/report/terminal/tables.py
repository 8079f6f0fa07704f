"""Rows of plain values as a table for the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from conformance.api.document import JsonObject
from conformance.api.wording import visible


def rows_as_text(
    rows: Sequence[JsonObject], columns: Sequence[str], width: int | None = None
) -> str:
    """Return rows as a table; ``width`` is in characters, by default the terminal's."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in columns:
        table.add_column(name, no_wrap=name in {"id", "level", "breaks", "mutant"})
    for row in rows:
        table.add_row(*(escape(visible(str(row[name]))) for name in columns))
    console = Console(width=width)
    with console.capture() as capture:
        console.print(table)
    return capture.get()
