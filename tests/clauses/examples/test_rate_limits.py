"""Rate limits, by examples: the rate limits."""

import json

import pytest
from exchanges import (
    KEPT,
    KEY,
    NOTHING,
    after,
    alone,
    ask,
    came,
    limit,
    logout,
    ok,
    start,
    stop,
    verdict_of,
)

from conformance.contract.clauses.rate_limits import rate_limits as chapter

MINUTE = 60_000
URL_UNKNOWN = "the capture does not say over which URL: returnRateLimits=false may be in it"
WITHOUT = came({"id": 1, "status": 200, "result": {}})


def rising(rounds, **by):
    """Return starts and stops by turns, after each of which the count is higher by so much."""
    frames, count = [], 0
    for turn in range(2 * rounds + 1):
        request, weight = (stop, by["stop"]) if turn % 2 else (start, by["start"])
        count += weight
        frames += [request(turn), ok(turn, {}, limit(count), at=5_000 + turn)]
    return frames


NO_WEIGHT = "$.rateLimits: wanted REQUEST_WEIGHT per 1 MINUTE, got "
HALF = "$.rateLimits[0]: wanted both -1, or a positive limit and a count, got "
EXAMPLES = [
    (
        "RL-1",
        after(stop(), came({"id": 1, "status": 200, "result": {}})),
        "$.rateLimits: wanted a list of rate limits, got nothing",
    ),
    ("RL-1", after(stop(1, apiKey=KEY, returnRateLimits=None), ok()), KEPT),
    ("RL-1", after(stop(1, apiKey=KEY, returnRateLimits=False), ok()), NOTHING),
    (
        "RL-2",
        after(stop(), ok(), endpoint="ws://x/?returnRateLimits=false"),
        f"$.rateLimits: wanted nothing, got {json.dumps([limit()])}",
    ),
    (
        "RL-2",
        after(
            stop(1, apiKey=KEY, returnRateLimits=True),
            ok(),
            endpoint="ws://x/?returnRateLimits=false",
        ),
        NOTHING,
    ),
    ("RL-2", after(stop(1, apiKey=KEY, returnRateLimits=None), ok(), endpoint="ws://x/"), NOTHING),
    (
        "RL-2",
        after(
            stop(1, apiKey=KEY, returnRateLimits=None),
            came({"id": 1, "status": 200, "result": {}}),
            endpoint="ws://x/?returnRateLimits=false",
        ),
        KEPT,
    ),
    (
        "RL-1",
        after(stop(), WITHOUT, partial=True),
        f"inconclusive: {URL_UNKNOWN}",
    ),
    *(
        (
            "RL-1",
            after(stop(1, apiKey=KEY, **chosen), WITHOUT, partial=True, endpoint=endpoint),
            "$.rateLimits: wanted a list of rate limits, got nothing",
        )
        for chosen, endpoint in (({"returnRateLimits": True}, ""), ({}, "ws://x/"))
    ),
    (
        "RL-3",
        after(start(), ok("start", {"listenKey": "x"}, rateLimits=[])),
        "$.rateLimits: wanted at least one rate limit, got []",
    ),
    (
        "RL-3",
        after(stop(), ok(rateLimits=[])),
        "$.rateLimits: wanted at least one rate limit, got []",
    ),
    ("RL-3", after(stop(), ok()), KEPT),
    ("RL-6", after(stop(), ok(rateLimits=[])), NOTHING),
    ("RL-6", after(start(), ok("start", {"listenKey": "x"}, rateLimits=[])), NOTHING),
    ("RL-4", after(stop(), ok(1, {}, limit(x=1))), KEPT),
    (
        "RL-4",
        after(stop(), ok(1, {}, limit(), limit("2"))),
        '$.rateLimits[1].count: wanted a JSON integer, got "2"',
    ),
    (
        "RL-4",
        after(stop(), ok(1, {}, limit(x=1, interval="minute"))),
        '$.rateLimits[0].interval: wanted one of "SECOND", "MINUTE", "HOUR", "DAY", got "minute"',
    ),
    ("RL-5", after(stop(), ok(1, {}, limit(), limit(intervalNum=2))), KEPT),
    (
        "RL-5",
        after(stop(), ok(1, {}, limit(), limit(3))),
        '$.rateLimits[1]: wanted a kind not listed before, got ["REQUEST_WEIGHT", "MINUTE", 1]',
    ),
    (
        "RL-6",
        after(stop(), ok(1, {}, limit(intervalNum=5))),
        NO_WEIGHT + json.dumps([limit(intervalNum=5)]),
    ),
    ("RL-6", after(stop(), ok(1, {}, limit(interval="DAY"), limit())), KEPT),
    ("RL-7", after(stop(), ok(1, {}, limit(0))), KEPT),
    ("RL-7", after(stop(), ok(1, {}, limit(1, 1))), KEPT),
    ("RL-7", after(stop(), ok(1, {}, limit(2, 1))), "$.rateLimits[0].count: wanted 0 to 1, got 2"),
    (
        "RL-7",
        after(stop(), ok(1, {}, limit(-1))),
        "$.rateLimits[0].count: wanted 0 to 2400, got -1",
    ),
    (
        "RL-7",
        after(stop(), ok(1, {}, limit(0, 0))),
        "$.rateLimits[0].limit: wanted more than 0, got 0",
    ),
    ("RL-7", after(stop(), ok(1, {}, limit(), limit(-1, -1, rateLimitType="ORDERS"))), KEPT),
    (
        "RL-7",
        after(stop(), ok(1, {}, limit(-1, -1))),
        "$.rateLimits[0].limit: wanted more than 0, got -1",
    ),
    ("RL-8", after(start(), ok("start", {}, limit(-1, -1))), KEPT),
    ("RL-8", after(start(), ok("start", {}, limit(0, 1))), KEPT),
    ("RL-8", after(start(), ok("start", {}, limit(5, 1))), KEPT),
    (
        "RL-8",
        after(start(), ok("start", {}, limit(0, 0))),
        HALF + json.dumps(limit(0, 0)),
    ),
    (
        "RL-8",
        after(start(), ok("start", {}, limit(-1, 1))),
        HALF + json.dumps(limit(-1, 1)),
    ),
    (
        "RL-9",
        after(stop(), ok(1, {}, limit(0, 1))),
        "$.rateLimits[0].limit: wanted 2400 or 6000, got 1",
    ),
    ("RL-9", after(stop(), ok(1, {}, limit(0, 0))), NOTHING),
    ("RL-9", after(stop(), ok(1, {}, limit(0, 5, interval="DAY"))), NOTHING),
    ("RL-9", after(stop(), ok(1, {}, limit(0, "5"))), NOTHING),
    ("RL-9", after(stop(), ok(1, {}, limit(0, 6000))), KEPT),
    (
        "RL-10",
        after(
            stop(),
            ok(1, {}, limit(2), at=MINUTE + 2_000),
            stop(2),
            ok(2, {}, limit(2), at=MINUTE + 2_001),
        ),
        "$.rateLimits[0].count: wanted at least 3, got 2",
    ),
    (
        "RL-10",
        after(
            stop(),
            ok(1, {}, limit(2), at=MINUTE + 1_999),
            stop(2),
            ok(2, {}, limit(2), at=MINUTE + 2_001),
        ),
        NOTHING,
    ),
    (
        "RL-10",
        after(
            stop(),
            ok(1, {}, limit(2), at=MINUTE + 2_000),
            stop(2),
            ok(2, {}, limit(2), at=2 * MINUTE - 2_001),
        ),
        "$.rateLimits[0].count: wanted at least 3, got 2",
    ),
    (
        "RL-10",
        after(
            stop(),
            ok(1, {}, limit(2), at=MINUTE + 2_000),
            stop(2),
            ok(2, {}, limit(2), at=2 * MINUTE - 2_000),
        ),
        NOTHING,
    ),
    ("RL-10", after(stop(), ok(1, {}, limit(2)), stop(2), ok(2, {}, limit(2))), NOTHING),
    (
        "RL-10",
        after(stop(), ok(1, {}, limit(0), at=5_000), stop(2), ok(2, {}, limit(1), at=5_001)),
        KEPT,
    ),
    (
        "RL-10",
        after(stop(), ok(1, {}, limit(2399), at=5_000), stop(2), ok(2, {}, limit(2400), at=5_001)),
        KEPT,
    ),
    (
        "RL-10",
        after(stop(), ok(1, {}, limit(2401), at=5_000), stop(2), ok(2, {}, limit(2401), at=5_001)),
        NOTHING,
    ),
    (
        "RL-10",
        after(
            stop(),
            ok(1, {}, limit(2, interval="DAY"), at=5_000),
            stop(2),
            ok(2, {}, limit(2), at=5_001),
        ),
        NOTHING,
    ),
    (
        "RL-10",
        after(
            ask("other"),
            ok(1, {}, limit(2), at=5_000),
            ask("other", 2),
            ok(2, {}, limit(2), at=5_001),
        ),
        NOTHING,
    ),
    (
        "RL-10",
        after(
            stop(), ok(1, {}, limit(2), at=5_000), logout(), ok("logout", {}, limit(3), at=5_001)
        ),
        "$.rateLimits[0].count: wanted at least 4, got 3",
    ),
    (
        "RL-11",
        alone(stop(), ok(1, {}, limit(2), at=5_000), stop(2), ok(2, {}, limit(4), at=5_001)),
        "$.rateLimits[0].count: wanted 3, got 4",
    ),
    (
        "RL-11",
        after(stop(), ok(1, {}, limit(2), at=5_000), stop(2), ok(2, {}, limit(4), at=5_001)),
        NOTHING,
    ),
    ("RL-11", after(*rising(6, start=4, stop=4)), KEPT),
    ("RL-11", after(*rising(6, start=4, stop=8)), "$.rateLimits[0].count: wanted 8, got 12"),
    ("RL-11", after(*rising(5, start=4, stop=8)), NOTHING),
    (
        "RL-6",
        after(start(), ok("start", {}, limit(interval="DAY"))),
        NO_WEIGHT + json.dumps([limit(interval="DAY")]),
    ),
    ("RL-12", after(start(), ok("start", {}, limit(interval="DAY"))), NOTHING),
    (
        "RL-12",
        after(ask("session.status"), ok(1, {}, limit(interval="DAY"))),
        NO_WEIGHT + json.dumps([limit(interval="DAY")]),
    ),
    ("RL-12", after(ask("time"), ok(1, {}, limit(interval="DAY"))), NOTHING),
]


@pytest.mark.parametrize("clause_id, transcript, wanted", EXAMPLES)
def test_an_example_is_judged_in_these_words(clause_id, transcript, wanted):
    assert verdict_of(clause_id, transcript) == wanted


def test_every_clause_has_an_example():
    assert {clause_id for clause_id, _, _ in EXAMPLES} == {clause.id for clause in chapter.clauses}
