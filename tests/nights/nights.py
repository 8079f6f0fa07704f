"""What nights bring that is nobody's breach, and what the suite must make of it.

Each row is legal, or bad luck: the page forbids none of it. The rows at the end are the controls:
breaches that must not be lost among the allowances.
"""

from dataclasses import dataclass

import behaviours as b
from night_server import entry, now

KEPT, INCONCLUSIVE, BROKEN = "kept", "inconclusive", "broken"
UNBROKEN = "kept or inconclusive"

BOTH, KEY, NEITHER = "apiKey and private key", "apiKey", "no key"

PLAIN = "stop-id-uuid or stop-id-integer"
MANY = "stop-id-uuid or stop-with-unknown-api-key or stop-after-ping or stop-twice"
REFUSED = "stop-without-credentials or stop-with-unknown-api-key or stop-with-empty-api-key"
REFUSED_MIDWAY = "stop-after-refused-logon-with-api-key or stop-with-keys-much-alike"
REFUSED_OFTEN = "stop-refused-with-each-id"
SESSION = "status-after-stop or stop-after-logon-without-params"
FAULTY = "stop-malformed or stop-empty or stop-binary or stop-with-duplicate-members"
OTHER_IDS = (
    "stop-id-absent or stop-id-empty or stop-id-37 or stop-id-other or stop-id-fraction "
    "or stop-id-true or stop-id-object or stop-id-beyond-int64"
)
AGAIN = "performed again"


@dataclass(frozen=True)
class Night:
    """A night: what happens, how the server is made, what is performed, and what must come of it.

    ``words`` is a pattern of what is printed. ``breaks`` are all the clauses that are broken.
    ``patience`` is how long an answer may take, ``longest`` how long the run on an
    idle machine, in s.
    """

    what: str
    made: dict
    scenarios: str
    answer: str
    words: str = ""
    keys: str = BOTH
    breaks: str = ""
    patience: float = 20
    longest: float = 25

    def __str__(self):
        return self.what


# Connections that end

CLOSES = {1000: "normal", 1011: "internal error", 1001: "going away", 1012: "service restart"}
ENDS = {f"is closed with {code} ({name})": b.closed(code) for code, name in CLOSES.items()} | {
    "drops without a close (1006)": b.closed(1006),
    "is reset": b.reset,
}

ONCE_ENDED = (
    *(
        Night(
            f"a connection {how} once, instead of an answer to a stop",
            b.ends_instead(b.first(b.STOP, 2), end),
            MANY,
            KEPT,
            AGAIN,
        )
        for how, end in ENDS.items()
    ),
    *(
        Night(
            f"a connection {how} once, right after the answer to a stop",
            b.ends_after(b.first(b.STOP, 2), end),
            MANY,
            KEPT,
        )
        for how, end in ENDS.items()
    ),
    *(
        Night(
            f"a connection {how} once while it is idle between scenarios",
            b.ends_after(b.first(b.STOP, 2), ENDS[how], 0.04),
            MANY,
            KEPT,
        )
        for how in ("is closed with 1000 (normal)", "drops without a close (1006)", "is reset")
    ),
    Night(
        "a connection is reset once, instead of an answer to a logon",
        b.ends_instead(b.first(b.LOGON), b.reset),
        SESSION,
        KEPT,
        AGAIN,
    ),
    Night(
        "the first connection is reset on its first request",
        b.ends_instead(b.nth(1), b.reset),
        MANY,
        KEPT,
    ),
)

OFTEN_ENDED = (
    Night(
        "a connection is closed when nothing comes for 45 ms",
        b.ends_idle(0.045, b.closed(1000)),
        MANY,
        KEPT,
    ),
    *(
        Night(
            f"a connection {how} after five requests, though all went well",
            b.ends_after_requests(5, end),
            MANY,
            KEPT,
        )
        for how, end in ENDS.items()
        if "1000" in how or "reset" in how
    ),
    *(
        Night(
            f"a connection {how} after 0.4 s, though all went well",
            b.ends_after_seconds(0.4, end) | b.slow(b.each(), 0.07),
            MANY,
            KEPT,
        )
        for how, end in ENDS.items()
        if "1000" in how or "reset" in how
    ),
    Night(
        "the server restarts once, and is away for a second",
        b.restarts(b.first(b.STOP, 2), 1.0),
        MANY,
        KEPT,
    ),
    Night(
        "the server restarts once, and is away for five seconds",
        b.restarts(b.first(b.STOP, 2), 5.0),
        MANY,
        KEPT,
    ),
    Night(
        "the server says serverShutdown, and then restarts",
        b.beside(before=[{"event": {"e": "serverShutdown", "E": now()}}])
        | b.restarts(b.first(b.STOP, 2), 0.3),
        MANY,
        KEPT,
    ),
)

