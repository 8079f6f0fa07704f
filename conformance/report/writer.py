"""The JSON report of a run: a header, a record a verdict, and a footer that shows it is whole."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from conformance.api.sources import REVISION
from conformance.files import write_whole
from conformance.report.catalogue import clause_rows
from conformance.report.records import Record
from conformance.report.terminal.summary import column


def results(
    records: Sequence[Record],
    target: str | None,
    at: datetime,
    told: Sequence[str],
    code: int,
    *,
    findings: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """Return the report as plain values; `schemas/report.json` describes it.

    ``target`` is None where recordings were replayed; ``told`` are sentences on the evidence,
    ``code`` is the exit code of the run, and ``findings`` what there is besides the verdicts.
    """
    found = findings or {}
    return {
        "header": {
            "tool": f"userstream-conformance {version('userstream-conformance')}",
            "contract": REVISION,
            "target": target,
            "evidence": sorted({record.evidence for record in records}),
            "at": at.isoformat(timespec="seconds"),
            "told": list(told),
        },
        "records": [record.told() for record in records],
        "clauses": clause_rows(),
        "scenarios": found.get("scenarios", []),
        "weights": found.get("weights", []),
        "drift": found.get("drift"),
        "footer": {
            "records": len(records),
            "totals": dict(sorted(Counter(map(column, records)).items())),
            "exit_code": code,
        },
    }


def write(path: Path, report: dict[str, Any]) -> None:
    """Write a report, whole or not at all. Raises OSError."""
    write_whole(path, json.dumps(report, indent=1))
