"""Accounts: what a stop does beyond its own connection, and for whom a session speaks."""

from __future__ import annotations

from conformance.contract.clauses.accounts import elsewhere, others, sessions, streams
from conformance.contract.clauses.accounts.chapter import accounts

__all__ = ["accounts", "elsewhere", "others", "sessions", "streams"]
