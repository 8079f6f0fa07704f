"""Identity: which request an answer belongs to."""

from conformance.clauses.identity import identity

chapter = identity


def test_identity(verdict):
    verdict.hold()
