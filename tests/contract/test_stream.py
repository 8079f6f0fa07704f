"""Stream: what is known of life after a stop."""

from conformance.contract.clauses.stream import stream

chapter = stream


def test_stream(verdict):
    verdict.hold()
