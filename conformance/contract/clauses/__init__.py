"""Every chapter, in reading order; a clause leans only on earlier ones."""

from __future__ import annotations

from typing import Final

from conformance.contract.clause import Chapter, Clause
from conformance.contract.clauses.accounts import accounts
from conformance.contract.clauses.authentication import authentication
from conformance.contract.clauses.envelope import envelope
from conformance.contract.clauses.errors import errors
from conformance.contract.clauses.identity import identity
from conformance.contract.clauses.listen_keys import listen_keys
from conformance.contract.clauses.rate_limits import rate_limits
from conformance.contract.clauses.result import result
from conformance.contract.clauses.status import status
from conformance.contract.clauses.stream import stream
from conformance.contract.mutant import Mutant

CHAPTERS: Final[tuple[Chapter, ...]] = (
    envelope,
    identity,
    status,
    result,
    rate_limits,
    authentication,
    errors,
    listen_keys,
    stream,
    accounts,
)
CLAUSES: Final[tuple[Clause, ...]] = tuple(
    clause for chapter in CHAPTERS for clause in chapter.clauses
)
MUTANTS: Final[tuple[tuple[Clause, Mutant], ...]] = tuple(
    (clause, mutant) for clause in CLAUSES for mutant in clause.mutants
)
"""Every mutant, with the clause that it breaks."""
