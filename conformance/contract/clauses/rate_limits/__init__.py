"""Rate limits: what an answer says of the limits that its request counts against."""

from __future__ import annotations

from conformance.contract.clauses.rate_limits import bounds, counts, entries
from conformance.contract.clauses.rate_limits.presence import rate_limits

__all__ = ["bounds", "counts", "entries", "rate_limits"]
