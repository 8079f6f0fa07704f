"""Identity: which request an answer belongs to."""

from __future__ import annotations

from conformance.contract.clauses.identity import echo, matching
from conformance.contract.clauses.identity.echo import identity

__all__ = ["echo", "identity", "matching"]
