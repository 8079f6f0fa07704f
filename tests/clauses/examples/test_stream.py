"""Stream, by examples: what a stop leaves behind."""

import pytest
from exchanges import (
    BUSY,
    KEPT,
    NOTHING,
    ON,
    STARTED,
    after,
    logon,
    no,
    ok,
    session,
    start,
    status,
    stop,
    verdict_of,
)

from conformance.contract.clauses.stream import stream as chapter

EXAMPLES = [
    ("STRM-1", after(*ON, stop(), ok(), status(), session("status")), KEPT),
    (
        "STRM-1",
        after(*ON, stop(), ok(), status(), session("status", None, None)),
        "$.result.apiKey: wanted the session's apiKey, got null",
    ),
    (
        "STRM-1",
        after(*ON, stop(), ok(), status(), ok("status")),
        "$.result.apiKey: wanted the session's apiKey, got nothing",
    ),
    (
        "STRM-1",
        after(*ON, stop(), ok(), status(), ok("status", [])),
        "inconclusive: the session's state could not be had",
    ),
    (
        "STRM-1",
        after(logon(), no(-1021, "logon"), stop(), ok(), status(), session("status")),
        "inconclusive: the session's state could not be had",
    ),
    ("STRM-1", after(*ON, status(), session("status", None, None)), NOTHING),
    ("STRM-1", after(*ON, stop(), no(-1125), status(), session("status", None, None)), NOTHING),
    (
        "STRM-1",
        after(stop(), ok(), *STARTED, *ON, status(), session("status", None, None)),
        NOTHING,
    ),
    (
        "STRM-2",
        after(*STARTED, stop(), ok(), start("again"), no(-1000, "again")),
        "$.status: wanted 200, got 400",
    ),
    (
        "STRM-2",
        after(*STARTED, stop(), ok(), start("again"), no(-1008, "again")),
        "inconclusive: " + BUSY.format(400, -1008),
    ),
    ("STRM-2", after(*STARTED, start("again"), no(-1000, "again")), NOTHING),
    (
        "STRM-3",
        after(*STARTED, stop(), ok(), start("again"), ok("again", {"listenKey": "x"})),
        '$.result.listenKey: wanted another listen key, got "x"',
    ),
    (
        "STRM-3",
        after(*STARTED, stop(), ok(), start("again"), ok("again", {"listenKey": "y"})),
        KEPT,
    ),
    ("STRM-3", after(stop(), ok(), start("again"), ok("again", {"listenKey": None})), KEPT),
    (
        "STRM-3",
        after(start(), ok("start", []), stop(), ok(), start("again"), ok("again", [])),
        KEPT,
    ),
    (
        "STRM-3",
        after(start(), ok("start", {}), stop(), ok(), start("again"), ok("again", {})),
        KEPT,
    ),
    (
        "STRM-3",
        after(*STARTED, stop(), ok(), *STARTED, start("b"), ok("b", {"listenKey": "x"})),
        '$.result.listenKey: wanted another listen key, got "x"',
    ),
]


@pytest.mark.parametrize("clause_id, transcript, wanted", EXAMPLES)
def test_an_example_is_judged_in_these_words(clause_id, transcript, wanted):
    assert verdict_of(clause_id, transcript) == wanted


def test_every_clause_has_an_example():
    assert {clause_id for clause_id, _, _ in EXAMPLES} == {clause.id for clause in chapter.clauses}
