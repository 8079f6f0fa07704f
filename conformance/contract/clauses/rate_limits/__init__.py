"""Rate limits: what an answer says of the limits that its request counts against."""

from __future__ import annotations

from conformance.contract.clauses.rate_limits import counts
from conformance.contract.clauses.rate_limits.entries import rate_limits

__all__ = ["counts", "rate_limits"]
