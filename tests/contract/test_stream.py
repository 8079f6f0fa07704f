"""Stream: what is known of life after a stop."""

from conformance.clauses.stream import stream as chapter


def test_stream(verdict):
    verdict.hold(__file__)
