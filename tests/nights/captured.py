"""Exchanges captured elsewhere that are nobody's breach, and what ``conformance check`` must say.

The rows at the end are the controls: one answer suffices to tell that the method is gone.
"""

import json
from dataclasses import dataclass, field

from behaviours import BAD_KEY, LOGON, PING, START, STATUS, STOP
from night_server import entry
from nights import BROKEN, INCONCLUSIVE, KEPT, UNBROKEN

COIN_M = "wss://ws-dapi.binance.com/ws-dapi/v1"
MINE, OTHER = "mineKey012345678901234567890123456789", "otherKey01234567890123456789012345678"
LISTEN = "l" * 64


@dataclass(frozen=True)
class Captured:
    """Exchanges captured elsewhere, as lines; what must come of them, and the words."""

    what: str
    lines: tuple = field(repr=False)
    answer: str
    words: str = ""
    breaks: str = ""

    def __str__(self):
        return self.what


def limits(count=7, limit=2400):
    """Return the rateLimits that an answer has."""
    return {"rateLimits": [entry("REQUEST_WEIGHT", "MINUTE", 1, limit, count)]}


def granted(result, **more):
    """Return what stands in an answer that grants something."""
    return {"status": 200, "result": result} | more


def refused(code, msg="No.", status=400, **more):
    """Return what stands in an answer that refuses something."""
    return {"status": status, "error": {"code": code, "msg": msg}} | more


def line(method, answer, number=1, key=MINE, **more):
    """Return a captured exchange; ``answer`` has the request's id unless it has its own."""
    params = {"params": {"apiKey": key}} if key else {}
    request = {"id": number, "method": method} | params
    response = None if answer is None else {"id": number} | answer
    return {"request": json.dumps(request), "response": response, "connection": "c"} | more


STARTED = line(START, granted({"listenKey": LISTEN}, **limits(6)))
STOPPED = line(STOP, granted({}, **limits(7)), 2)
BARE_STOP = line(STOP, granted({}), 2)
EVENT = {"response": {"e": "listenKeyExpired", "E": 1, "listenKey": LISTEN}, "connection": "c"}
LOGGED_ON = {
    "apiKey": MINE,
    "authorizedSince": 1_700_000_000_000,
    "connectedSince": 1_700_000_000_000,
    "returnRateLimits": False,
    "serverTime": 1_700_000_000_000,
}

