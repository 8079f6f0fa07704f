"""Annotations for GitHub: one for each clause that is broken, at the clause's function."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from conformance.api.wording import counted
from conformance.contract.clauses import CLAUSES
from conformance.report.escaping import command
from conformance.report.records import Record


def clause_annotations(records: Sequence[Record]) -> Iterator[str]:
    """Yield them where it is GitHub that reads the output: an error each, a warning for SHOULD."""
    if os.environ.get("GITHUB_ACTIONS") != "true":
        return
    judges = {clause.id: clause.judge.__code__ for clause in CLAUSES}
    for clause, found in _broken(records).items():
        first, code = found[0], judges[clause]
        problem = first.problems[0]
        said = (
            f"{clause} {first.level} in {counted(len(found), 'scenario')}, first {first.scenario}, "
            f"{problem['exchange']}, {problem['path']}: "
            f"wanted {problem['wanted']}, got {problem['got']}"
        )
        path = os.path.relpath(Path(code.co_filename))
        level = "error" if first.level == "MUST" else "warning"
        title = f"Contract broken: {clause}"
        yield command(level, said, file=path, line=code.co_firstlineno, title=title)


def _broken(records: Sequence[Record]) -> dict[str, list[Record]]:
    found: dict[str, list[Record]] = {}
    for record in records:
        if record.outcome == "broken" and record.problems:
            found.setdefault(record.clause, []).append(record)
    return found
