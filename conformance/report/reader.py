"""Reads the JSON report of a run. A report that was cut off or changed is refused."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from shlex import quote
from typing import Final

from conformance.api.bad_input import BadInput
from conformance.api.document import JsonObject
from conformance.api.schemas import misfits
from conformance.api.venues import COIN_M, VENUES
from conformance.files import read_file, suite_command
from conformance.report.records import Record, totals_of

Report = JsonObject
_LARGEST: Final = 32 * 2**20
"""The largest report that is read, in bytes; that of a whole run has some two million."""


_SPENT: Final = re.compile(r"request weight: (\d{1,12}) spent")


class ReportBroken(BadInput):
    """A report cannot be used; the message says which, and why."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(
            f"{path}: {why}. Write it again: {suite_command()} "
            f"--conformance-report={quote(path.name)}"
        )


class NotRendered(BadInput):
    """Something cannot be rendered; the message says what to give instead."""


def read_report(path: Path) -> Report:
    """Read a report, whole. Raises ReportBroken."""
    try:
        text = read_file(path, _LARGEST)
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
    if places := misfits("report", report):
        first = places[0]
        raise ReportBroken(path, f"it is no report: at {first.where} {first.wanted} is wanted")
    _check_whole(path, report)
    bare: Report = {"clauses": [], "scenarios": [], "weights": [], "drift": None}
    return bare | report | {"header": {"notes": [], **report["header"]}}


def moment(report: Report) -> datetime:
    """Return when a run ended; a time without an offset is taken for UTC."""
    at = datetime.fromisoformat(report["header"]["at"])
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def target_in(report: Report) -> str:
    """Return against what a run was performed, with the venue where that is not COIN-M."""
    header = report["header"]
    venue = VENUES.get(header.get("venue", COIN_M.name), COIN_M)
    name = str(header["target"] or "recordings")
    return name if venue is COIN_M else f"{name}, {venue.title}"


def spent_in(report: Report) -> int | None:
    """Return the request weight that a run spent, as its lines say; None where none does."""
    counts = [int(n) for line in report["header"]["told"] for n in _SPENT.findall(line)]
    return sum(counts) if counts else None


def _check_whole(path: Path, report: Report) -> None:
    """Compare the records with the footer's number of records and totals. Raises ReportBroken."""
    try:
        moment(report).astimezone(UTC)
    except (ValueError, OverflowError):
        raise ReportBroken(path, "the time in its header is none in ISO 8601") from None
    left, whole = len(report["records"]), report["footer"]["records"]
    if left != whole:
        raise ReportBroken(path, f"{left} records are left of {whole}: it was cut off or changed")
    totals = totals_of(Record(**members) for members in report["records"])
    if dict(totals) != report["footer"]["totals"]:
        raise ReportBroken(path, "its totals are not those of its records: it was changed")
