"""Drift as a table for the terminal, old and new side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rich.table import Table

from conformance.api.document import JsonObject
from conformance.api.wording import counted, visible
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

_FEW: Final = 2
_LEAST: Final = 100
"""In a narrower window a table has more lines than words."""


def drift_text(
    drift: JsonObject,
    width: int = 100,
    color: bool = False,
    benign: bool = False,
    brief: bool = False,
) -> str:
    """Return the changes as a table, old and new side by side; benign ones are counted only.

    ``brief``: a few kinds, in two lines each.
    """
    most = _FEW if brief else MOST_KINDS
    console = blank(width, color)
    for line in drift["told"]:
        console.print(line, soft_wrap=True)
    console.print(drift_verdict(drift), soft_wrap=True)
    shown = grouped(drift, CLASSES if benign else CLASSES[:2])
    if shown and width >= _LEAST and not brief:
        console.print(_table(shown[:most]))
    elif shown:
        for group in shown[:most]:
            console.print(_lines(group), style=_STYLES[group[0]["class"]], soft_wrap=True)
    if shown and not brief:
        console.print(RULE_NOTE, soft_wrap=True)
    if len(shown) > most:
        more = counted(len(shown) - most, "further kind")
        console.print(f"… and {more}, which a report in JSON has", soft_wrap=True)
    for line in drift_notes(drift):
        console.print(line, soft_wrap=True)
    return text_of(console)


def _lines(group: Sequence[JsonObject]) -> str:
    """Return a kind of change in two lines, for a narrow window."""
    first = group[0]
    key = first["fingerprint"] if len(group) == 1 else first["everywhere"]
    return (
        f"{first['class']:10}{first['sentence']} {first['path']}: {first['old']} → {first['new']}\n"
        f"{'':10}{places_of(group)}; accept with {key}"
    )


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
