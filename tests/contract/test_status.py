"""Status: the number that tells success from failure."""

from conformance.contract.clauses.status import status

chapter = status


def test_status(verdict):
    verdict.hold()
