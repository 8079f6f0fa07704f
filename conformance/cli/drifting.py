"""Compares recordings, or revisions of the schemas, for the command line: read, compare, tell."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

from conformance.drift import accepted, recordings
from conformance.drift import schemas as revisions
from conformance.drift.result import Plain, compare_sides, reaches, settle
from conformance.report.drift import as_markdown, as_text
from conformance.report.exit_codes import EXIT_BAD_INPUT, EXIT_BROKEN, EXIT_KEPT
from conformance.report.terminal.console import window


def find_drift(old: Path, new: Path) -> Plain:
    """Compare two files or folders. Raises NothingToCompare, AcceptanceBroken and SchemaBroken."""
    accepted_ones = accepted.read_accepted(Path(accepted.FILE))
    today = datetime.now(UTC).date()
    if revisions.is_revision(old) and revisions.is_revision(new):
        found = revisions.compare_revisions(*map(revisions.read_revision, (old, new)))
    else:
        found = compare_sides(*recordings.read_sides(old, new), tell=_tell)
    is_whole = not found["not_compared"]  # else an acceptance may be of what was not
    return settle(found, accepted_ones, today, is_whole)


def _tell(what: str) -> None:
    """Show what is being done, on a terminal only."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[2K{what}")
        sys.stderr.flush()


def written(drift: Plain, form: str, level: str) -> str:
    """Write a comparison as text, markdown or json; ``level`` is what counts as a failure."""
    if form == "json":
        return json.dumps(drift, indent=1)
    if form == "markdown":
        return as_markdown(drift)
    return as_text(drift, *window(120), benign=level == "any")


def exit_code(drift: Plain, level: str) -> int:
    """Return the exit code: what could not be compared comes before drift."""
    if drift["not_compared"] or not drift["compared"]:
        return EXIT_BAD_INPUT
    return EXIT_BROKEN if reaches(drift, level) else EXIT_KEPT
