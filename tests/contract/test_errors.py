"""Errors: what a request that failed gets."""

from conformance.contract.clauses.errors import errors

chapter = errors


def test_errors(verdict):
    verdict.hold()
