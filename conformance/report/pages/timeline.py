"""Many reports over time as a page: what broke when, night by night, and what it took."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from operator import attrgetter
from typing import Final

from conformance.api.wording import counted
from conformance.report.answerer import Answerer
from conformance.report.calendar import Standing, months_of, standings, targets_of, verdict_of
from conformance.report.history import History, Night, history_row
from conformance.report.pages.chart import Chart, Point, chart_of
from conformance.report.pages.page import written_page

_LABELS: Final = 4
"""How many days are written below a chart at most."""
_OPEN_MONTHS: Final = 2
"""How many months, the newest, are shown before anything is unfolded."""


def history_as_html(history: History) -> str:
    """Return many reports over time as a page."""
    rows = standings(history)
    charts = (
        _trend(history, "Median time of an answer", "in ms", lambda night: night.latency, _latency),
        _weight(history),
    )
    return written_page(
        "history.html",
        ("chart", "history"),
        history=history,
        standings=rows,
        verdict=verdict_of(rows),
        title=_title(history, rows),
        several=len(targets_of(history)) > 1,
        months=months_of(history),
        open_months=_OPEN_MONTHS,
        charts=[chart for chart in charts if chart],
        rows=[history_row(night) for night in history.nights],
    )


def _title(history: History, rows: Sequence[Standing]) -> str:
    """Return how the clauses stand, and whose answers were judged at all."""
    answerer = Answerer.of(record for night in history.nights for record in night.view.records)
    broken = {row.clause for row in rows if row.outcome == "broken"}
    now = (
        f"{counted(len(broken), 'clause')} broken when last judged"
        if broken
        else "no clause broken"
    )
    return f"{now}; {answerer.name} answered{answerer.caveat}"


def _latency(night: Night) -> str:
    return f"{night.latency:g} ms"


def _weight(history: History) -> Chart | None:
    """Return a chart of what was spent, else of the highest counts where no report has that."""
    if any(night.spent is not None for night in history.nights):
        title, value_of = "Request weight spent in a run", attrgetter("spent")
    else:
        title, value_of = "Highest count of request weight", attrgetter("weight")
    return _trend(history, title, "in weight", value_of, _weights)


def _weights(night: Night) -> str:
    spent = [f"{night.spent} spent"] if night.spent is not None else []
    highest = [f"{night.weight} in a minute at most"] if night.weight is not None else []
    return ", ".join(spent + highest)


def _trend(
    history: History,
    title: str,
    unit: str,
    value_of: Callable[[Night], float | None],
    words_of: Callable[[Night], str],
) -> Chart | None:
    """Return a chart with a line for each target; nights without a value are left out."""
    lines = {
        target: [
            Point(_when(night.at), value, f"{night.day} {night.name}: {words_of(night)}")
            for night in nights
            if (value := value_of(night)) is not None
        ]
        for target, nights in targets_of(history).items()
    }
    marks = [(_when(day), f"Dashed, {day}: contract {new}") for day, _, new in history.revisions]
    return chart_of(title, unit, lines, _days(history), marks)


def _days(history: History) -> list[tuple[float, str]]:
    """Return a few days for the axis, evenly spread, and the first and the last among them."""
    first, last = (_when(history.nights[index].at) for index in (0, -1))
    if last - first < 1:
        return [(first, history.nights[0].day)]
    count = min(_LABELS, int(last - first) + 1)
    places = [first + (last - first) * n / (count - 1) for n in range(count)]
    return [(place, datetime.fromordinal(int(place)).date().isoformat()) for place in places]


def _when(text: str) -> float:
    """Return a day, with the time of it as its fraction."""
    at = datetime.fromisoformat(text)
    return at.toordinal() + (at.hour * 60 + at.minute) / 1440