ENDED_BY_REFUSALS = (
    Night(
        "a connection is closed with 1008 after three refusals",
        b.ends_after_refusals(3),
        f"{REFUSED} or stop-id-uuid",
        KEPT,
    ),
    Night(
        "a connection is closed with 1008 after three refusals, and one scenario has twelve",
        b.ends_after_refusals(3),
        REFUSED_OFTEN,
        UNBROKEN,
    ),
    Night(
        "a connection is closed with 1008 as soon as a key was refused",
        b.ends_after_refusals(1, codes={-2015}),
        f"{REFUSED} or stop-id-uuid",
        KEPT,
    ),
    Night(
        "a connection is closed with 1008, 0.1 s after a key was refused",
        b.ends_after_refusals(1, 0.1, {-2015}),
        f"{REFUSED} or stop-id-uuid",
        KEPT,
    ),
    Night(
        "a connection is closed with 1008, 0.03 s after a key was refused",
        b.ends_after_refusals(1, 0.03, {-2015}),
        f"{REFUSED} or stop-id-uuid",
        KEPT,
    ),
    Night(
        "a connection is closed with 1008 after every refusal",
        b.ends_after_refusals(1),
        f"{REFUSED} or stop-id-uuid",
        KEPT,
    ),
    Night(
        "a connection is closed with 1008 after every refusal, also in the middle of a scenario",
        b.ends_after_refusals(1),
        REFUSED_MIDWAY,
        UNBROKEN,
    ),
    Night(
        "a connection is closed with 1008, 0.1 s after any refusal, also in the middle",
        b.ends_after_refusals(1, 0.1),
        REFUSED_MIDWAY,
        UNBROKEN,
    ),
    Night(
        "a connection is closed with 1006 after every refusal",
        {
            "after": lambda request, answer: (
                request.connection.close(1006) if "error" in (answer or {}) else None
            )
        },
        f"{REFUSED} or stop-id-uuid",
        KEPT,
    ),
)

# Slow answers, and none

SLOW = (
    Night("a stop is answered after 3 s, once", b.slow(b.first(b.STOP, 2), 3), MANY, KEPT),
    Night("a stop is answered after 8 s, once", b.slow(b.first(b.STOP, 2), 8), MANY, KEPT),
    Night("every answer takes 300 ms", b.slow(b.each(), 0.3), MANY, KEPT),
    Night("the first handshake takes a second", b.slow_handshake(1), PLAIN, KEPT),
    Night(
        "the server answers nothing",
        {"change": lambda _request, _answer: None},
        "stop-id-",
        INCONCLUSIVE,
        patience=0.5,
    ),
)

# Errors that say nothing of the request

