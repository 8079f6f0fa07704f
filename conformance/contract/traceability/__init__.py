"""The statements of the API pages, in both languages, and the clauses that hold each of them.

They are in each page's own order. What cannot be tested has a reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from conformance.api.methods import PING, START, STOP
from conformance.contract.traceability.ping import PING_STATEMENTS
from conformance.contract.traceability.start import START_STATEMENTS
from conformance.contract.traceability.statement import KEY_SHOWN, Statement
from conformance.contract.traceability.stop import STOP_STATEMENTS

__all__ = ["KEY_SHOWN", "PAGES", "STATEMENT_COLUMNS", "Statement", "statement_rows"]

PAGES: Final[Mapping[str, tuple[Statement, ...]]] = {
    STOP.name: STOP_STATEMENTS,
    START.name: START_STATEMENTS,
    PING.name: PING_STATEMENTS,
}
"""The statements of each page, by the method that it is about."""

STATEMENT_COLUMNS: Final = (
    "section",
    "English page",
    "Chinese page",
    "clauses",
    "not tested, and why",
)


def statement_rows(method: str = STOP.name) -> list[dict[str, Any]]:
    """List every statement of the page about a method as plain values."""
    return [
        {
            "section": statement.section,
            "English page": statement.english,
            "Chinese page": statement.chinese,
            "clauses": ", ".join(statement.clauses) or "none",
            "not tested, and why": statement.untested or "·",
        }
        for statement in PAGES[method]
    ]
