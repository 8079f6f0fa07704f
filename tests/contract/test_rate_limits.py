"""Rate limits: what an answer says of the limits that its request counts against."""

from conformance.contract.clauses.rate_limits import rate_limits

chapter = rate_limits


def test_rate_limits(verdict):
    verdict.hold()
