"""Annotations for GitHub: for each broken clause, at its function; for each kind of drift.

What servers and files say is printed where its runner obeys no command.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from conformance.api.document import JsonObject
from conformance.api.wording import counted
from conformance.contract.clauses import CLAUSES
from conformance.report.drift import CLASSES, MOST_KINDS, grouped, places_of
from conformance.report.escaping import command
from conformance.report.records import Record

_LEVELS: Final = {"breaking": "error", "additive": "warning", "benign": "notice"}
_OF_COLUMNS: Final = {"broken": "error", "should": "warning", "known": "notice"}


def clause_annotations(records: Sequence[Record]) -> Iterator[str]:
    """Yield an error for each broken clause, a warning for a SHOULD, a notice for a known breach.

    Nothing outside GitHub.
    """
    if not is_github():
        return
    judges = {clause.id: clause.judge.__code__ for clause in CLAUSES}
    for (clause, column), breaches in _broken(records).items():
        first, code = breaches[0], judges[clause]
        problem = first.problems[0]
        message = (
            f"{clause} {first.level} in {counted(len(breaches), 'scenario')}, "
            f"first {first.scenario}, {problem['exchange']}, {problem['path']}: "
            f"wanted {problem['wanted']}, got {problem['got']}"
        )
        path = os.path.relpath(Path(code.co_filename))
        level = _OF_COLUMNS[column]
        title = f"Known breach: {clause}" if first.is_known else f"Contract broken: {clause}"
        message += f" ({first.known})" if first.is_known else ""
        yield command(level, message, file=path, line=code.co_firstlineno, title=title)


def _broken(records: Sequence[Record]) -> dict[tuple[str, str], list[Record]]:
    """Return the broken records by clause and column."""
    breaches: dict[tuple[str, str], list[Record]] = {}
    for record in records:
        if record.outcome == "broken" and record.problems:
            breaches.setdefault((record.clause, record.column), []).append(record)
    return breaches


def drift_annotations(drift: JsonObject) -> Iterator[str]:
    """Yield an error, a warning or a notice for each kind of change; nothing outside GitHub."""
    if not is_github():
        return
    for group in grouped(drift, CLASSES)[:MOST_KINDS]:
        first = group[0]
        message = f"{first['sentence']} {first['path']}: {first['old']} → {first['new']}; "
        title = f"Drift, {first['class']}: {first['rule']}"
        yield command(_LEVELS[first["class"]], message + places_of(group), title=title)


def stop_commands(token: str) -> tuple[str, str]:
    """Return the lines between which a runner obeys nothing: before what servers said, and after.

    ``token`` is one that no server can know.
    """
    return f"::stop-commands::{token}", f"::{token}::"


def without_commands(text: str) -> str:
    """Return a text in which a runner obeys nothing; the text itself outside GitHub."""
    if not is_github():
        return text
    begin, end = stop_commands(secrets.token_hex(16))
    return f"{begin}\n{text}\n{end}"


def is_github() -> bool:
    """Whether this runs in a GitHub workflow."""
    return os.environ.get("GITHUB_ACTIONS") == "true"
