"""Errors: what a request that failed gets."""

from __future__ import annotations

from conformance.contract.clauses.errors import faulty, methods
from conformance.contract.clauses.errors.form import errors

__all__ = ["errors", "faulty", "methods"]
