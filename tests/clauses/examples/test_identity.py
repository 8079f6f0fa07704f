"""Identity, by examples: which request an answer belongs to."""

from dataclasses import replace

import pytest
from exchanges import (
    KEPT,
    NOTHING,
    ON,
    REVOKED,
    STOP,
    after,
    ask,
    came,
    no,
    ok,
    session,
    status,
    stop,
    verdict_of,
)

from conformance.contract.clauses.identity import identity as chapter
from conformance.transcript.frames import Direction, Frame

STATUS = "session.status"
SWAPPED = "$.result: wanted the result of {}, got that of {}"


def on(connection, *frames):
    """Return frames of one of several connections."""
    return tuple(replace(frame, connection=connection) for frame in frames)


EXAMPLES = [
    ("ID-7", after(*on("A", stop("a"), ok("a")), *on("B", stop("b"), ok("b"))), KEPT),
    (
        "ID-7",
        after(*on("A", stop("a"), ok("a")), *on("B", stop("b")), *on("A", ok("b"))),
        '$.id: wanted the id of a request on this connection, got "b"',
    ),
    (
        "ID-7",
        after(*on("A", stop("a")), *on("B", stop("b")), *on("A", ok("b")), *on("A", ok("a"))),
        '$.id: wanted the id of a request on this connection, got "b"',
    ),
    ("ID-7", after(stop("a"), ok("b")), NOTHING),
    ("ID-1", after(stop(7), ok("7")), '$.id: wanted 7, got "7"'),
    ("ID-1", after(*ON, stop(7), no(-2015, None)), f"inconclusive: {REVOKED}"),
    ("ID-1", after(stop(7), no(-2015, None)), "$.id: wanted 7, got null"),
    (
        "ID-1",
        after(stop(7), no(-2015, None), partial=True, logged_on=None),
        f"inconclusive: {REVOKED}",
    ),
    ("ID-1", after(stop(None), no(-2015, None)), KEPT),
    ("ID-1", after(stop(7), no(-2014, None)), "$.id: wanted 7, got null"),
    (
        "ID-1",
        after(stop(7), came({"id": None, "status": 400, "error": {}})),
        "$.id: wanted 7, got null",
    ),
    ("ID-1", after(stop(7), no(-2015, 8)), "$.id: wanted 7, got 8"),
    ("ID-1", after(Frame(Direction.SENT, '{"id":1,"id":1}'), ok()), NOTHING),
    ("ID-2", after(stop("a b"), ok("a c")), "$.id: wanted null, or 'a b', got \"a c\""),
    ("ID-2", after(stop("a b"), ok(None)), KEPT),
    ("ID-2", after(stop(""), ok(0)), "$.id: wanted null, got 0"),
    ("ID-2", after(ask("session.status"), ok()), NOTHING),
    ("ID-6", after(Frame(Direction.SENT, '{"method":"x"}'), ok(0)), "$.id: wanted null, got 0"),
    ("ID-2", after(stop(2**63), ok(1)), f"$.id: wanted null, or {2**63}, got 1"),
    ("ID-2", after(stop(1.5), ok("x")), NOTHING),
    ("ID-6", after(stop(1.5), ok("x")), '$.id: wanted null, or 1.5, got "x"'),
    ("ID-6", after(stop(1.5), ok(1.5)), KEPT),
    ("ID-6", after(stop({"a": 1}), no(-1, None)), KEPT),
    ("ID-6", after(stop("a b"), ok("a c")), NOTHING),
    (
        "ID-3",
        after(*ON, stop(None), stop(1), stop(2), *[no(-2015, None)] * 2, status(), ok("status")),
        f"inconclusive: {REVOKED}",
    ),
    (
        "ID-3",
        after(stop("1"), stop(1), stop(2), ok(1), ok(1), ok(2), status(), ok("status")),
        "$.id: wanted the id of one open request, got 1",
    ),
    ("ID-3", after(stop("1"), stop(1), stop(2), ok(1), ok(1), ok(2), ok("1")), KEPT),
    (
        "ID-3",
        after(stop(1), stop(2), ok(3), ok(1), ok(2)),
        "$.id: wanted the id of one open request, got 3",
    ),
    (
        "ID-3",
        after(stop(1), stop(2), came({}), came({"id": 5}), ok(1), ok(2)),
        "$.id: wanted the id of one open request, got 5",
    ),
    (
        "ID-3",
        after(stop(1), stop(2), came("[]"), came('{"status":1}'), ok(1), ok(2)),
        "$.id: wanted the id of one open request, got nothing",
    ),
    (
        "ID-3",
        after(*ON, stop(1), stop(2), no(-2015, None), ok(1), ok(2)),
        f"inconclusive: {REVOKED}",
    ),
    ("ID-4", after(Frame(Direction.SENT, "{"), no(-1000, 0)), "$.id: wanted null, got 0"),
    ("ID-5", after(stop(1), status(), session("status"), ok(1)), KEPT),
    (
        "ID-5",
        after(stop(1), status(), session(1), ok("status")),
        f"{SWAPPED.format(STOP, STATUS)}; {SWAPPED.format(STATUS, STOP)}",
    ),
    ("ID-5", after(stop(1), status(), ok(1, {"x": 1}), session("status")), KEPT),
    ("ID-5", after(stop(1), ok(1, {}), status(), session("status")), NOTHING),
]


@pytest.mark.parametrize("clause_id, transcript, wanted", EXAMPLES)
def test_an_example_is_judged_in_these_words(clause_id, transcript, wanted):
    assert verdict_of(clause_id, transcript) == wanted


def test_every_clause_has_an_example():
    assert {clause_id for clause_id, _, _ in EXAMPLES} == {clause.id for clause in chapter.clauses}