BUSY = {
    "-1109, Invalid account": (-1109, "Invalid account.", 400),
    "-1000, an unknown error": (
        -1000,
        "An unknown error occured while processing the request.",
        400,
    ),
    "-1001": (-1001, "Internal error; unable to process your request. Please try again.", 500),
    "-1006": (
        -1006,
        "An unexpected response was received from the message bus. Execution status unknown.",
        500,
    ),
    "-1007": (
        -1007,
        (
            "Timeout waiting for response from backend server. Send status unknown; "
            "execution status unknown."
        ),
        408,
    ),
    "-1008": (
        -1008,
        "Server is currently overloaded with other requests. Please try again in a few minutes.",
        503,
    ),
}
FEW = {name: what for name, what in BUSY.items() if name[:5] in {"-1109", "-1007"}}
UNAVAILABLE = "This service is no longer available."
TROUBLED = (
    *(
        Night(
            f"a stop gets {name} once",
            b.changed(b.first(b.STOP, 2), b.error(*what)),
            MANY,
            KEPT,
            AGAIN,
        )
        for name, what in BUSY.items()
    ),
    *(
        Night(
            f"a start gets {name} once",
            b.changed(b.first(b.START, 2), b.error(*what)),
            MANY,
            KEPT,
            AGAIN,
        )
        for name, what in FEW.items()
    ),
    *(
        Night(
            f"every seventh request gets {name}",
            b.changed(b.every(7), b.error(*what)),
            MANY,
            KEPT,
            AGAIN,
        )
        for name, what in FEW.items()
    ),
    *(
        Night(
            f"every request of a stream gets {name}",
            b.changed(b.each(b.START, b.PING, b.STOP), b.error(*what)),
            PLAIN,
            INCONCLUSIVE,
        )
        for name, what in FEW.items()
    ),
    *(
        Night(
            f"every {method.partition('.')[2]} gets {name}",
            b.changed(b.each(method), b.error(*BUSY[name])),
            PLAIN,
            answer,
        )
        for method, answer in ((b.START, UNBROKEN), (b.STOP, INCONCLUSIVE))
        for name in ("-1109, Invalid account", "-1007")
    ),
    Night(
        "six stops of a night get -1016, and all others succeed",
        b.changed(b.turns(b.STOP, 3, 4, 5, 9, 11, 12), b.error(-1016, UNAVAILABLE, 503)),
        "stop-id- or stop-twice or stop-after-ping",
        UNBROKEN,
        longest=45,
    ),
    Night(
        "the first stops get -1016 for as long as a restart takes, and then they succeed",
        b.changed(b.turns(b.STOP, *range(1, 9)), b.error(-1016, UNAVAILABLE, 503)),
        "stop-id- or stop-twice or stop-after-ping",
        UNBROKEN,
        longest=45,
    ),
    Night(
        "a logon gets -1001 once",
        b.changed(b.first(b.LOGON), b.error(*BUSY["-1001"])),
        SESSION,
        KEPT,
        AGAIN,
    ),
    Night(
        "a stop is throttled once, for 300 ms",
        b.changed(b.first(b.STOP, 2), b.throttled(300)),
        MANY,
        KEPT,
        AGAIN,
    ),
    Night(
        "the address is banned in the middle, for an hour",
        b.changed(lambda request: request.number > 5, b.throttled(3_600_000, 418)),
        MANY,
        INCONCLUSIVE,
    ),
    Night(
        "an unavailable service says 503 once",
        b.changed(b.first(b.STOP, 2), b.error(-1008, "Service Unavailable.", 503)),
        MANY,
        KEPT,
        AGAIN,
    ),
)

# Handshakes that are refused

HANDSHAKES = (
    Night("the first handshake is answered with 503", b.handshakes(503, {1}), PLAIN, KEPT),
    Night(
        "the first handshake is answered with 429, and Retry-After: 1",
        b.handshakes(429, {1}, Retry_After="1"),
        PLAIN,
        KEPT,
    ),
    Night("one handshake is answered with 408", b.handshakes(408, {1}), PLAIN, KEPT),
    Night(
        "every handshake is answered with 451",
        b.handshakes(451),
        PLAIN,
        INCONCLUSIVE,
        r"HTTP 451: .*(location|country|countries|region)",
    ),
    Night(
        "every handshake is answered with 403",
        b.handshakes(403),
        PLAIN,
        INCONCLUSIVE,
        r"HTTP 403: .*firewall",
    ),
    Night(
        "every handshake is answered with 410",
        b.handshakes(410),
        PLAIN,
        INCONCLUSIVE,
        r"HTTP 410: .*(gone|retired|no longer)",
    ),
    Night(
        "the second connection is refused with 503, and the third is served",
        b.handshakes(503, {2}) | b.ends_after_requests(4, b.closed(1001)),
        MANY,
        KEPT,
    ),
)

# Keys and accounts

NO_STREAM = {"without_stream": (400, -1125, "This listenKey does not exist.")}

