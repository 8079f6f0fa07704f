"""Envelope: what every answer looks like, and that every request gets one."""

from conformance.contract.clauses.envelope import envelope

chapter = envelope


def test_envelope(verdict):
    verdict.hold()
