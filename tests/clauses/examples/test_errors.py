"""Errors, by examples: errors."""

import pytest
from exchanges import BUSY, KEPT, NOTHING, after, ask, no, ok, stop, verdict_of

from conformance.contract.clauses.errors import errors as chapter
from conformance.transcript.frames import Direction, Frame

EXAMPLES = [
    ("ERR-1", after(stop(), no("-1000")), '$.error.code: wanted a JSON integer, got "-1000"'),
    ("ERR-1", after(stop(), no(0)), "$.error.code: wanted at most -1, got 0"),
    ("ERR-2", after(stop(), no(-1, msg="")), '$.error.msg: wanted a length of at least 1, got ""'),
    ("ERR-3", after(stop(), no(-31337)), "$.error.code: wanted a known code, got -31337"),
    ("ERR-3", after(ask("time"), no(-31337)), NOTHING),
    (
        "ERR-3",
        after(Frame(Direction.SENT, "{"), no(-31337, None)),
        "$.error.code: wanted a known code, got -31337",
    ),
    ("ERR-3", after(no(-31337), partial=True), NOTHING),
    ("ERR-4", after(Frame(Direction.SENT, "{"), no(-1000, None)), KEPT),
    (
        "ERR-4",
        after(Frame(Direction.SENT, "{"), no(-1000, None, status=401)),
        "$.status: wanted 400, got 401",
    ),
    (
        "ERR-4",
        after(Frame(Direction.SENT, "{"), no(-1100, None)),
        "$.error.code: wanted -1000, got -1100",
    ),
    (
        "ERR-4",
        after(Frame(Direction.SENT, "{"), ok(None)),
        "$.error.code: wanted -1000, got success",
    ),
    (
        "ERR-4",
        after(Frame(Direction.SENT, "{"), no(-1001, None)),
        "inconclusive: " + BUSY.format(400, -1001),
    ),
    ("ERR-5", after(stop("a b"), no(-1102, None)), "$.error.code: wanted -1000, got -1102"),
    ("ERR-5", after(stop("a b"), ok("a b")), NOTHING),
    (
        "ERR-6",
        after(ask("userDataStream.stop", params=[]), ok()),
        "$.error.code: wanted -1000, got success",
    ),
    ("ERR-7", after(ask("userDataStream.halt"), no(-5000)), KEPT),
    (
        "ERR-7",
        after(ask("userDataStream.halt"), no(-1000)),
        "$.error.code: wanted -5000, got -1000",
    ),
    ("ERR-7", after(ask("userDataStream.halt"), ok()), "$.error.code: wanted -5000, got success"),
    (
        "ERR-7",
        after(ask("userDataStream.halt"), no(-1, status=503)),
        "inconclusive: " + BUSY.format(503, -1),
    ),
    ("ERR-8", after(ask("userDataStream.STOP"), ok()), "$.error: wanted an error, got success"),
]


@pytest.mark.parametrize("clause_id, transcript, wanted", EXAMPLES)
def test_an_example_is_judged_in_these_words(clause_id, transcript, wanted):
    assert verdict_of(clause_id, transcript) == wanted


def test_every_clause_has_an_example():
    assert {clause_id for clause_id, _, _ in EXAMPLES} == {clause.id for clause in chapter.clauses}
