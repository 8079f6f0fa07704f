"""Authentication: an apiKey or a session lets a stop through, and nothing else does."""

from conformance.contract.clauses.authentication import authentication

chapter = authentication


def test_authentication(verdict):
    verdict.hold()
