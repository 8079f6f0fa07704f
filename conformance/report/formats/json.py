"""A report as JSON: what every other format is made from."""

from __future__ import annotations

import json

from conformance.report.reader import Report


def as_json(report: Report) -> str:
    """Return a report as `schemas/report.json` describes it."""
    return json.dumps(report, indent=1)
