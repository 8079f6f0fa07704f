"""The JSON report of a run: a header, a record a verdict, and a footer that shows it is whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from importlib.metadata import version

from conformance.api.document import JsonObject
from conformance.api.sources import REVISION
from conformance.report.catalogue import clause_rows
from conformance.report.records import Record


def report_of(
    records: Sequence[Record],
    target: str | None,
    at: datetime,
    lines: Sequence[str],
    code: int,
    *,
    findings: JsonObject | None = None,
) -> JsonObject:
    """Return the report as plain values; `schemas/report.json` describes it.

    ``target`` is None where recordings were replayed; ``lines`` are sentences on the evidence,
    ``code`` is the exit code of the run, and ``findings`` what there is besides the verdicts.
    """
    besides = findings or {}
    return {
        "header": {
            "tool": f"userstream-conformance {version('userstream-conformance')}",
            "contract": REVISION,
            "target": target,
            "evidence": sorted({record.evidence for record in records}),
            "at": at.isoformat(timespec="seconds"),
            "told": list(lines),
        },
        "records": [record.as_json() for record in records],
        "clauses": clause_rows(),
        "scenarios": besides.get("scenarios", []),
        "weights": besides.get("weights", []),
        "drift": besides.get("drift"),
        "footer": {
            "records": len(records),
            "totals": dict(sorted(Counter(record.column for record in records).items())),
            "exit_code": code,
        },
    }
