"""A report as one HTML file that needs nothing else: no network, no framework, no server.

Text from servers is escaped. The page allows only its own script and style, by their hashes.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from conformance.api.wording import visible
from conformance.report.columns import SIGNS, worst
from conformance.report.drift import CLASSES, drift_notes, drift_verdict, grouped, places_of
from conformance.report.history import History, history_row, trend
from conformance.report.reader import Report, moment
from conformance.report.view import KEYS, SESSIONS, View

_WIDTH: Final = 640
_HEIGHT: Final = 160
_POINTS: Final = 400


def as_html(report: Report) -> str:
    """Return a report as a page."""
    templates = page_templates()
    style, script = (templates.get_template(f"report.{kind}").render() for kind in ("css", "js"))
    view = View(report)
    drift = report["drift"]
    return templates.get_template("report.html").render(
        view=view,
        header=report["header"],
        at=moment(report).strftime("%Y-%m-%d %H:%M %Z"),
        style=Markup(style),  # noqa: S704 - our own file
        script=Markup(script),  # noqa: S704 - our own file
        style_hash=content_hash(style),
        script_hash=content_hash(script),
        data=Markup(_data(view)),  # noqa: S704 - escaped where it is made
        signs=SIGNS,
        worst=worst,
        keys=[key for key in KEYS if any(key == k for k, _ in view.grid)],
        sessions=[s for s in SESSIONS if any(s == session for _, session in view.grid)],
        chart=chart(report["weights"]),
        drift=drift,
        drift_verdict=drift_verdict(drift) if drift else "",
        drift_groups=[(g[0], places_of(g)) for g in grouped(drift, CLASSES)] if drift else [],
        drift_notes=list(drift_notes(drift)) if drift else [],
    )


def history_as_html(history: History) -> str:
    """Return many reports over time as a page."""
    templates = page_templates()
    style = templates.get_template("report.css").render()
    known = (
        ("Median time of an answer", "ms", [night.latency for night in history.nights]),
        ("Highest request weight", "of request weight", [n.weight for n in history.nights]),
    )
    return templates.get_template("history.html").render(
        history=history,
        rows=[history_row(night) for night in history.nights],
        style=Markup(style),  # noqa: S704 - our own file
        style_hash=content_hash(style),
        signs=SIGNS,
        trends=[
            (title, unit, trend(values, _WIDTH, _HEIGHT), [v for v in values if v is not None])
            for title, unit, values in known
        ],
        width=_WIDTH,
        height=_HEIGHT,
    )


def page_templates() -> Environment:
    """Return the environment of templates; what cannot be seen in a text is taken out."""
    templates = Environment(
        loader=PackageLoader("conformance.report"),
        autoescape=select_autoescape(("html",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_visible,
    )
    templates.filters["percent"] = lambda part, whole: round(100 * part / whole, 1) if whole else 0
    return templates


def _visible(value: Any) -> Any:
    """Return a text without characters that cannot be seen, or that turn the others round."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return visible(value)
    return value


def content_hash(text: str) -> str:
    """Return the hash by which a page allows a style or a script of its own."""
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _data(view: View) -> str:
    """Return every verdict as JSON that is safe in a page; each name and reason is in it once."""
    scenarios = {key: number for number, key in enumerate(view.scenarios)}
    clauses = {name: number for number, name in enumerate(view.clauses)}
    reasons: dict[str, int] = {}
    records = [
        [
            scenarios[record.scenario, record.evidence],
            clauses[record.clause],
            record.column,
            record.subjects,
            reasons.setdefault(record.reason, len(reasons)),
        ]
        for record in view.records
    ]
    data = {
        "scenarios": [[visible(part) for part in key] for key in view.scenarios],
        "clauses": [[name, clause["sentence"]] for name, clause in view.clauses.items()],
        "reasons": [visible(reason) for reason in reasons],
        "records": records,
    }
    text = json.dumps(data, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def chart(weights: Sequence[dict[str, Any]]) -> dict[str, Any] | None:
    """Return the two lines of request weight as points of a drawing; None where there is none."""
    if not weights:
        return None
    step = max(1, len(weights) // _POINTS)
    shown = weights[::step]
    top = max(1, *(max(w["foretold"], w["counted"]) for w in weights))
    lines = {
        name: trend((max(0, w[name]) for w in shown), _WIDTH, _HEIGHT, top)
        for name in ("foretold", "counted")
    }
    apart = [w for w in weights if w["foretold"] != w["counted"]]
    return {
        **lines,
        "top": top,
        "compared": len(weights),
        "apart": apart[:10],
        "differing": len(apart),
        "width": _WIDTH,
        "height": _HEIGHT,
    }
