"""What a client must do: the chapter Requests, and the broken clients that break it."""

from __future__ import annotations

from typing import Final

from conformance.contract.clause import Clause
from conformance.contract.mutant import Mutant
from conformance.contract.requests import conduct, controls, credentials, form, parameters
from conformance.contract.requests.chapter import requests

REQUEST_CLAUSES: Final[tuple[Clause, ...]] = tuple(requests.clauses)
BROKEN_CLIENTS: Final[tuple[tuple[Clause, Mutant], ...]] = tuple(
    (clause, mutant) for clause in REQUEST_CLAUSES for mutant in clause.mutants
)
"""Every broken client, with the clause that it breaks."""
__all__ = ["conduct", "controls", "credentials", "form", "parameters", "requests"]
