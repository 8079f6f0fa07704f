"""Reads the JSON report of a run; what was cut off or changed is refused, by name and reason."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from conformance.api.bad_input import BadInput
from conformance.api.document import JsonObject
from conformance.api.schemas import misfits
from conformance.report.records import Record

Report = JsonObject


class ReportBroken(BadInput):
    """A report cannot be used; the message says which, and why."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path}: {why}. Write it again: pytest --conformance-report={path.name}")


class NotRendered(BadInput):
    """Something cannot be rendered; the message says what to give instead."""


def read_report(path: Path) -> Report:
    """Read a report, whole. Raises ReportBroken."""
    try:
        text = path.read_text("utf-8")
    except OSError as error:
        raise ReportBroken(path, f"it cannot be read ({error.strerror})") from None
    except UnicodeDecodeError:
        raise ReportBroken(path, "it is no UTF-8 text") from None
    if not text.strip():
        raise ReportBroken(path, "it is empty")
    try:
        report: Report = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ReportBroken(path, f"it is no JSON, or was cut off ({error})") from None
    if found := misfits("report", report):
        first = found[0]
        raise ReportBroken(path, f"it is no report: at {first.where} {first.wanted} is wanted")
    _check_whole(path, report)
    bare: Report = {"clauses": [], "scenarios": [], "weights": [], "drift": None}
    return bare | report


def moment(report: Report) -> datetime:
    """Return when a run ended; a time that tells no offset is taken for UTC."""
    at = datetime.fromisoformat(report["header"]["at"])
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _check_whole(path: Path, report: Report) -> None:
    """Compare what there is with what the footer says that there must be."""
    try:
        moment(report)
    except ValueError:
        raise ReportBroken(path, "the time in its header is none in ISO 8601") from None
    there, said = len(report["records"]), report["footer"]["records"]
    if there != said:
        raise ReportBroken(path, f"{there} records are left of {said}: it was cut off or changed")
    totals = Counter(Record(**members).column for members in report["records"])
    if dict(totals) != report["footer"]["totals"]:
        raise ReportBroken(path, "its totals are not those of its records: it was changed")