ACCOUNTS = (
    Night(
        "blanks around an apiKey are trimmed",
        {"trims": True},
        "stop-with-keys-much-alike",
        KEPT,
    ),
    Night("blanks around an apiKey are not trimmed", {}, "stop-with-keys-much-alike", KEPT),
    Night(
        "the account's key is no Ed25519 key",
        {"hmac": True},
        f"{PLAIN} or stop-after-logon-without-params",
        INCONCLUSIVE,
        "-4056.*Ed25519",
    ),
    Night(
        "the account's key is no Ed25519 key, and no scenario needs one",
        {"hmac": True},
        MANY,
        KEPT,
    ),
    Night(
        "there is no private key",
        {},
        f"{PLAIN} or stop-after-logon-without-params",
        INCONCLUSIVE,
        "BINANCE_PRIVATE_KEY_PATH",
        keys=KEY,
    ),
    Night("there is no private key, and no scenario needs one", {}, MANY, KEPT, keys=KEY),
    Night(
        "there is no key at all",
        {},
        f"{REFUSED_OFTEN} or stop-id-uuid",
        INCONCLUSIVE,
        "BINANCE_API_KEY",
        keys=NEITHER,
    ),
    Night(
        "there is no key at all, and no scenario needs one",
        {},
        f"{REFUSED_OFTEN} or refusal-without-rate-limits",
        KEPT,
        keys=NEITHER,
    ),
    Night(
        "the server knows no method of sessions",
        {"methods": (b.START, b.PING, b.STOP)},
        f"{MANY} or stop-pipelined-with-status or stop-after-logon-without-params",
        INCONCLUSIVE,
    ),
    Night(
        "the server knows no method of sessions, and no scenario needs one",
        {"methods": (b.START, b.PING, b.STOP)},
        f"{MANY} or stop-pipelined-with-status or stop-in-wrong-case",
        KEPT,
    ),
    Night(
        "the key is revoked in the middle of a logged-on session",
        b.key_revoked(b.first(b.STOP)),
        SESSION,
        INCONCLUSIVE,
        "-2015",
    ),
    Night(
        "the key is not valid there",
        b.changed(
            lambda request: bool(request.params.get("apiKey")),
            b.error(-2015, b.BAD_KEY, 401),
        ),
        PLAIN,
        INCONCLUSIVE,
        "is the key a valid one",
    ),
    Night(
        "the clock of the server is ten seconds ahead",
        {"ahead": 10_000},
        SESSION,
        INCONCLUSIVE,
        "clock",
    ),
    Night("the clock of the server is three seconds ahead", {"ahead": 3_000}, SESSION, KEPT),
    Night(
        "another program closes the account's stream before a stop, once",
        b.another_client_stops(b.first(b.STOP, 2)),
        PLAIN,
        KEPT,
        AGAIN,
    ),
    Night(
        "another program closes the account's stream before three stops in a row",
        b.another_client_stops(b.turns(b.STOP, 2, 3, 4)) | NO_STREAM,
        "stop-id-",
        UNBROKEN,
    ),
    Night(
        "another program closes the account's stream before every second stop",
        b.another_client_stops(lambda request: request.method == b.STOP and request.turn % 2 == 0)
        | NO_STREAM,
        "stop-id-",
        UNBROKEN,
    ),
    Night(
        "another program closes the account's stream before a ping",
        b.another_client_stops(b.first(b.PING, 2)),
        "stop-after-ping",
        UNBROKEN,
    ),
)

# Counts

