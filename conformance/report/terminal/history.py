"""Many reports over time, for the terminal: the newest, as many as there is room for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rich.table import Table
from rich.text import Text

from conformance.api.wording import counted, visible
from conformance.report.columns import COLUMNS, SIGNS
from conformance.report.history import History, Night
from conformance.report.terminal.console import blank, text_of

_DECIDED: Final = {"kept", "broken", "known", "should", "fault"}
_STYLES: Final = {column.name: column.style for column in COLUMNS if column.name in _DECIDED}
"""The styles of outcomes that were decided; the others are dim."""
_NAME: Final = 14
"""The least width of the columns beside the signs, in characters."""


def history_text(history: History, width: int = 100, color: bool = False) -> str:
    """Return the history for the terminal: the newest reports, as many as there is room for."""
    sheet = blank(width, color)
    nights = history.nights
    first, last = nights[0].day, nights[-1].day
    sheet.print(f"{counted(len(nights), 'report')}, {first} to {last}", soft_wrap=True)
    for line in history.notes:
        sheet.print(visible(line), soft_wrap=True)
    room = max(1, min(len(nights), width - 3 * _NAME))
    if room < len(nights):
        sheet.print(f"the newest {room} are shown", soft_wrap=True)
    if history.changing:
        sheet.print(_clauses(history, room))
    kept = len(history.clauses) - len(history.changing)
    sheet.print(f"{kept} of {len(history.clauses)} clauses were kept or untested all the time")
    sheet.print(_trends(nights))
    return text_of(sheet)


def _clauses(history: History, room: int) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("clause", no_wrap=True)
    table.add_column("over time", no_wrap=True)
    table.add_column("first broke", no_wrap=True)
    for clause in history.changing:
        signs = Text()
        for outcome in history.row(clause)[-room:]:
            signs.append(SIGNS.get(outcome, " "), _STYLES.get(outcome, "dim"))
        table.add_row(visible(clause), signs, history.first_broke(clause) or "never")
    return table


def _trends(nights: Sequence[Night]) -> Table:
    """Return verdict, latency and weight of the newest reports, the newest last."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("report", "verdict", "latency", "weight"):
        table.add_column(name, justify="left" if name in {"report", "verdict"} else "right")
    for night in nights[-10:]:
        latency = "·" if night.latency is None else f"{night.latency:g} ms"
        weight = "·" if night.weight is None else str(night.weight)
        style = _STYLES.get(night.view.verdict, "")
        table.add_row(night.at[:16], Text(night.view.verdict, style), latency, weight)
    return table
