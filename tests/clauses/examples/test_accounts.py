"""Accounts, by examples: what a stop does beyond its own connection."""

import json
from dataclasses import replace

import pytest
from exchanges import (
    KEPT,
    KEY,
    NOTHING,
    came,
    logon,
    logout,
    no,
    ok,
    session,
    start,
    status,
    verdict_of,
)
from exchanges import ask as asking

from conformance.api.samples import WRONG_SIGNATURE
from conformance.contract.clauses.accounts import accounts as chapter
from conformance.transcript.frames import (
    Direction,
    Ending,
    EvidenceClass,
    Frame,
    Opcode,
    Transcript,
)

OTHER, HMAC = "o" * 64, "h" * 64
STREAM = "userDataStream"


def on(connection, *frames):
    return tuple(replace(frame, connection=connection) for frame in frames)


def ask(method, request_id, key=KEY):
    return asking(f"{STREAM}.{method}", request_id, params={"apiKey": key} if key else {})


def started(connection, listen_key, key=KEY, request_id="start"):
    return on(connection, ask("start", request_id, key), ok(request_id, {"listenKey": listen_key}))


def stopped(connection, key=KEY, request_id="stop"):
    return on(connection, ask("stop", request_id, key), ok(request_id))


def pinged(connection, listen_key, key=KEY, request_id="ping"):
    return on(connection, ask("ping", request_id, key), ok(request_id, {"listenKey": listen_key}))


def gone(connection, key=KEY, code=-1125):
    return on(connection, ask("ping", "ping", key), no(code, "ping"))


def refused(connection, key="x" * 64):
    return on(connection, ask("stop", "stop", key), no(-2015, "stop", 401))


def logged_on(connection, key=KEY, since=1):
    request = asking(
        "session.logon", "logon", params={"apiKey": key, "signature": "c2ln", "timestamp": 1}
    )
    return on(connection, request, session("logon", key, since))


def several(*parts, again=False, **about):
    frames = tuple(frame for part in parts for frame in part)
    keys = {"otherKey": OTHER, "hmacKey": HMAC}
    ending = Ending(again=again)
    return Transcript(
        "example", frames, EvidenceClass.OTHER, api_key=KEY, keys=keys, ending=ending, **about
    )


def opened(listen_key, name="S"):
    return (Frame(Direction.SENT, listen_key, opcode=Opcode.OPEN, connection=name),)


def event(name="ORDER_TRADE_UPDATE", at=10, stream="S", **more):
    return on(stream, came(json.dumps({"e": name, "E": at} | more), at=at))


def close(stream="S"):
    return (Frame(Direction.RECEIVED, "1000", opcode=Opcode.CLOSE, connection=stream),)


A_KEY = '$.result.listenKey: wanted another listen key, or an error, got "{}"'
SAME = A_KEY.format("k1")
ONE_ACCOUNT = (
    "inconclusive: both accounts were given one listen key: are the two API keys of one account?"
)
STILL = "wanted the listen key of the stream, which is to be open, got"
CLOSED_BY = "inconclusive: no stream was open: another program of this account may have closed it"

NEIGHBOUR = {"neighbour": "wss://u"}