TOO_MUCH = b.count_of(lambda _frames: 99_999)
COUNTS = (
    Night("the count is 99999 of 2400", TOO_MUCH, MANY, KEPT, longest=15, breaks="RL-7"),
    Night(
        "the count runs backwards",
        b.count_of(lambda frames: 1_000 - frames),
        MANY,
        KEPT,
        longest=15,
        breaks="RL-10",
    ),
    Night(
        "the count is 1, whatever happens",
        b.count_of(lambda _frames: 1),
        MANY,
        KEPT,
        longest=15,
        breaks="RL-10",
    ),
    Night(
        "the count is 0, whatever happens",
        b.count_of(lambda _frames: 0),
        MANY,
        KEPT,
        longest=15,
        breaks="RL-10",
    ),
    Night(
        "others use the address, and the count rises by 50",
        b.count_of(lambda frames: 50 * frames % 1_000),
        MANY,
        KEPT,
        longest=15,
    ),
    Night("the limit is 6000", {"limit": 6000}, MANY, KEPT),
    Night(
        "answers tell the limit of orders, too",
        {"more_limits": (entry("ORDERS", "MINUTE", 1, 1200, 0),)},
        MANY,
        KEPT,
    ),
    Night(
        "answers tell the limit of orders in ten seconds, too",
        {"more_limits": (entry("ORDERS", "SECOND", 10, 300, 0),)},
        MANY,
        KEPT,
    ),
    Night(
        "errors say that they cost nothing, with limit and count -1",
        b.errors(
            lambda answer: (
                answer | {"rateLimits": [entry("REQUEST_WEIGHT", "MINUTE", 1, -1, -1)]}
                if "rateLimits" in answer
                else answer
            )
        ),
        MANY,
        KEPT,
    ),
    Night(
        "errors have no rateLimits",
        {"limits_on_errors": False},
        f"{MANY} or {REFUSED_OFTEN}",
        KEPT,
    ),
    Night(
        "rateLimits list the request weight twice",
        b.limits(lambda all_: all_ * 2),
        MANY,
        KEPT,
        breaks="RL-5",
    ),
    Night("rateLimits are an empty list", b.limits(lambda _all: []), MANY, KEPT, breaks="RL-3"),
    Night(
        "rateLimits are declined by URL",
        {},
        "stop-without-rate-limits-by-url or stop-with-rate-limits-despite-url",
        KEPT,
    ),
    Night(
        "a logout has no rateLimits",
        b.successes(b.without("rateLimits"), b.LOGOUT),
        "stop-after-logout-with-api-key or session-with-integer-ids",
        KEPT,
    ),
)

# How answers are written, and what stands beside them

EXPIRED = {"e": "listenKeyExpired", "E": 1_700_000_000_000, "listenKey": "k" * 64}
SHUTDOWN = {"event": {"e": "serverShutdown", "E": 1_700_000_000_000}}
ORDER = {"stream": "x", "data": {"e": "ORDER_TRADE_UPDATE", "E": 1_700_000_000_000}}
WRITTEN = (
    Night("members come in the opposite order", {"write": b.backwards}, MANY, KEPT),
    Night("answers have white space", {"write": b.spacious}, MANY, KEPT),
    Night(
        "names and texts begin with an escape",
        {"write": b.escaped},
        f"{MANY} or {SESSION}",
        KEPT,
    ),
    Night("answers come in fragments", {"write": b.in_fragments}, f"{MANY} or {SESSION}", KEPT),
    Night("compression is refused", {"serving": {"compression": None}}, MANY, KEPT),
    Night("compression is accepted", {"serving": {"compression": "deflate"}}, MANY, KEPT),
    Night("a ping comes before each answer", b.control("ping", b"\x00\xff12"), MANY, KEPT),
    Night("a pong that nobody wants comes before each answer", b.control("pong"), MANY, KEPT),
    Night("a late pong of some ping comes before each answer", b.control("pong", b"7"), MANY, KEPT),
    Night(
        "the server pings each 0.2 s, and hangs up if no pong comes in 0.5 s",
        {"serving": {"ping_interval": 0.2, "ping_timeout": 0.5}} | b.slow(b.each(), 0.25),
        PLAIN,
        KEPT,
    ),
    Night("events come before answers", b.beside(before=[EXPIRED, ORDER]), MANY, KEPT),
    Night("events come after answers", b.beside(after=[EXPIRED, SHUTDOWN]), MANY, KEPT),
    Night(
        "events come between the answers to requests in flight",
        b.beside(before=[SHUTDOWN], after=[EXPIRED]),
        "stop-pipelined",
        KEPT,
    ),
    Night("an event comes before the first request", b.at_once(SHUTDOWN), MANY, KEPT),
)

# What the page leaves open

