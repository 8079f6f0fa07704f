"""What each clause says of exchanges written by hand: the edges, near misses, and its words."""

import json

import pytest

from conformance.api.samples import WRONG_SIGNATURE
from conformance.api.wording import shown
from conformance.contract.clauses import CLAUSES
from conformance.contract.judge import judge
from conformance.contract.verdict import Outcome
from conformance.transcript.frames import (
    Direction,
    Ending,
    EvidenceClass,
    Frame,
    Opcode,
    Transcript,
)

KEY = "k" * 64
CLOSED = Ending("closed", 1006, alive=True)
GONE = Ending("closed", 1006, alive=False)
SILENT = Ending("silent", detail="no answer in time", alive=True)
MINUTE = 60_000
LATER = "$: wanted an answer, got none, though a later request got one"
STILL = "$: wanted an answer, got none, though the server still answers"
SESSION = "inconclusive: the session is refused, where it was to be logged-on: "
UNTIMELY = f"{SESSION}the logon got -1021, so set this machine's clock, which is not the server's"
GOING = "inconclusive: the server closed with {}: it restarts, or is going away"
UNQUOTED = "Expecting property name enclosed in double quotes"
STOP, STATUS = "userDataStream.stop", "session.status"
SWAPPED = "$.result: wanted the result of {}, got that of {}"
NO_WEIGHT = "$.rateLimits: wanted REQUEST_WEIGHT per 1 MINUTE, got "
HALF = "$.rateLimits[0]: wanted both -1, or a positive limit and a count, got "
BUSY = "the server was busy, or throttled this address (status {}, code {}): run again later"
REVOKED = "a null id with -2015 is what a revoked key gets: see whether the key is valid still"


def ask(method, request_id=1, **members):
    return Frame(Direction.SENT, json.dumps({"id": request_id, "method": method} | members))


def stop(request_id=1, **params):
    return ask("userDataStream.stop", request_id, params=params or {"apiKey": KEY})


def start(request_id="start"):
    return ask("userDataStream.start", request_id, params={"apiKey": KEY})


def logon(signature="c2lnbmVk"):
    params = {"apiKey": KEY, "signature": signature, "timestamp": 1}
    return ask("session.logon", "logon", params=params)


def status():
    return ask("session.status", "status")


def logout():
    return ask("session.logout", "logout")


def came(answer, at=0):
    text = answer if isinstance(answer, str | bytes) else json.dumps(answer)
    return Frame(Direction.RECEIVED, text, at)


def limit(count=2, bound=2400, **more):
    kind = {"rateLimitType": "REQUEST_WEIGHT", "interval": "MINUTE", "intervalNum": 1}
    return kind | {"limit": bound, "count": count} | more


def ok(request_id=1, result=None, *limits, at=0, **more):
    answer = {"id": request_id, "status": 200, "result": {} if result is None else result}
    return came(answer | {"rateLimits": [*limits] or [limit()]} | more, at)


def no(code, request_id=1, status=400, msg="No."):
    error = {"code": code, "msg": msg}
    return came({"id": request_id, "status": status, "error": error})


def session(request_id, key=KEY, since=1):
    told = {"apiKey": key, "authorizedSince": since, "connectedSince": 1, "serverTime": 1}
    return ok(request_id, told | {"returnRateLimits": True})


STARTED = (start(), ok("start", {"listenKey": "x"}))
ON = (logon(), session("logon"))
OFF = (*ON, logout(), session("logout", None, None))
REFUSED = (logon(WRONG_SIGNATURE), no(-1022, "logon"))


def after(*frames, **about):
    """Return a transcript of one connection of the account, from its beginning."""
    return Transcript("example", frames, EvidenceClass.OTHER, api_key=KEY, **about)


def alone(*frames, **about):
    return after(*frames, exclusive=True, **about)


