"""The JSON report of a run: a header, one record for each verdict, and a footer with totals."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from importlib.metadata import version

from conformance.api.document import JsonObject
from conformance.contract.edition import Edition
from conformance.report.catalogue import clause_rows
from conformance.report.records import Record, totals_of


def report_of(
    records: Sequence[Record],
    target: str | None,
    at: datetime,
    lines: Sequence[str],
    code: int,
    *,
    findings: JsonObject | None = None,
    notes: Sequence[str] = (),
) -> JsonObject:
    """Return the report as plain values; `schemas/report.json` describes it.

    ``target`` is None for a replay, ``lines`` are sentences on the evidence, ``code`` is the exit
    code. ``findings`` may have the parts ``scenarios``, ``weights`` and ``drift``, and a sentence
    ``incomplete`` on what is missing, and ``edition``, the contract that was judged by; ``notes``
    are sentences on what to see to.
    """
    parts = findings or {}
    edition = parts.get("edition", Edition())
    incomplete = {"incomplete": parts["incomplete"]} if parts.get("incomplete") else {}
    return {
        "header": _header(records, target, at, lines)
        | {"contract": edition.revision, "venue": edition.venue.name}
        | incomplete
        | {"notes": list(notes)},
        "records": [record.as_json() for record in records],
        "clauses": clause_rows(edition),
        "scenarios": parts.get("scenarios", []),
        "weights": parts.get("weights", []),
        "drift": parts.get("drift"),
        "footer": _footer(records, code),
    }


def _header(
    records: Sequence[Record], target: str | None, at: datetime, lines: Sequence[str]
) -> JsonObject:
    return {
        "tool": f"userstream-conformance {version('userstream-conformance')}",
        "target": target,
        "evidence": sorted({record.evidence for record in records}),
        "at": at.isoformat(timespec="seconds"),
        "told": list(lines),
    }


def _footer(records: Sequence[Record], code: int) -> JsonObject:
    totals = totals_of(records)
    return {
        "records": len(records),
        "totals": dict(sorted(totals.items())),
        "exit_code": code,
    }