OPEN_RANGE = (400, -1000, "Invalid request.")
LEFT_OPEN = (
    Night("ids of other kinds are refused, with a null id", {}, OTHER_IDS, KEPT),
    Night(
        "ids of other kinds are refused, and echoed",
        b.refused(b.has_other_id, *OPEN_RANGE),
        OTHER_IDS,
        KEPT,
    ),
    Night(
        "ids of other kinds are taken, and echoed",
        {
            "change": lambda request, answer: (
                {"id": request.id, "status": 200, "result": {}}
                | {"rateLimits": [entry("REQUEST_WEIGHT", "MINUTE", 1, 2400, 900)]}
                if b.has_other_id(request)
                else answer
            )
        },
        OTHER_IDS,
        KEPT,
    ),
    Night(
        "ids of other kinds are ignored",
        b.ignored(b.has_other_id),
        OTHER_IDS,
        UNBROKEN,
        patience=0.5,
        breaks="ENV-10",
    ),
    Night(
        "ids of other kinds are closed on",
        b.closed_on(b.has_other_id),
        OTHER_IDS,
        UNBROKEN,
        breaks="ENV-11",
    ),
    Night("frames that are no JSON object are refused", {}, FAULTY, KEPT),
    Night(
        "frames that are no JSON object are ignored",
        b.ignored(b.is_faulty),
        FAULTY,
        KEPT,
        breaks="ENV-10",
    ),
    Night(
        "frames that are no JSON object are closed on",
        b.closed_on(b.is_faulty),
        FAULTY,
        KEPT,
        breaks="ENV-11",
    ),
    Night(
        "a connection is closed after the answer to a faulty frame",
        b.ends_after(b.is_faulty, b.closed(1008, "disconnected")),
        FAULTY,
        KEPT,
        breaks="ENV-11",
    ),
    Night(
        "a connection is closed 0.1 s after the answer to a faulty frame",
        b.ends_after(b.is_faulty, b.closed(1008, "disconnected"), 0.1),
        FAULTY,
        UNBROKEN,
    ),
    Night(
        "params in a list are closed on",
        b.closed_on(lambda request: isinstance(request.members.get("params"), list)),
        "stop-with-list-params",
        UNBROKEN,
        breaks="ENV-11",
    ),
    Night(
        "null params are refused",
        b.refused(lambda r: "params" in r.members and r.members["params"] is None, *OPEN_RANGE),
        "stop-with-null-params",
        KEPT,
    ),
    Night(
        "a refusal of a key names the address",
        {"unknown_key": (401, -2015, f"{b.BAD_KEY}, request ip: 1.2.3.4")},
        REFUSED,
        KEPT,
    ),
    Night(
        "an unknown key is refused with 400 and -2014",
        {"unknown_key": (400, -2014, "API-key format invalid.")},
        REFUSED,
        KEPT,
    ),
    Night(
        "an unknown key is refused with 400 and -2015",
        {"unknown_key": (400, -2015, b.BAD_KEY)},
        f"{REFUSED} or logon-with-unknown-api-key",
        KEPT,
    ),
    Night(
        "a missing key is refused with 401 and -2014",
        {"without_key": (401, -2014, "API-key format invalid.")},
        f"{REFUSED} or {REFUSED_OFTEN}",
        KEPT,
    ),
    Night(
        "a missing key is refused with 400 and -1102",
        {"without_key": (400, -1102, "Mandatory parameter 'apiKey' was not sent.")},
        f"{REFUSED} or {REFUSED_OFTEN}",
        KEPT,
    ),
    Night(
        "a stop without a stream is refused with -1125",
        {"without_stream": (400, -1125, "This listenKey does not exist.")},
        "stop-twice or stop-without-stream or stop-pipelined",
        KEPT,
    ),
    Night("a stop without a stream succeeds", {}, "stop-twice or stop-without-stream", KEPT),
    Night("a ping after a stop is refused", {}, "ping-after-stop", KEPT),
    Night(
        "a ping after a stop opens another stream",
        b.changed(
            lambda request: request.method == b.PING and request.server.listen_key is None,
            lambda request, _answer: (
                {"id": request.id, "status": 200, "result": {"listenKey": "n" * 64}}
                | {"rateLimits": [entry("REQUEST_WEIGHT", "MINUTE", 1, 2400, 900)]}
            ),
        ),
        "ping-after-stop",
        KEPT,
    ),
    Night(
        "a start gives the same listen key while the stream is open",
        {},
        f"{REFUSED} or stop-id-uuid",
        KEPT,
    ),
    Night(
        "a start gives the same listen key after a stop",
        b.successes(lambda answer: answer | {"result": {"listenKey": "k" * 64}}, b.START),
        "start-after-stop",
        KEPT,
        breaks="STRM-3",
    ),
    Night("a listen key has 60 characters", {"key_length": 60}, "start-after-stop", KEPT),
    Night(
        "a status before a logon has null members",
        {},
        "stop-pipelined-with-status or stop-with-version",
        KEPT,
    ),
    Night(
        "a status before a logon lacks apiKey and authorizedSince",
        {"nobody": {}},
        "stop-pipelined-with-status or stop-with-version or stop-twice",
        KEPT,
    ),
    Night(
        "sessions tell of the user data stream, as Spot's do",
        b.successes(
            lambda answer: answer | {"result": answer["result"] | {"userDataStream": False}},
            b.LOGON,
            b.STATUS,
            b.LOGOUT,
        ),
        SESSION,
        KEPT,
        breaks="ENV-7",
    ),
    Night(
        "a session is authorised before it is connected",
        b.successes(
            lambda answer: answer | {"result": answer["result"] | {"authorizedSince": 1}},
            b.LOGON,
            b.STATUS,
        ),
        "status-after-stop",
        KEPT,
    ),
    Night(
        "errors have data",
        b.errors(
            lambda answer: answer | {"error": answer["error"] | {"data": {"serverTime": now()}}}
        ),
        f"{REFUSED} or stop-malformed",
        KEPT,
    ),
    Night(
        "errors have a message of one character",
        b.errors(lambda answer: answer | {"error": answer["error"] | {"msg": "?"}}),
        REFUSED,
        KEPT,
    ),
    Night(
        "errors have an empty message",
        b.errors(lambda answer: answer | {"error": answer["error"] | {"msg": ""}}),
        REFUSED,
        KEPT,
        breaks="ERR-9",
    ),
    Night(
        "answers have a member that no page has",
        {"change": lambda _request, answer: answer | {"requestId": "r-1"}},
        MANY,
        KEPT,
        breaks="ENV-7",
    ),
    Night("large ids come back as they were", {}, "stop-id-int64 or stop-id-beyond", KEPT),
    Night(
        "a null or empty apiKey counts as none, so that a session suffices",
        {
            "change": lambda request, answer: (
                {"id": request.id, "status": 200, "result": {}}
                | {"rateLimits": [entry("REQUEST_WEIGHT", "MINUTE", 1, 2400, 900)]}
                if request.connection.key and request.params.get("apiKey", 0) in (None, "")
                else answer
            )
        },
        "stop-after-logon-with-null-api-key or stop-after-logon-with-empty-api-key",
        KEPT,
    ),
    Night(
        "a parameter that no page has is refused",
        b.refused(
            lambda request: request.method == b.STOP and len(request.params) > 1,
            400,
            -1104,
            "Not all sent parameters were read; read '1' parameter(s) but was sent '2'.",
        ),
        "stop-with-unknown-param or stop-with-listen-key or stop-with-signature",
        KEPT,
    ),
    Night(
        "a method with its version is refused",
        b.refused(
            lambda request: str(request.members.get("method")).startswith("v1/"),
            400,
            -5000,
            "Method v1/v1/userDataStream.stop is invalid",
        ),
        "stop-with-version",
        KEPT,
    ),
    Night(
        "an apiKey in a list of one is taken for that key",
        {
            "change": lambda request, answer: (
                {"id": request.id, "status": 200, "result": {}}
                | {"rateLimits": [entry("REQUEST_WEIGHT", "MINUTE", 1, 2400, 900)]}
                if isinstance(request.params.get("apiKey"), list)
                else answer
            )
        },
        "stop-with-keys-of-other-types",
        KEPT,
        breaks="AUTH-12",
    ),
)

