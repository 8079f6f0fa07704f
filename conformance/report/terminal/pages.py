"""A page's facts beside the contract's, as a table for the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.table import Table

from conformance.api.sources import REVISION
from conformance.api.wording import counted, on_one_line, shown
from conformance.drift.pages.facts import Row
from conformance.report.terminal.console import blank, text_of

_MOST = 300


def pages_text(rows: Sequence[Row], languages: Sequence[str], width: int, color: bool) -> str:
    """Return the facts on which a page and the contract, or two pages, do not agree."""
    console = blank(width, color)
    if not languages:
        return "nothing was compared"
    facts = f"{counted(len(rows), 'fact')} differ{'s' if len(rows) == 1 else ''}"
    pages = f"{' and '.join(languages)} page{'s' if len(languages) > 1 else ''}"
    console.print(f"{facts if rows else 'no drift'}: contract {REVISION} → {pages}")
    if len(languages) == 1:
        console.print("the other language was not looked at")
    if rows:
        console.print(_table(rows))
    for row in rows:
        if row.disagree:
            console.print(f"the pages do not agree with each other: {row.fact}", soft_wrap=True)
    return text_of(console)


def _table(rows: Sequence[Row]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    labels = list(rows[0].pages)
    table.add_column("fact", overflow="fold")
    table.add_column("contract", overflow="fold", ratio=1)
    for label in labels:
        table.add_column(f"{label} page", overflow="fold", ratio=1)
    for row in rows:
        pages = [_cell(row.pages[label]) for label in labels]
        contract_cells = dict.fromkeys(_cell(row.contract[label]) for label in labels)
        table.add_row(on_one_line(row.fact), "\n".join(contract_cells), *pages)
    return table


def _cell(value: Any) -> str:
    return on_one_line(value)[:_MOST] if isinstance(value, str) else shown(value)
