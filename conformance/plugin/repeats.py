"""Failures of one clause: the first three stand in full, and the summary has the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import pytest

from conformance.api.wording import counted

_SHOWN: Final = 3
_ALL: Final = 2
"""With so much verbosity (``-vv``) all are shown."""


@contextmanager
def without_repeats(reporter: pytest.TerminalReporter) -> Iterator[None]:
    """Let pytest print few failures of each clause meanwhile, and name how many it left out."""
    failed = reporter.stats.get("failed", [])
    if reporter.verbosity >= _ALL or not failed:
        yield
        return
    shown, left = _parted(failed)
    reporter.stats["failed"] = shown
    try:
        yield
    finally:
        reporter.stats["failed"] = failed
    if left:
        more = ", ".join(f"{clause} {count}" for clause, count in left.items())
        reporter.write_line(
            f"{counted(left.total(), 'more failure')} of the same clauses ({more}): -vv shows all"
        )


def _parted(failed: list[pytest.TestReport]) -> tuple[list[pytest.TestReport], Counter[str]]:
    """Return the failures that are shown, and how many are not, by clause."""
    seen: Counter[str] = Counter()
    shown = []
    for report in failed:
        clause = str(dict(report.user_properties).get("clause", ""))
        seen[clause] += bool(clause)
        if seen[clause] <= _SHOWN:
            shown.append(report)
    return shown, Counter({clause: n - _SHOWN for clause, n in seen.items() if n > _SHOWN})
