"""A report as one HTML file that needs nothing else: no network, no framework, no server.

Text from servers is escaped. The page allows only its own script and style, by their hashes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from markupsafe import Markup

from conformance.api.wording import visible
from conformance.report.columns import COLUMNS, QUIET, worst
from conformance.report.drift import (
    CLASSES,
    RULE_NOTE,
    drift_notes,
    drift_verdict,
    grouped,
    places_of,
)
from conformance.report.examples import masks_of
from conformance.report.pages.chart import Chart, Point, chart_of
from conformance.report.pages.page import written_page
from conformance.report.proof import figures_of
from conformance.report.reader import Report, moment, spent_in
from conformance.report.view import KEYS, SESSIONS, View
from conformance.scenarios.catalogue import BY_NAME
from conformance.scenarios.sentence import sentence_of

_BROKEN: Final = {"should": "Not as recommended", "known": "Known breaches"}
"""The heading of broken clauses, by the worst outcome among them, where that is not broken."""
_NAMES: Final = [column.name for column in COLUMNS]
_SIGNS: Final = [(column.name, column.sign) for column in COLUMNS]


def as_html(report: Report) -> str:
    """Return a report as a page."""
    view = View(report)
    drift = report["drift"]
    return written_page(
        "report.html",
        ("chart", "report"),
        "report.js",
        view=view,
        **_rows(view),
        **_weight(report),
        figures=figures_of(view),
        sentences={n: sentence_of(BY_NAME[n]) for n, _ in view.scenarios if n in BY_NAME},
        broken_title=_BROKEN.get(view.broken[0].column, "Broken") if view.broken else "",
        masks=masks_of(report["scenarios"]) if view.broken else "",
        header=report["header"],
        at=moment(report).strftime("%Y-%m-%d %H:%M %Z"),
        data=Markup(_data(view)),  # noqa: S704 - escaped where it is made
        drift=drift,
        rule_note=RULE_NOTE,
        drift_verdict=drift_verdict(drift) if drift else "",
        drift_groups=[(g[0], places_of(g)) for g in grouped(drift, CLASSES)] if drift else [],
        drift_notes=list(drift_notes(drift)) if drift else [],
    )


def _rows(view: View) -> dict[str, Any]:
    """Return the rows and columns of the tables; rows that are all kept are folded."""
    loud = {key for key, counts in view.by_scenario.items() if counts.keys() - QUIET}
    return {
        "quiet": QUIET,
        "cells": {key: _cell(counts) for key, counts in view.cells.items()},
        "signs_in_order": _SIGNS,
        "numbers": {key: number for number, key in enumerate(view.scenarios)},
        "loud": [key for key in view.scenarios if key in loud],
        "folded": [key for key in view.scenarios if key not in loud],
        "keys": [key for key in KEYS if any(key == k for k, _ in view.grid)],
        "sessions": [s for s in SESSIONS if any(s == session for _, session in view.grid)],
        "stops": sum(outcomes.total() for outcomes in view.grid.values()),
    }


def _cell(counts: Mapping[str, int]) -> dict[str, Any]:
    """Return a cell of the matrix: its worst outcome, and its counts in words and in signs."""
    return {
        "outcome": worst(counts),
        "words": ", ".join(f"{number} {name}" for name, number in counts.items()),
        "signs": " ".join(f"{counts[name]}{sign}" for name, sign in _SIGNS if name in counts),
    }


def _weight(report: Report) -> dict[str, Any]:
    """Return the request weight of a run: its chart, where counts differed, and what was spent."""
    weights = report["weights"]
    return {
        "weight": weight_chart(weights),
        "apart": [w for w in weights if w["foretold"] != w["counted"]],
        "compared": len(weights),
        "highest": max((w["counted"] for w in weights), default=0),
        "spent": spent_in(report),
    }


def _data(view: View) -> str:
    """Return every verdict as JSON that is safe in a page; each name and reason is in it once."""
    scenarios = {key: number for number, key in enumerate(view.scenarios)}
    clauses = {name: number for number, name in enumerate(view.clauses)}
    reasons: dict[str, int] = {}
    records = [
        [
            scenarios[record.scenario, record.evidence],
            clauses[record.clause],
            _NAMES.index(record.column),
            record.subjects,
            reasons.setdefault(record.reason, len(reasons)),
            *([record.verdicts] if record.verdicts > 1 else []),
        ]
        for record in view.records
    ]
    data = {
        "scenarios": [[visible(part) for part in key] for key in view.scenarios],
        "clauses": [[name, clause["sentence"]] for name, clause in view.clauses.items()],
        "outcomes": [[column.name, column.sign] for column in COLUMNS],
        "reasons": [visible(reason) for reason in reasons],
        "records": records,
    }
    text = json.dumps(data, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def weight_chart(weights: Sequence[dict[str, Any]]) -> Chart | None:
    """Return the request weight over a run, foretold and counted; None where there is none."""
    lines = {
        f"{name} by the {by}": [Point(n, w[name], "") for n, w in enumerate(weights, start=1)]
        for name, by in (("foretold", "ledger"), ("counted", "server"))
    }
    last = len(weights)
    labels = [(1.0, "count 1"), *([(float(last), f"count {last}")] if last > 1 else [])]
    return chart_of("Request weight", "of request weight", lines, labels)
