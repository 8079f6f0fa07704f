"""A badge: a report as the JSON that shields.io's endpoint takes."""

from __future__ import annotations

from datetime import date
from typing import Final

from conformance.api.document import JsonObject
from conformance.report.answerer import Answerer
from conformance.report.columns import COLUMNS
from conformance.report.reader import Report, moment
from conformance.report.view import View

_COLORS: Final = {column.name: column.badge for column in COLUMNS}
_STALE: Final = 2
"""At this age, in days, a verdict says little about the exchange today."""


def as_badge(report: Report, today: date) -> JsonObject:
    """Return the badge: the verdict, the day of the run, and how old it is today.

    It says whose verdict it is where the exchange itself did not answer.
    """
    view = View(report)
    day = moment(report).date()
    age = (today - day).days
    verdict = "known breaches" if view.verdict == "known" else view.verdict
    answerer = Answerer.of(view.records)
    evidence = "" if answerer.is_exchange else f" by {answerer.name}"
    message = f"{verdict}{evidence} · {day}" + (f", {age} days old" if age > 1 else "")
    color = _COLORS.get(view.verdict, "lightgrey")
    return {
        "schemaVersion": 1,
        "label": "contract",
        "message": message,
        "color": "lightgrey" if age >= _STALE else color,
        "isError": view.verdict in {"broken", "fault"},
    }
