"""The law: every chapter, in the order of its reading; a clause leans only on earlier ones."""

from __future__ import annotations

from typing import Final

from conformance.clause import Chapter, Clause
from conformance.clauses import accounting, connection
from conformance.clauses.authentication import authentication
from conformance.clauses.codes import WEIGHTS
from conformance.clauses.envelope import envelope
from conformance.clauses.errors import errors
from conformance.clauses.identity import identity
from conformance.clauses.rate_limits import rate_limits
from conformance.clauses.result import result
from conformance.clauses.status import status
from conformance.clauses.stream import stream

CHAPTERS: Final[tuple[Chapter, ...]] = (
    envelope,
    identity,
    status,
    result,
    rate_limits,
    authentication,
    errors,
    stream,
)
SCHEMAS: Final = (
    *("request", "request-id", "answer", "error-answer", "error", "rate-limit"),
    *(f"{method}.{side}" for method in WEIGHTS for side in ("request", "answer")),
)
"""The schemas that clauses use by name; these use others."""
CONTINUED: Final = (connection, accounting)
"""Modules that add clauses to the chapters Envelope and Rate limits."""
CLAUSES: Final[tuple[Clause, ...]] = tuple(
    clause for chapter in CHAPTERS for clause in chapter.clauses
)
