"""A report as JSON: what every other format is made from."""

from __future__ import annotations

import json

from conformance.report.reader import Report


def as_json(report: Report) -> str:
    """Return a report as `schemas/report.json` describes it."""
    return dumped(report)


def dumped(value: object) -> str:
    """Write a value as JSON in which GitHub's runner sees no command."""
    return json.dumps(value, indent=1).replace("##[", r"##\u005b")