CAPTURES = (
    Captured("a start and a stop", (STARTED, STOPPED), KEPT),
    Captured(
        "a stop without rateLimits, and no endpoint that says whether they were declined",
        (BARE_STOP,),
        INCONCLUSIVE,
    ),
    Captured(
        "a stop without rateLimits, declined by the endpoint's query",
        (BARE_STOP | {"endpoint": f"{COIN_M}?returnRateLimits=false"},),
        KEPT,
    ),
    Captured(
        "a stop without rateLimits, declined by the query of a connection's first line",
        (
            line(START, granted({"listenKey": LISTEN}))
            | {"endpoint": f"{COIN_M}?returnRateLimits=false"},
            BARE_STOP,
        ),
        KEPT,
    ),
    Captured("an event among the exchanges", (EVENT, STARTED, EVENT, STOPPED, EVENT), KEPT),
    Captured(
        "a request without an answer at the end of a connection",
        (STARTED, line(STOP, None, 2)),
        INCONCLUSIVE,
    ),
    Captured(
        "a start with a key of another account after a stop, refused",
        (STARTED, STOPPED, line(START, refused(-2015, BAD_KEY, 401, **limits(8)), 3, OTHER)),
        KEPT,
    ),
    Captured(
        "a start with no key after a stop, refused",
        (
            STARTED,
            STOPPED,
            line(START, refused(-1103, "param apikey not found.", **limits(8)), 3, None),
        ),
        KEPT,
    ),
    Captured(
        "a start with an empty key after a stop, refused",
        (STARTED, STOPPED, line(START, refused(-1102, "apiKey was empty.", **limits(8)), 3, "")),
        KEPT,
    ),
    Captured(
        "two keys of one account get one listen key, after a stop by another connection",
        (
            STARTED,
            line(START, granted({"listenKey": LISTEN}, **limits(7)), 2, OTHER),
            line(STOP, granted({}, **limits(8)), 3, OTHER),
            line(PING, refused(-1125, "This listenKey does not exist.", **limits(9)), 4),
        ),
        INCONCLUSIVE,
        "one account",
    ),
    Captured(
        "a key that was revoked",
        (STARTED, line(STOP, refused(-2015, BAD_KEY, 401) | {"id": None}, 2)),
        INCONCLUSIVE,
        "revoked",
    ),
    Captured(
        "a stop that got -1109, which comes now and then",
        (STARTED, line(STOP, refused(-1109, "Invalid account.", **limits(7)), 2)),
        UNBROKEN,
    ),
    Captured(
        "a stop that got -1007, of which the outcome is not known",
        (STARTED, line(STOP, refused(-1007, "Timeout waiting for response.", 408), 2)),
        UNBROKEN,
    ),
    Captured(
        "a stop that was throttled",
        (STARTED, line(STOP, refused(-1003, "Too many requests.", 429), 2)),
        UNBROKEN,
    ),
    Captured(
        "a stop that got -1001, and succeeded when it was sent again",
        (STARTED, line(STOP, refused(-1001, "Internal error.", 500), 2), STOPPED),
        UNBROKEN,
    ),
    Captured(
        "a session that a capture states to be logged on since the line before",
        (
            line(STOP, refused(-1103, "param apikey not found."), key=None, session="none"),
            line(STOP, granted({}, **limits()), 2, None, session="logged-on"),
        ),
        KEPT,
    ),
    Captured(
        "a session that a capture states to be over since the line before",
        (
            line(STOP, granted({}, **limits()), key=None, session="logged-on"),
            line(STOP, refused(-1103, "param apikey not found."), 2, None, session="none"),
        ),
        KEPT,
    ),
    Captured(
        "a stop that got -1016 once, among stops that succeeded",
        (
            STARTED,
            line(STOP, refused(-1016, "No.", 503), 2),
            line(STOP, granted({}, **limits()), 3),
        ),
        UNBROKEN,
    ),
    Captured(
        "a stop without a stream, refused with -1125",
        (line(STOP, refused(-1125, "This listenKey does not exist.", **limits())),),
        KEPT,
    ),
    Captured(
        "a stop whose key is not valid there",
        (line(STOP, refused(-2015, f"{BAD_KEY}, request ip: 1.2.3.4", 401, **limits())),),
        UNBROKEN,
    ),
    Captured(
        "a stop without a key, from a session whose logon was not captured",
        (line(STOP, granted({}, **limits()), key=None),),
        KEPT,
    ),
    Captured(
        "a stop on a logged-on session, as a client of others sends it",
        (
            line(STOP, granted({}, **limits()), key=None, session="logged-on")
            | {"request": '{"id":1,"method":"userDataStream.stop","params":{}}'},
        ),
        KEPT,
    ),
    Captured(
        "a logon, and a stop by its session, both without rateLimits as the endpoint wants it",
        (
            {
                "request": json.dumps(
                    {
                        "id": 1,
                        "method": LOGON,
                        "params": {
                            "apiKey": MINE,
                            "timestamp": 1_700_000_000_000,
                            "signature": "c2ln",
                        },
                    }
                ),
                "response": {"id": 1} | granted(LOGGED_ON),
                "connection": "c",
                "endpoint": f"{COIN_M}?returnRateLimits=false",
            },
            line(STOP, granted({}), 2, None),
        ),
        KEPT,
    ),
    Captured(
        "a stop whose request was not captured",
        ({"method": STOP, "response": {"id": 1} | granted({}, **limits())},),
        KEPT,
    ),
    Captured(
        "an order that costs no request weight",
        (
            {
                "request": {"id": "o", "method": "order.place", "params": {"symbol": "X"}},
                "response": {"id": "o", "status": 200, "result": {"orderId": 1}}
                | {
                    "rateLimits": [
                        entry("REQUEST_WEIGHT", "MINUTE", 1, -1, -1),
                        entry("ORDERS", "MINUTE", 1, 1200, 1),
                    ]
                },
            },
        ),
        KEPT,
    ),
    Captured(
        "malformed JSON, refused with no id and no rateLimits",
        (
            {
                "request": '{"id":1,',
                "response": {"id": None} | refused(-1000, "Invalid JSON request."),
            },
        ),
        KEPT,
    ),
    Captured(
        "answers that came in another order than their requests",
        (
            {"request": json.dumps({"id": 1, "method": STATUS}), "response": None}
            | {"connection": "c"},
            STOPPED,
            {
                "response": {"id": 1}
                | granted(LOGGED_ON | {"apiKey": None, "authorizedSince": None}, **limits(9)),
                "connection": "c",
            },
        ),
        UNBROKEN,
    ),
    Captured(
        "a stop is a method that is not known",
        (line(STOP, refused(-5000, "Method v1/userDataStream.stop is invalid")),),
        BROKEN,
        breaks="ERR-10",
    ),
    Captured(
        "a stop is a service that is no longer available",
        (line(STOP, refused(-1016, "This service is no longer available.")),),
        BROKEN,
        breaks="ERR-10",
    ),
    Captured(
        "a stop is gone, with the status 410",
        (line(STOP, refused(-1020, "This operation is not supported.", 410)),),
        BROKEN,
        breaks="ERR-10",
    ),
    Captured(
        "a stop has a result with something in it",
        (STARTED, line(STOP, granted({"closed": True}, **limits(7)), 2)),
        BROKEN,
        breaks="RES-1",
    ),
    Captured(
        "a numeric id comes back as text",
        (STARTED, line(STOP, granted({}, **limits(7)) | {"id": "2"}, 2)),
        BROKEN,
        breaks="ID-1",
    ),
)
