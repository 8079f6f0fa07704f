"""Identity: which request an answer belongs to."""

from conformance.contract.clauses.identity import identity

chapter = identity


def test_identity(verdict):
    verdict.hold()