EXAMPLES = [
    # ACC-1: on every connection, and for every API key of the account
    ("ACC-1", several(started("A", "k1"), stopped("B"), gone("A")), KEPT),
    ("ACC-1", several(started("A", "k1"), stopped("B"), pinged("A", "k1")), A_KEY.format("k1")),
    ("ACC-1", several(started("A", "k1"), stopped("B"), pinged("A", "k2")), KEPT),
    ("ACC-1", several(started("A", "k1"), stopped("B"), started("A", "k1")), A_KEY.format("k1")),
    (
        "ACC-1",
        several(started("A", "k1"), stopped("B", HMAC), pinged("A", "k1")),
        A_KEY.format("k1"),
    ),
    ("ACC-1", several(started("A", "k1"), stopped("A"), pinged("A", "k1")), NOTHING),
    ("ACC-1", several(started("A", "k1"), refused("B"), pinged("A", "k1")), NOTHING),
    ("ACC-1", several(started("A", "k1"), stopped("B", OTHER), pinged("A", "k1")), NOTHING),
    # ACC-2: the sessions of other connections
    (
        "ACC-2",
        several(
            logged_on("B"), started("A", "k1"), stopped("A"), on("B", status(), session("status"))
        ),
        KEPT,
    ),
    (
        "ACC-2",
        several(
            logged_on("B"),
            started("A", "k1"),
            stopped("A"),
            on("B", status(), session("status", None, None)),
        ),
        "$.result.apiKey: wanted the session's apiKey, got null",
    ),
    (
        "ACC-2",
        several(
            logged_on("B"),
            started("A", "k1"),
            stopped("A"),
            on("B", status(), session("status", KEY, 2)),
        ),
        "$.result.authorizedSince: wanted 1, got 2",
    ),
    (
        "ACC-2",
        several(
            logged_on("B", since=None),
            started("A", "k1"),
            stopped("A"),
            on("B", status(), session("status", KEY, 2)),
        ),
        KEPT,
    ),
    (
        "ACC-2",
        several(
            logged_on("B"), started("A", "k1"), stopped("A"), on("B", status(), ok("status", []))
        ),
        "inconclusive: the session's state could not be had",
    ),
    # ACC-3: other accounts
    (
        "ACC-3",
        several(
            started("A", "k1"), started("B", "k2", OTHER), stopped("A"), pinged("B", "k2", OTHER)
        ),
        KEPT,
    ),
    (
        "ACC-3",
        several(started("A", "k1"), started("B", "k2", OTHER), stopped("A"), gone("B", OTHER)),
        CLOSED_BY,
    ),
    (
        "ACC-3",
        several(
            started("A", "k1"),
            started("B", "k2", OTHER),
            stopped("A"),
            gone("B", OTHER),
            again=True,
        ),
        f"$.error.code: {STILL} -1125",
    ),
    (
        "ACC-3",
        several(
            started("A", "k1"), started("B", "k2", OTHER), stopped("A"), pinged("B", "k3", OTHER)
        ),
        f'$.result.listenKey: {STILL} "k3"',
    ),
    (
        "ACC-3",
        several(
            started("A", "k1"), started("B", "k2", OTHER), stopped("A"), gone("B", OTHER, -1000)
        ),
        "inconclusive: whether the stream is open could not be told (code -1000)",
    ),
    ("ACC-3", several(started("B", "k2", OTHER), refused("A"), pinged("B", "k2", OTHER)), NOTHING),
    (
        "ACC-3",
        several(started("A", "k1"), started("B", "k1", OTHER), stopped("A"), gone("B", OTHER)),
        ONE_ACCOUNT,
    ),
    (
        "ACC-3",
        several(
            started("A", "k1"),
            stopped("neighbour", OTHER),
            refused("A", OTHER),
            pinged("A", "k1"),
            venues=NEIGHBOUR,
        ),
        NOTHING,
    ),
    # ACC-4: a refused stop
    (
        "ACC-4",
        several(started("A", "k1"), started("B", "k1", OTHER), refused("C"), pinged("A", "k1")),
        ONE_ACCOUNT,
    ),
    ("ACC-4", several(started("A", "k1"), refused("B"), pinged("A", "k1")), KEPT),
    (
        "ACC-4",
        several(started("A", "k1"), refused("B"), gone("A"), again=True),
        f"$.error.code: {STILL} -1125",
    ),
    ("ACC-4", several(started("A", "k1"), stopped("B"), gone("A"), again=True), NOTHING),
    # ACC-5: another venue
    (
        "ACC-5",
        several(
            started("neighbour", "u1"),
            stopped("A"),
            pinged("neighbour", "u1"),
            venues={"neighbour": "wss://u"},
        ),
        KEPT,
    ),
    (
        "ACC-5",
        several(
            started("neighbour", "u1"),
            stopped("A"),
            gone("neighbour"),
            again=True,
            venues={"neighbour": "wss://u"},
        ),
        f"$.error.code: {STILL} -1125",
    ),
    (
        "ACC-5",
        several(
            started("neighbour", "u1"),
            started("A", "u1", OTHER),
            stopped("A"),
            pinged("neighbour", "u1"),
            venues=NEIGHBOUR,
        ),
        ONE_ACCOUNT,
    ),
    # ACC-6: listen keys of two accounts
    (
        "ACC-6",
        several(logged_on("A"), started("A", "k1", None), started("A", "k2", OTHER, "other")),
        KEPT,
    ),
    (
        "ACC-6",
        several(logged_on("A"), started("A", "k1", None), started("A", "k1", OTHER, "other")),
        '$.result.listenKey: wanted a listen key of the account\'s own, got "k1"',
    ),
    (
        "ACC-6",
        several(started("A", "k1"), started("B", "k1", OTHER)),
        ONE_ACCOUNT,
    ),
    (
        "ACC-8",
        several(
            logged_on("A"),
            logged_on("B"),
            on("A", logon(WRONG_SIGNATURE), no(-1022, "logon")),
            on("B", status(), session("status", None, None)),
        ),
        NOTHING,
    ),
    *(
        (
            "ACC-8",
            several(logged_on("A"), *parts, on("A", status(), session("status", None, None))),
            NOTHING,
        )
        for parts in (
            (
                on("A", logout(), session("logout", None, None)),
                on("A", logon(WRONG_SIGNATURE), no(-1022, "logon")),
            ),
            (
                on("A", logon(WRONG_SIGNATURE), no(-1022, "logon")),
                on("A", logout(), session("logout", None, None)),
            ),
        )
    ),
    # ACC-7 and ACC-8: a refused logon on a session
    *(
        (
            clause,
            several(
                logged_on("A"),
                on(
                    "A",
                    logon(WRONG_SIGNATURE)
                    if claimed == KEY
                    else asking(
                        "session.logon",
                        "logon",
                        params={"apiKey": claimed, "signature": WRONG_SIGNATURE, "timestamp": 1},
                    ),
                    no(-1022, "logon"),
                ),
                on("A", status(), session("status", got)),
            ),
            answer,
        )
        for clause, claimed, got, answer in [
            ("ACC-7", OTHER, KEY, KEPT),
            ("ACC-7", OTHER, None, KEPT),
            ("ACC-7", KEY, KEY, NOTHING),
            ("ACC-8", KEY, KEY, KEPT),
            ("ACC-8", OTHER, KEY, KEPT),
            ("ACC-8", KEY, None, f'$.result.apiKey: wanted "{KEY}", got null'),
        ]
    ),
    # ACC-9: the stream that a stop closed
    ("ACC-9", several(started("A", "k1"), opened("k1"), stopped("A")), NOTHING),
    ("ACC-9", several(started("A", "k1"), opened("k1"), stopped("A"), close()), KEPT),
    (
        "ACC-9",
        several(started("A", "k1"), opened("k1"), stopped("A"), event("listenKeyExpired")),
        KEPT,
    ),
    (
        "ACC-9",
        several(started("A", "k1"), opened("k1"), stopped("A"), event()),
        "$: wanted no event after the stop, got ORDER_TRADE_UPDATE",
    ),
    (
        "ACC-9",
        several(started("A", "k1"), opened("k1"), stopped("A"), event(at=-1)),
        NOTHING,
    ),
    (
        "ACC-9",
        several(started("A", "k1"), opened("k1"), stopped("A"), event("no plain name!")),
        "$: wanted no event after the stop, got an event without a plain name",
    ),
    ("ACC-9", several(started("A", "k1"), opened("k1"), event(), stopped("A")), NOTHING),
    ("ACC-9", several(started("A", "k1"), opened("other"), stopped("A"), event()), NOTHING),
    # ACC-10: the streams that no stop closed
    ("ACC-10", several(started("A", "k1"), opened("k1"), refused("B")), KEPT),
    (
        "ACC-10",
        several(started("A", "k1"), opened("k1"), refused("B"), event("listenKeyExpired")),
        "$: wanted a stream that goes on, got listenKeyExpired",
    ),
    (
        "ACC-10",
        several(started("A", "k1"), opened("k1"), stopped("B", OTHER), close()),
        "inconclusive: the stream's connection was closed, once: it may have been bad luck",
    ),
    (
        "ACC-10",
        several(started("A", "k1"), opened("k1"), stopped("B", OTHER), close(), again=True),
        "$: wanted a stream that goes on, got a close: 1000",
    ),
    (
        "ACC-10",
        several(
            started("A", "k1"), opened("k1"), refused("B"), stopped("A"), event("listenKeyExpired")
        ),
        KEPT,
    ),
    ("ACC-10", several(started("A", "k1"), opened("k1"), refused("B"), event()), KEPT),
]


@pytest.mark.parametrize("clause, transcript, wanted", EXAMPLES)
def test_an_example_gets_its_verdict(clause, transcript, wanted):
    assert verdict_of(clause, transcript) == wanted


def test_every_clause_of_the_chapter_has_examples():
    assert {clause.id for clause in chapter.clauses} == {clause for clause, *_ in EXAMPLES}


def test_a_start_is_no_breach_whose_answer_is_of_the_time_before_a_stop_in_flight():
    both = (*on("A", ask("stop", "stop")), *on("B", ask("start", "again")))
    answers = (*on("B", ok("again", {"listenKey": "k1"})), *on("A", ok("stop")))
    transcript = several(started("A", "k1"), both, answers, pinged("A", "k1"))
    assert verdict_of("ACC-1", transcript) == NOTHING
    assert start().direction is Direction.SENT
