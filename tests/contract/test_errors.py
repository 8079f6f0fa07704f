"""Errors: what a request that failed gets."""

from conformance.clauses.errors import errors as chapter


def test_errors(verdict):
    verdict.hold(__file__)
