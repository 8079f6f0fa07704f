"""Errors, by examples: errors."""

import pytest
from exchanges import BUSY, KEPT, NOTHING, after, ask, no, ok, stop, verdict_of

from conformance.contract.clauses.errors import errors as chapter
from conformance.transcript.frames import Direction, Ending, Frame

RETIRED = (
    "$.error: wanted an answer of the documented method, got status {}, code {}: "
    "this method looks retired"
)
EXAMPLES = [
    ("ERR-1", after(stop(), no("-1000")), '$.error.code: wanted a JSON integer, got "-1000"'),
    ("ERR-1", after(stop(), no(0)), KEPT),
    ("ERR-3", after(stop(), no(0)), "$.error.code: wanted a known code, got 0"),
    ("ERR-2", after(stop(), no(-1, msg="")), KEPT),
    ("ERR-2", after(stop(), no(-1, msg=None)), "$.error.msg: wanted a JSON string, got null"),
    ("ERR-9", after(stop(), no(-1, msg="")), '$.error.msg: wanted a message, got ""'),
    ("ERR-9", after(stop(), no(-1)), KEPT),
    *(("ERR-3", after(stop(), no(code)), KEPT) for code in (-1109, -1099, -5000, -2028)),
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
    (
        "ERR-8",
        after(ask("userDataStream.STOP"), ok()),
        "$.error: wanted an error (no apiKey, nobody logged on), got success, status 200",
    ),
    ("ERR-8", after(ask("userDataStream.STOP"), no(-5000)), KEPT),
    (
        "ERR-8",
        after(ask("userDataStream.STOP"), no(-1003, status=429)),
        "inconclusive: " + BUSY.format(429, -1003),
    ),
    ("ERR-10", after(stop(), no(-5000)), RETIRED.format(400, -5000)),
    ("ERR-10", after(stop(), no(-1, status=410)), RETIRED.format(410, -1)),
    (
        "ERR-10",
        after(stop(), no(-1016, status=503)),
        "inconclusive: " + BUSY.format(503, -1016),
    ),
    ("ERR-10", after(stop(), no(-1)), KEPT),
    (
        "ERR-10",
        after(stop(), no(-1016), partial=True),
        "inconclusive: " + BUSY.format(400, -1016),
    ),
    (
        "ERR-10",
        after(stop(), no(-1016), ending=Ending(again=True)),
        RETIRED.format(400, -1016),
    ),
    ("ERR-10", after(ask("userDataStream.halt"), no(-5000)), NOTHING),
    ("ERR-10", after(ask("session.logon"), no(-5000)), NOTHING),
]


@pytest.mark.parametrize("clause_id, transcript, wanted", EXAMPLES)
def test_an_example_is_judged_in_these_words(clause_id, transcript, wanted):
    assert verdict_of(clause_id, transcript) == wanted


def test_every_clause_has_an_example():
    assert {clause_id for clause_id, _, _ in EXAMPLES} == {clause.id for clause in chapter.clauses}
