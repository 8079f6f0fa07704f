"""Result: what a request that succeeded gets."""

from conformance.contract.clauses.result import result

chapter = result


def test_result(verdict):
    verdict.hold()
