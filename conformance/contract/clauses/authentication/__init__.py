"""Authentication: an apiKey or a session lets a stop through, and nothing else does."""

from __future__ import annotations

from conformance.contract.clauses.authentication import access, logon, refusal
from conformance.contract.clauses.authentication.stops import LOGON_ADVICE, authentication

__all__ = ["LOGON_ADVICE", "access", "authentication", "logon", "refusal"]