# Whole nights: every scenario

ALL = "test_"
WHOLE = (
    Night("a whole night at a server that keeps to the page", {}, ALL, KEPT, longest=60),
    Night("a whole night, without a private key", {}, ALL, INCONCLUSIVE, keys=KEY, longest=60),
    Night(
        "a whole night with a key that cannot log on",
        {"hmac": True},
        ALL,
        INCONCLUSIVE,
        "-4056.*Ed25519",
        longest=60,
    ),
    Night(
        "a whole night at a server that knows no method of sessions",
        {"methods": (b.START, b.PING, b.STOP)},
        ALL,
        INCONCLUSIVE,
        longest=60,
    ),
    Night(
        "a whole night at a server that says little: no limits on errors, no stop without a stream",
        {"limits_on_errors": False, "nobody": {}} | NO_STREAM,
        ALL,
        KEPT,
        longest=60,
    ),
    Night(
        "a whole night with -1109 on every 23rd request",
        b.changed(b.every(23), b.error(*BUSY["-1109, Invalid account"])),
        ALL,
        UNBROKEN,
        longest=60,
    ),
    Night(
        "a whole night with a reset on every 23rd request",
        b.ends_instead(b.every(23), b.reset),
        ALL,
        UNBROKEN,
        longest=60,
    ),
    Night(
        "a whole night with a close after three refusals on a connection",
        b.ends_after_refusals(3),
        ALL,
        UNBROKEN,
        longest=60,
    ),
    Night(
        "a whole night with a close 0.1 s after each refusal",
        b.ends_after_refusals(1, 0.1),
        ALL,
        UNBROKEN,
        longest=60,
    ),
)

