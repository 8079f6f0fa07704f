"""Envelope: the form of every answer; that every request gets one, and the connection lasts."""

from __future__ import annotations

from conformance.contract.clauses.envelope import answering, connection
from conformance.contract.clauses.envelope.answers import envelope

__all__ = ["answering", "connection", "envelope"]
