"""Stream, by examples: what a stop leaves behind."""

import pytest
from exchanges import (
    BUSY,
    KEPT,
    KEY,
    NOTHING,
    ON,
    STARTED,
    after,
    ask,
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
from conformance.transcript.frames import Transcript

START = "userDataStream.start"
PINGED = ask("userDataStream.ping", "ping", params={"apiKey": KEY})
BACK_END = (
    "the server's back end did not know the account (status 400, code -1109): run again later"
)


def captured(*frames):
    """Return a transcript of a capture, whose account is not known."""
    return Transcript("example", frames, partial=True, logged_on=None)


AGAIN = '$.result.listenKey: wanted "x", got "y"'

EXAMPLES = [
    ("STRM-5", after(*STARTED, start("again"), ok("again", {"listenKey": "x"})), KEPT),
    ("STRM-5", after(*STARTED, start("again"), ok("again", {"listenKey": "y"})), AGAIN),
    ("STRM-5", after(*STARTED), NOTHING),
    (
        "STRM-5",
        after(*STARTED, stop(), ok(), start("again"), ok("again", {"listenKey": "y"})),
        NOTHING,
    ),
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
    (
        "STRM-1",
        after(*ON, stop(), ok(), status(), ok("status", {"apiKey": KEY})),
        "$.result.authorizedSince: wanted 1, got nothing",
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
    *(
        ("STRM-2", after(*STARTED, stop(), ok(), ask(START, 9, **who), no(-2015, 9)), NOTHING)
        for who in ({"params": {"apiKey": "x" * 64}}, {"params": {}}, {"params": {"apiKey": 5}})
    ),
    (
        "STRM-2",
        after(*ON, *STARTED, stop(), ok(), ask(START, 9, params={}), no(-2014, 9)),
        "$.status: wanted 200, got 400",
    ),
    (
        "STRM-2",
        captured(*STARTED, stop(), ok(), start("again"), no(-2014, "again")),
        "$.status: wanted 200, got 400",
    ),
    (
        "STRM-2",
        captured(*STARTED, stop(), ok(), ask(START, 9, params={"apiKey": "x"}), no(-2014, 9)),
        NOTHING,
    ),
    ("STRM-2", after(*STARTED, stop(), ok(), start(2), no(-1109, 2)), f"inconclusive: {BACK_END}"),
    (
        "STRM-4",
        after(*STARTED, stop(), ok(), PINGED, ok("ping", {"listenKey": "x"})),
        '$.result.listenKey: wanted another listen key, or an error, got "x"',
    ),
    ("STRM-4", after(*STARTED, stop(), ok(), PINGED, ok("ping", {"listenKey": "y"})), KEPT),
    ("STRM-4", after(*STARTED, stop(), ok(), PINGED, ok("ping", {})), KEPT),
    ("STRM-4", after(*STARTED, stop(), ok(), PINGED, no(-1125, "ping")), KEPT),
    ("STRM-4", after(*STARTED, PINGED, ok("ping", {"listenKey": "x"})), NOTHING),
    ("STRM-4", after(stop(), ok(), PINGED, ok("ping", {})), KEPT),
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