# The controls, which are breaches

CONTROLS = (
    Night(
        "every stop has a result with something in it",
        b.successes(lambda answer: answer | {"result": {"closed": True}}, b.STOP),
        PLAIN,
        BROKEN,
        breaks="RES-1",
    ),
    Night(
        "numeric ids come back as text",
        {
            "change": lambda _request, answer: (
                answer | {"id": str(answer["id"])} if isinstance(answer["id"], int) else answer
            )
        },
        PLAIN,
        BROKEN,
        breaks="ID-1",
    ),
    Night(
        "success has the status 201",
        b.successes(lambda answer: answer | {"status": 201}),
        PLAIN,
        BROKEN,
        breaks="STAT-2",
    ),
    Night(
        "every stop closes the connection, though no other request does",
        b.ends_after(lambda request: request.method == b.STOP, b.closed(1000)),
        PLAIN,
        INCONCLUSIVE,
        breaks="ENV-9",
    ),
    Night(
        "every stop is a method that is not known",
        b.changed(b.each(b.STOP), b.error(-5000, "Method v1/userDataStream.stop is invalid")),
        PLAIN,
        BROKEN,
        breaks="ERR-10",
    ),
    Night(
        "every stop is a service that is no longer available",
        b.changed(b.each(b.STOP), b.error(-1016, "This service is no longer available.")),
        PLAIN,
        BROKEN,
        breaks="ERR-10",
    ),
    Night(
        "every stop is gone, with the status 410",
        b.changed(b.each(b.STOP), b.error(-1020, "This operation is not supported.", 410)),
        PLAIN,
        BROKEN,
        breaks="ERR-10",
    ),
    Night(
        "an unknown key may stop",
        {
            "change": lambda request, answer: (
                {"id": request.id, "status": 200, "result": {}}
                | {"rateLimits": [entry("REQUEST_WEIGHT", "MINUTE", 1, 2400, 900)]}
                if request.method == b.STOP
                else answer
            )
        },
        REFUSED,
        BROKEN,
        breaks="AUTH-4 AUTH-5 AUTH-7 RL-10",
    ),
)

NIGHTS = (
    *ONCE_ENDED,
    *OFTEN_ENDED,
    *ENDED_BY_REFUSALS,
    *SLOW,
    *TROUBLED,
    *HANDSHAKES,
    *ACCOUNTS,
    *COUNTS,
    *WRITTEN,
    *LEFT_OPEN,
    *WHOLE,
    *CONTROLS,
)