KEPT = "kept"
NOTHING = "untested: there was nothing to look at"

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
        "$: wanted JSON numbers, got -Infinity",
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
        "ENV-6",
        after(stop(), came({"id": 1, "status": 200})),
        "$: wanted either result or error, got neither",
    ),
    (
        "ENV-5",
        after(stop(), came({"id": 1, "status": "200", "error": {}, "rateLimits": {}})),
        "$.rateLimits: wanted a JSON array, got {}",
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
        "ENV-8",
        after(stop(), ok(), ok()),
        '$: wanted no further answer, got {"id": 1, "status": 200, "result": {}, "rateLimits": '
        + json.dumps([limit()])
        + "}",
    ),
    (
        "ENV-8",
        after(stop(), ok(), came("{")),
        "$: wanted no further answer, got something that is no JSON",
    ),
    ("ENV-8", after(stop(), ok(), no(-2015, None)), f"inconclusive: {REVOKED}"),
    ("ENV-8", after(stop(1), stop(2), ok(2)), LATER),
    (
        "ENV-8",
        after(stop(), ok(), came('{"status":400,"error":{"code":-2015}}')),
        '$: wanted no further answer, got {"status": 400, "error": {"code": -2015}}',
    ),
    ("ENV-8", after(stop(), ending=SILENT), STILL),
    (
        "ENV-8",
        after(stop(), ending=Ending("cut")),
        "inconclusive: no answer to exchange 1: the connection ended",
    ),
    (
        "ENV-8",
        after(stop(), ending=Ending("silent", detail="no answer in time")),
        "inconclusive: no answer to exchange 1: no answer in time",
    ),
    ("ENV-8", after(stop(), ending=CLOSED), "inconclusive: not performed to its end: closed"),
    (
        "ENV-9",
        after(stop(), ok(), ending=CLOSED),
        "$: wanted an open connection, got a close with 1006, though a new connection was answered",
    ),
    ("ENV-9", after(stop(), ok(), ending=GONE), "inconclusive: the connection ended with 1006"),
    (
        "ENV-9",
        after(stop(), ok(), ending=Ending("closed", 1011, "an error")),
        "inconclusive: an error",
    ),
    *(
        (
            "ENV-9",
            after(stop(), ok(), ending=Ending("closed", code, alive=True)),
            GOING.format(code),
        )
        for code in (1001, 1012, 1013)
    ),
    (
        "ENV-9",
        after(stop(), ok(), ending=Ending("closed", 1001, alive=True, again=True)),
        "$: wanted an open connection, got a close with 1001, though a new connection was answered",
    ),
    (
        "ENV-8",
        after(stop(None), stop(1), stop(2), *[no(-2015, None)] * 2, status(), ok("status")),
        KEPT,
    ),
    (
        "ID-3",
        after(stop(None), stop(1), stop(2), *[no(-2015, None)] * 2, status(), ok("status")),
        f"inconclusive: {REVOKED}",
    ),
    (
        "ID-3",
        after(stop("1"), stop(1), stop(2), ok(1), ok(1), ok(2), status(), ok("status")),
        "$.id: wanted the id of one open request, got 1",
    ),
    ("ID-3", after(stop("1"), stop(1), stop(2), ok(1), ok(1), ok(2), ok("1")), KEPT),
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
        after(stop("a b"), ok(None), ending=CLOSED),
        "$: wanted an open connection, got a close with 1006, though a new connection was answered",
    ),
    ("ID-1", after(stop(7), ok("7")), '$.id: wanted 7, got "7"'),
    ("ID-1", after(stop(7), no(-2015, None)), f"inconclusive: {REVOKED}"),
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
    ("ID-2", after(Frame(Direction.SENT, '{"method":"x"}'), ok(0)), "$.id: wanted null, got 0"),
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
    ("ID-3", after(stop(1), stop(2), no(-2015, None), ok(1), ok(2)), f"inconclusive: {REVOKED}"),
    ("ID-4", after(Frame(Direction.SENT, "{"), no(-1000, 0)), "$.id: wanted null, got 0"),
    ("ID-5", after(stop(1), status(), session("status"), ok(1)), KEPT),
    (
        "ID-5",
        after(stop(1), status(), session(1), ok("status")),
        f"{SWAPPED.format(STOP, STATUS)}; {SWAPPED.format(STATUS, STOP)}",
    ),
    ("ID-5", after(stop(1), status(), ok(1, {"x": 1}), session("status")), KEPT),
    ("ID-5", after(stop(1), ok(1, {}), status(), session("status")), NOTHING),
    (
        "STAT-1",
        after(stop(), came({"id": 1, "status": True, "result": {}})),
        "$.status: wanted an integer, got true",
    ),
    (
        "STAT-2",
        after(stop(), came({"id": 1, "status": 201, "result": {}})),
        "$.status: wanted 200, got 201",
    ),
    *(("STAT-2", after(stop(), no(-1, status=got)), KEPT) for got in (400, 599)),
    *(
        ("STAT-2", after(stop(), no(-1, status=got)), f"$.status: wanted 4XX or 5XX, got {got}")
        for got in (399, 600)
    ),
    ("RES-1", after(stop(), ok(1, {"a": 1})), '$.result: wanted {}, got {"a": 1}'),
    ("ENV-5", after(stop(), came({"id": 1, "status": 200, "result": None})), KEPT),
    (
        "RES-1",
        after(stop(), came({"id": 1, "status": 200, "result": None})),
        "$.result: wanted {}, got null",
    ),
    (
        "RES-2",
        after(start(), came({"id": "start", "status": 200, "result": None})),
        "$.result: wanted a JSON object or a JSON array, got null",
    ),
    ("RES-2", after(start(), ok("start", {"listenKey": "x", "y": 1})), KEPT),
    (
        "RES-2",
        after(start(), ok("start", {"listenKey": 1})),
        "$.result.listenKey: wanted a JSON string, got 1",
    ),
    ("RES-2", after(start(), ok("start", {"listenKey": "x"}, limit("2"))), KEPT),
    ("RES-3", after(*ON), KEPT),
    ("RES-3", after(*ON, status(), session("status")), KEPT),
    ("RES-3", after(*ON, status(), session("status", None, None)), KEPT),
    (
        "RES-3",
        after(*ON, status(), session("status", "other")),
        f'$.result.apiKey: wanted "{KEY}", got "other"',
    ),
    (
        "RES-3",
        after(logon(), session("logon", None, None)),
        f'$.result.apiKey: wanted "{KEY}", got null',
    ),
    ("RES-3", after(*OFF), KEPT),
    (
        "RES-3",
        after(*ON, logout(), session("logout")),
        f'$.result.apiKey: wanted null, got "{KEY}"',
    ),
    (
        "RES-3",
        after(*OFF, status(), session("status")),
        f'$.result.apiKey: wanted null, got "{KEY}"',
    ),
    (
        "RES-3",
        after(*REFUSED, status(), session("status")),
        f'$.result.apiKey: wanted null, got "{KEY}"',
    ),
    ("RES-3", Transcript("example", (*ON, status(), session("status", "other"))), KEPT),
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
        "RL-3",
        after(stop(), ok(rateLimits=[])),
        "$.rateLimits: wanted at least one rate limit, got []",
    ),
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
    (
        "RL-12",
        after(start(), ok("start", {}, limit(interval="DAY"))),
        NO_WEIGHT + json.dumps([limit(interval="DAY")]),
    ),
    ("RL-12", after(ask("time"), ok(1, {}, limit(interval="DAY"))), NOTHING),
    *(
        (
            "AUTH-10",
            after(stop(), no(code, msg=f"Parameter '{name}' is wanted.")),
            f"$.error.code: wanted no need of a {name.lower()}, got {code}",
        )
        for code in (-1102, -1105, -1103, -1022, -1021)
        for name in ("signature", "Timestamp", "listenKey")
    ),
    ("AUTH-10", after(stop(), no(-2015, msg="signature")), KEPT),
    ("AUTH-10", after(stop(), no(-1102, msg="apiKey")), KEPT),
    ("AUTH-10", after(stop(), came({"id": 1, "status": 400, "error": {"code": -1102}})), KEPT),
    ("AUTH-10", after(start(), no(-2015, "start"), stop(), no(-1102, msg="signature")), NOTHING),
    (
        "AUTH-10",
        after(
            logon(), no(-1022, "logon"), stop(1, returnRateLimits=True), no(-1102, msg="signature")
        ),
        NOTHING,
    ),
    ("AUTH-1", after(*STARTED, stop(), no(-1125)), "$.status: wanted 200, got 400"),
    ("AUTH-1", after(stop(), no(-1125)), KEPT),
    (
        "AUTH-1",
        after(stop(), no(-2015)),
        "$.error.code: wanted a success, or an error that is not about authentication, got -2015",
    ),
    (
        "AUTH-1",
        after(start(), no(-2015, "start"), stop(), no(-2015)),
        "inconclusive: a start with the same apiKey was refused, too: is the key a valid one?",
    ),
    (
        "AUTH-2",
        after(start(), no(-2015, "start"), *ON, ask("userDataStream.stop"), no(-2015)),
        "$.error.code: wanted a success, or an error that is not about authentication, got -2015",
    ),
    (
        "AUTH-1",
        after(*STARTED, stop(), no(-1008, status=400)),
        "inconclusive: " + BUSY.format(400, -1008),
    ),
    (
        "AUTH-1",
        after(*STARTED, stop(), no(-1, status=418)),
        "inconclusive: " + BUSY.format(418, -1),
    ),
    (
        "AUTH-1",
        after(*STARTED, stop(), no(-1, status=429)),
        "inconclusive: " + BUSY.format(429, -1),
    ),
    (
        "AUTH-1",
        after(*STARTED, stop(), no(-1, status=500)),
        "inconclusive: " + BUSY.format(500, -1),
    ),
    (
        "AUTH-1",
        after(*STARTED, stop(), no(-1, status=599)),
        "inconclusive: " + BUSY.format(599, -1),
    ),
    ("AUTH-1", after(*STARTED, stop(), no(-1, status=499)), "$.status: wanted 200, got 499"),
    ("AUTH-1", after(*STARTED, stop(), no(-2015, None)), f"inconclusive: {REVOKED}"),
    ("AUTH-1", after(*STARTED, stop(None), no(-2015, None)), "$.status: wanted 200, got 400"),
    ("AUTH-2", after(*ON, ask("userDataStream.stop"), ok()), KEPT),
    (
        "AUTH-2",
        after(logon(), no(-1021, "logon"), ask("userDataStream.stop"), ok()),
        UNTIMELY,
    ),
    (
        "AUTH-2",
        after(logon(), no(-1021, "logon"), ask("userDataStream.stop"), no(-2015)),
        UNTIMELY,
    ),
    *(
        (
            "AUTH-2",
            after(logon(), no(code, "logon"), ask(STOP), ok()),
            f"{SESSION}the logon got {code}, {advice}",
        )
        for code, advice in (
            (-1022, "so give the private key that belongs to the apiKey"),
            (-4056, "so make an Ed25519 key: no other can log on"),
            (
                -2015,
                "so see whether the key is valid there, and for this address",
            ),
        )
    ),
    (
        "AUTH-2",
        after(logon(), no(-1013, "logon"), ask(STOP), ok()),
        SESSION.removesuffix(": "),
    ),
    (
        "AUTH-1",
        after(*STARTED, stop(), no(-1000, msg="An unknown error occured while processing.")),
        "inconclusive: " + BUSY.format(400, -1000),
    ),
    ("AUTH-1", after(*STARTED, stop(), no(-1000, msg="Invalid.")), "$.status: wanted 200, got 400"),
    ("AUTH-4", after(ask("userDataStream.stop"), ok()), "$.error: wanted an error, got success"),
    (
        "AUTH-4",
        after(ask("userDataStream.stop"), no(-1001)),
        "inconclusive: " + BUSY.format(400, -1001),
    ),
    (
        "AUTH-8",
        after(*ON, logout(), no(-1000, "logout"), ask("userDataStream.stop"), ok()),
        "inconclusive: the session is logged-on, where it was to be logged-out",
    ),
    (
        "AUTH-11",
        after(logon(WRONG_SIGNATURE), session("logon")),
        "$.error: wanted an error, got success",
    ),
    (
        "AUTH-11",
        after(logon(WRONG_SIGNATURE), no(-1008, "logon")),
        "inconclusive: " + BUSY.format(400, -1008),
    ),
    (
        "AUTH-11",
        after(ask("session.logon", "logon", params={"signature": WRONG_SIGNATURE}), ok("logon")),
        NOTHING,
    ),
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
    ("ERR-7", after(ask("userDataStream.halt"), no(-5000)), KEPT),
    ("AUTH-3", after(*ON, *STARTED, stop(), no(-2015)), "$.status: wanted 200, got 400"),
    ("AUTH-5", after(ask("userDataStream.stop", params={"apiKey": "unknown"}), no(-1)), KEPT),
    (
        "AUTH-5",
        after(ask("userDataStream.stop", params={"apiKey": "unknown"}), ok()),
        "$.error: wanted an error, got success",
    ),
    (
        "AUTH-6",
        after(*ON, ask("userDataStream.stop", params={"apiKey": "unknown"}), ok()),
        "$.error: wanted an error, got success",
    ),
    ("AUTH-7", after(stop(1, apiKey=5), ok()), "$.error: wanted an error, got success"),
    (
        "AUTH-9",
        after(*REFUSED, ask("userDataStream.stop"), ok()),
        "$.error: wanted an error, got success",
    ),
    ("ERR-5", after(stop("a b"), no(-1102, None)), "$.error.code: wanted -1000, got -1102"),
    ("ERR-5", after(stop("a b"), ok("a b")), NOTHING),
    (
        "ERR-6",
        after(ask("userDataStream.stop", params=[]), ok()),
        "$.error.code: wanted -1000, got success",
    ),
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
    ("AUTH-4", after(ask(STOP, params=None), ok()), "$.error: wanted an error, got success"),
    ("AUTH-4", after(ask(STOP), no([-1])), KEPT),
    ("ERR-8", after(ask("userDataStream.STOP"), ok()), "$.error: wanted an error, got success"),
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


def told(verdict):
    """Write a verdict as the examples do: what differs, or why nothing can be said."""
    if verdict.outcome is Outcome.BROKEN:
        problems = (located.problem for located in verdict.problems)
        return "; ".join(
            f"{p.path}: wanted {shown(p.wanted)}, got {shown(p.got, 400)}" for p in problems
        )
    return f"{verdict.outcome}: {verdict.reason}" if verdict.reason else str(verdict.outcome)


@pytest.mark.parametrize("clause_id, transcript, wanted", EXAMPLES)
def test_an_example_is_judged_in_these_words(clause_id, transcript, wanted):
    (found,) = [v for v in judge(transcript, CLAUSES) if v.clause.id == clause_id]
    assert told(found) == wanted


def test_every_clause_has_an_example():
    assert {clause_id for clause_id, _, _ in EXAMPLES} >= {clause.id for clause in CLAUSES}
