"""Listen keys, by examples: who gets one by a start or a ping, and which one."""

import pytest
from exchanges import (
    BUSY,
    KEPT,
    KEY,
    NOTHING,
    ON,
    REFUSED,
    STARTED,
    after,
    ask,
    logout,
    no,
    ok,
    start,
    stop,
    verdict_of,
)

from conformance.contract.clauses.listen_keys import listen_keys as chapter

START, PING = "userDataStream.start", "userDataStream.ping"
PINGED = ask(PING, "ping", params={"apiKey": KEY})
STRANGER = {"apiKey": "x" * 64}
OUT = (*ON, logout(), ok("logout"))
ANOTHER_CLOSED = "no stream was open: another program of this account may have closed it"
KEY_UNPROVEN = "nothing with the same apiKey succeeded: is the key a valid one?"
LET_IN = "$.error: wanted an error, got success"


def gave(key, request_id="ping"):
    return ok(request_id, {"listenKey": key})


EXAMPLES = [
    ("LKEY-1", after(*STARTED), KEPT),
    ("LKEY-1", after(start(), no(-1100, "start")), "$.status: wanted 200, got 400"),
    ("LKEY-1", after(start(), no(-2015, "start", 401)), f"inconclusive: {KEY_UNPROVEN}"),
    (
        "LKEY-1",
        after(start(), no(-1003, "start", 429)),
        f"inconclusive: {BUSY.format(429, -1003)}",
    ),
    (
        "LKEY-1",
        after(start(), no(-2015, "start", 401), start(2), ok(2, {"listenKey": "x"})),
        "$.status: wanted 200, got 401",
    ),
    ("LKEY-1", after(*ON, ask(START, 1), ok(1, {"listenKey": "x"})), KEPT),
    ("LKEY-1", after(*ON, ask(START, 1), no(-1103)), "$.status: wanted 200, got 400"),
    ("LKEY-1", after(ask(START, 1), no(-1103)), NOTHING),
    ("LKEY-1", after(*STARTED, stop(), ok(), start(2), no(-1100, 2)), KEPT),
    ("LKEY-1", after(ask(START, 1, params={"apiKey": KEY, "x": 1}), no(-1104)), NOTHING),
    ("LKEY-2", after(*STARTED, PINGED, gave("x")), KEPT),
    ("LKEY-2", after(*STARTED, PINGED, gave("y")), KEPT),
    ("LKEY-2", after(*STARTED, PINGED, no(-1000, "ping")), "$.status: wanted 200, got 400"),
    (
        "LKEY-2",
        after(*STARTED, PINGED, no(-1125, "ping")),
        f"inconclusive: {ANOTHER_CLOSED}",
    ),
    ("LKEY-2", after(PINGED, no(-1125, "ping")), NOTHING),
    ("LKEY-2", after(*STARTED, stop(), ok(), PINGED, no(-1125, "ping")), NOTHING),
    ("LKEY-3", after(*STARTED, PINGED, gave("x")), KEPT),
    (
        "LKEY-3",
        after(*STARTED, PINGED, gave("y")),
        '$.result.listenKey: wanted "x", got "y"',
    ),
    ("LKEY-3", after(*STARTED, PINGED, no(-1000, "ping")), NOTHING),
    ("LKEY-4", after(ask(START, 1), no(-1103)), KEPT),
    ("LKEY-4", after(ask(START, 1, params={}), ok(1, {"listenKey": "x"})), LET_IN),
    ("LKEY-4", after(ask(PING, 1), ok(1, {"listenKey": "x"})), LET_IN),
    ("LKEY-4", after(stop(), ok()), NOTHING),
    ("LKEY-5", after(ask(START, 1, params=STRANGER), no(-2015, 1, 401)), KEPT),
    ("LKEY-5", after(ask(PING, 1, params=STRANGER), ok(1, {"listenKey": "x"})), LET_IN),
    ("LKEY-5", after(*ON, ask(START, 1, params=STRANGER), ok(1, {"listenKey": "x"})), LET_IN),
    ("LKEY-6", after(*OUT, ask(START, 1), no(-1103)), KEPT),
    ("LKEY-6", after(*OUT, ask(PING, 1), ok(1, {"listenKey": "x"})), LET_IN),
    ("LKEY-6", after(*REFUSED, ask(PING, 1), ok(1, {"listenKey": "x"})), NOTHING),
]


@pytest.mark.parametrize("clause_id, transcript, wanted", EXAMPLES)
def test_an_example_is_judged_in_these_words(clause_id, transcript, wanted):
    assert verdict_of(clause_id, transcript) == wanted


def test_every_clause_has_an_example():
    assert {clause.id for clause in chapter.clauses} == {example[0] for example in EXAMPLES}
