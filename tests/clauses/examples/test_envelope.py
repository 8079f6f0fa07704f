"""Envelope, by examples: every answer, and that every request gets one."""

import json

import pytest
from exchanges import (
    KEPT,
    KEY,
    NOTHING,
    ON,
    REVOKED,
    STARTED,
    STOP,
    after,
    ask,
    came,
    limit,
    logon,
    logout,
    no,
    ok,
    session,
    start,
    status,
    stop,
    verdict_of,
)

from conformance.contract.clauses.envelope import envelope as chapter
from conformance.transcript.frames import Direction, Ending, Frame, Opcode

CLOSED = Ending("closed", 1006, alive=True)
CLOSED_AGAIN = Ending("closed", 1006, alive=True, again=True)
GONE = Ending("closed", 1006, alive=False, again=True)
SILENT = Ending("silent", detail="no answer in time", alive=True, again=True)
AGAIN = Ending(again=True)
LOST = "inconclusive: no answer to exchange 1, once: it may have been lost"
LATER = "$: wanted an answer, got none, though a later request got one"
STILL = "$: wanted an answer, got none, though the server still answers"
OPEN = "$: wanted an open connection, got a close with 1006, though a new connection was answered"
ONCE = "inconclusive: the connection ended with {}, once: it may have been bad luck"
UNFINISHED = "inconclusive: not performed to its end: closed"
FURTHER = "$: wanted no further answer, got "
NO_ID = "$.id: wanted an id, got nothing"
UNQUOTED = "Expecting property name enclosed in double quotes"
EXAMPLES = [
    ("ENV-1", after(stop(), ok()), KEPT),
    (
        "ENV-1",
        after(stop(), came(b"\xff")),
        "$: wanted a text frame in UTF-8, got a text frame that is not UTF-8",
    ),
    (
        "ENV-1",
        after(stop(), Frame(Direction.RECEIVED, b'{"id":1}', opcode=Opcode.BINARY)),
        "$: wanted a text frame in UTF-8, got a binary frame",
    ),
    ("ENV-2", after(stop(), came("[]")), "$: wanted one JSON object, got []"),
    (
        "ENV-2",
        after(stop(), came("{")),
        f"$: wanted one JSON object, got text that is no JSON: {UNQUOTED}",
    ),
    (
        "ENV-3",
        after(stop(), came('{"id":1,"x":{"a":1,"a":1}}')),
        "$..a: wanted each member once, got a member given twice",
    ),
    (
        "ENV-4",
        after(stop(), came('{"id":1,"x":-Infinity}')),
        "$.x: wanted a JSON number, got -Infinity",
    ),
    (
        "ENV-5",
        after(stop(), came({"id": 1, "result": {}})),
        "$.status: wanted to be there, got nothing",
    ),
    ("ENV-5", after(stop(), came({"id": 1, "status": "200", "result": {}})), KEPT),
    (
        "ENV-5",
        after(ask("time"), came({"id": 1, "status": "200", "result": 1})),
        "$.result: wanted a JSON object or a JSON array, got 1",
    ),
    ("ENV-5", after(stop(1.5), ok(1.5)), KEPT),
    (
        "ENV-5",
        after(ask("time", 1.5), came({"id": 1.5, "status": 200, "result": 1})),
        "$.result: wanted a JSON object or a JSON array, got 1",
    ),
    (
        "ENV-5",
        after(stop(1.5), came({"id": 2.5, "status": 200, "result": {}})),
        "$.id: wanted a JSON integer or a JSON string or null, got 2.5",
    ),
    (
        "ENV-5",
        after(ask("time", False), came({"id": False, "status": 200, "result": False})),
        "$.result: wanted a JSON object or a JSON array, got false",
    ),
    (
        "ENV-5",
        after(stop(), came({"id": 1, "status": "200", "error": {}, "rateLimits": {}})),
        "$.rateLimits: wanted a JSON array, got {}",
    ),
    ("ENV-5", after(stop(), came({"id": 1, "status": 200, "result": None})), KEPT),
    (
        "ENV-5",
        after(stop(), came({"id": 1, "result": 7})),
        "$.status: wanted to be there, got nothing",
    ),
    (
        "ENV-5",
        after(Frame(Direction.SENT, '{"method":"userDataStream.stop"}'), came({"result": {}})),
        "$.status: wanted to be there, got nothing",
    ),
    (
        "ENV-5",
        after(stop(), came({"id": 1, "status": 200, "result": [], "rateLimits": {}})),
        "$.rateLimits: wanted a JSON array, got {}",
    ),
    (
        "ENV-13",
        after(
            ask("userDataStream.ping", params={"apiKey": KEY}),
            ending=Ending("silent", alive=True, again=True),
        ),
        "$: wanted an answer, got none, though the server still answers",
    ),
    (
        "ENV-6",
        after(stop(), came({"id": 1, "status": 200})),
        "$: wanted either result or error, got neither",
    ),
    ("ENV-6", after(stop(), ok(error={})), "$: wanted either result or error, got both"),
    ("ENV-7", after(stop(), ok(1, {"listenKey": "x"})), KEPT),
    ("ENV-7", after(*STARTED, stop(), ok(x=1)), "$.x: wanted no such member, got 1"),
    (
        "ENV-7",
        after(start(), ok("start", {"listenKey": "x", "y": 1})),
        "$.result.y: wanted no such member, got 1",
    ),
    (
        "ENV-7",
        after(stop(), ok(1, {}, limit(x=1))),
        "$.rateLimits[0].x: wanted no such member, got 1",
    ),
    ("ENV-7", after(stop(), ok(1, {}, limit("2"))), KEPT),
    (
        "ENV-13",
        after(stop(), ok(), ok()),
        '$: wanted no further answer, got {"id": 1, "status": 200, "result": {}, "rateLimits": '
        + json.dumps([limit()])
        + "}",
    ),
    (
        "ENV-13",
        after(stop(), ok(), came("{")),
        "$: wanted no further answer, got something that is no JSON",
    ),
    ("ENV-13", after(*ON, stop(), ok(), no(-2015, None)), f"inconclusive: {REVOKED}"),
    (
        "ENV-13",
        after(stop(), ok(), no(-2015, None), *ON),
        FURTHER + '{"id": null, "status": 400, "error": {"code": -2015, "msg": "No."}}',
    ),
    ("ENV-13", after(stop(1, apiKey="x" * 64), stop(2), ok(2), ending=AGAIN), LATER),
    ("ENV-13", after(ask(STOP), stop(2), ok(2), ending=AGAIN), LATER),
    ("ENV-13", after(*ON, stop(1, apiKey=5), stop(2), ok(2), ending=AGAIN), LATER),
    ("ENV-13", after(ask(STOP), stop(2), ok(2)), LOST),
    ("ENV-13", after(ask(STOP), stop(2), ok(2), partial=True), LATER),
    ("ENV-8", after(stop(1), stop(2), ok(2), ending=AGAIN), LATER),
    (
        "ENV-13",
        after(stop(), ok(), came('{"status":400,"error":{"code":-2015}}')),
        '$: wanted no further answer, got {"status": 400, "error": {"code": -2015}}',
    ),
    ("ENV-8", after(stop(), ending=SILENT), STILL),
    (
        "ENV-8",
        after(stop(), ending=Ending("cut", again=True)),
        "inconclusive: no answer to exchange 1: the connection ended",
    ),
    (
        "ENV-8",
        after(stop(), ending=Ending("silent", detail="no answer in time", again=True)),
        "inconclusive: no answer to exchange 1: no answer in time",
    ),
    ("ENV-8", after(stop(), ending=CLOSED), "inconclusive: not performed to its end: closed"),
    (
        "ENV-13",
        after(*ON, stop(None), stop(1), stop(2), *[no(-2015, None)] * 2, status(), ok("status")),
        KEPT,
    ),
    (
        "ENV-9",
        after(stop(), ok(), ending=CLOSED_AGAIN),
        OPEN,
    ),
    ("ENV-9", after(stop(), ok(), ending=GONE), "inconclusive: the connection ended with 1006"),
    (
        "ENV-9",
        after(stop(), ok(), ending=Ending("closed", 1011, "an error", again=True)),
        "inconclusive: an error",
    ),
    *(
        (
            "ENV-9",
            after(stop(), ok(), ending=Ending("closed", code, alive=True)),
            ONCE.format(code),
        )
        for code in (1000, 1001, 1006, 1011, 1012, 1013)
    ),
    (
        "ENV-13",
        after(logon(), status(), session("logon"), ending=SILENT),
        KEPT,
    ),
    ("ENV-9", after(stop(), ending=CLOSED_AGAIN), OPEN),
    ("ENV-9", after(stop(), no(-2015), ending=CLOSED_AGAIN), UNFINISHED),
    ("ENV-9", after(stop(), no(-2015), stop(2), ok(2), ending=CLOSED_AGAIN), OPEN),
    ("ENV-9", after(*ON, logout(), session("logout", None, None), ending=CLOSED_AGAIN), UNFINISHED),
    ("ENV-9", after(stop(), no(-2015)), NOTHING),
    ("ENV-14", after(*ON, logout(), session("logout", None, None), ending=CLOSED_AGAIN), OPEN),
    ("ENV-14", after(*ON, logout(), session("logout", None, None), stop(), ok()), KEPT),
    ("ENV-14", after(*ON, stop(), ok(), ending=CLOSED_AGAIN), UNFINISHED),
    ("ENV-12", after(Frame(Direction.SENT, "{"), came({"status": 400})), NO_ID),
    ("ENV-12", after(stop(1.5), came({"status": 400})), NO_ID),
    ("ENV-12", after(Frame(Direction.SENT, '{"id":1,"id":1}'), came({"status": 400})), NO_ID),
    ("ENV-12", after(Frame(Direction.SENT, '{"method":"x"}'), no(-1, None)), KEPT),
    ("ENV-12", after(stop(True), no(-1, True)), KEPT),
    ("ENV-12", after(*[stop(x) for x in ("", 1, None)], ok("")), NOTHING),
    ("ENV-12", after(no(-1), partial=True), NOTHING),
    ("ENV-5", after(stop(1.5), came({"status": 400, "error": {}})), KEPT),
    (
        "ENV-5",
        after(stop(None), came({"status": 400, "error": {}})),
        "$.id: wanted to be there, got nothing",
    ),
    (
        "ENV-9",
        after(stop(), ok(), ending=Ending("closed", 1001, alive=True, again=True)),
        OPEN.replace("1006", "1001"),
    ),
    ("ENV-9", after(stop(), ending=SILENT), KEPT),
    (
        "ENV-9",
        after(stop(), ending=Ending("cut", 1009, alive=True)),
        "inconclusive: the connection ended with 1009",
    ),
    ("ENV-9", after(), NOTHING),
    ("ENV-9", after(stop(), ok(), partial=True), NOTHING),
    (
        "ENV-10",
        after(ask("userDataStream.stop", 1, params=[]), ending=SILENT),
        STILL,
    ),
    ("ENV-10", after(stop(""), ok("")), NOTHING),
    ("ENV-10", after(stop("a b"), ok(None)), KEPT),
    ("ENV-10", after(Frame(Direction.SENT, b"{", opcode=Opcode.BINARY), ok(None)), NOTHING),
    ("ENV-10", after(stop("a b"), ending=CLOSED), NOTHING),
    ("ENV-10", after(stop("a b"), ok(None), ending=CLOSED), KEPT),
    (
        "ENV-11",
        after(stop("a b"), ok(None), ending=CLOSED_AGAIN),
        OPEN,
    ),
    (
        "ENV-11",
        after(stop("a b"), ok(None), stop("a b"), ok(None), ending=CLOSED_AGAIN),
        NOTHING,
    ),
]


@pytest.mark.parametrize("clause_id, transcript, wanted", EXAMPLES)
def test_an_example_is_judged_in_these_words(clause_id, transcript, wanted):
    assert verdict_of(clause_id, transcript) == wanted


def test_every_clause_has_an_example():
    assert {clause_id for clause_id, _, _ in EXAMPLES} == {clause.id for clause in chapter.clauses}
