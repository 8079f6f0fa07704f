"""Drift as a table for the terminal, old and new side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rich.table import Table

from conformance.api.document import JsonObject
from conformance.api.wording import visible
from conformance.report.drift import (
    CLASSES,
    MOST_KINDS,
    RULE_NOTE,
    drift_notes,
    drift_verdict,
    grouped,
    places_of,
)
from conformance.report.terminal.console import blank, text_of

_STYLES: Final = {"breaking": "bold red", "additive": "yellow", "benign": "dim"}


def drift_text(
    drift: JsonObject, width: int = 100, color: bool = False, benign: bool = False
) -> str:
    """Return the changes as a table, old and new side by side; benign ones are counted only."""
    console = blank(width, color)
    for line in drift["told"]:
        console.print(line, soft_wrap=True)
    console.print(drift_verdict(drift), soft_wrap=True)
    shown = grouped(drift, CLASSES if benign else CLASSES[:2])
    if shown:
        console.print(_table(shown[:MOST_KINDS]))
        console.print(RULE_NOTE, soft_wrap=True)
    if len(shown) > MOST_KINDS:
        console.print(f"… and {len(shown) - MOST_KINDS} kinds more; --format json has them all")
    for line in drift_notes(drift):
        console.print(line, soft_wrap=True)
    return text_of(console)


def _table(groups: Sequence[Sequence[JsonObject]]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 1, 0))
    table.add_column("class", no_wrap=True)
    for name in ("what changed", "old", "new", "where"):
        table.add_column(name, overflow="fold", ratio=1)
    table.add_column("accept with", no_wrap=True)
    for group in groups:
        first = group[0]
        what = f"{first['rule']}: {first['sentence']}\n{first['path']}"
        key = first["fingerprint"] if len(group) == 1 else first["everywhere"]
        row = (first["class"], what, first["old"], first["new"], places_of(group), key)
        table.add_row(*map(visible, row), style=_STYLES[first["class"]])
    return table
