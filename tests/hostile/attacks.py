"""The attacks of a server on a live run: each by name, with what it puts in place of an answer.

``code`` is the exit code that the run must have, where the attack must not change it.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hostile_server import Close
from websockets.datastructures import Headers
from websockets.http11 import Response

ESCAPES = (
    "\x1b[31m\x1b]8;;https://evil.example\x07click\x1b]8;;\x07\x9b2J\u202eevil\u2066\u200b"
    "\r\n::add-mask::a\n##[add-mask]b\n  ::stop-commands::x\x00\x7f"
)
BIG = 10**400


@dataclass(frozen=True)
class Attack:
    """One attack: its frames for a turn, or its answer to a handshake."""

    name: str
    attack: Callable[[Any], Any] | None = None
    handshake: Callable[[Any, Any, str], Any] | None = None
    code: int | None = None

    def __str__(self):
        return self.name


def says(text):
    """Answer every request with a text about the key."""
    return lambda turn: text(turn.key)


def with_error(message, **more):
    """Answer stops with an error with a message about the key."""
    return lambda turn: turn.error(message(turn.key), **more) if turn.is_stop else turn.honest()


def with_members(**members):
    """Add members to every answer: functions of the key."""
    return lambda turn: turn.honest(**{name: value(turn.key) for name, value in members.items()})


def closing(reason):
    """Close on every stop, with a reason about the key."""

    def attack(turn):
        if turn.is_stop:
            raise Close(1008, reason(turn.key))
        return turn.honest()

    return attack


def closing_at_once(reason):
    """Close on every request, with a reason about the key."""

    def attack(turn):
        raise Close(1008, reason(turn.key))

    return attack


def escaped(key):
    """Write a key in escapes of JSON."""
    return "".join(f"\\u{ord(char):04x}" for char in key)


def listen_key(value, stop='{"closed":"no"}'):
    """Give a listen key that is a function of the key, and answer stops with a given result."""

    def attack(turn):
        if turn.method.endswith((".start", ".ping")):
            return turn.honest(result={"listenKey": value(turn.key)})
        if turn.is_stop and turn.answer["status"] == 200:
            return turn.honest(result=json.loads(stop))
        return turn.honest()

    return attack


def refused(status, key_in, **headers):
    """Refuse handshakes once the key is known, and show it in the answer's header and body."""

    def handshake(connection, request, key):
        if not key:
            return None
        shown = {name: key_in(key) if value == "KEY" else value for name, value in headers.items()}
        return Response(status, key_in(key)[:60], Headers(**shown), key_in(key).encode())

    return handshake


def many_listen_keys(count):
    """Answer with so many listen keys, all different."""
    keys = ",".join(f'{{"listenKey":"{number:08d}!"}}' for number in range(count))
    return lambda turn: turn.honest()[:-1] + f',"more":[{keys}]}}'


def flood(make, count):
    """Send many frames before the answer."""
    return lambda turn: [*(make(turn, number) for number in range(count)), turn.honest()]


def throttling(data):
    """Refuse every stop with 429, and say when to come again."""
    return lambda turn: (
        json.dumps(
            {
                "id": turn.request.get("id"),
                "status": 429,
                "error": {"code": -1003, "msg": "Too much.", "data": data},
            }
        )
        if turn.is_stop
        else turn.honest()
    )


def with_limit(**members):
    """Change the entry of rateLimits in every answer."""

    def attack(turn):
        (entry,) = turn.answer.get("rateLimits") or [{}]
        return turn.honest(rateLimits=[entry | members])

    return attack


KEYS = [
    Attack("a close that repeats the key", closing_at_once(lambda key: key)),
    Attack("a close of stops that repeats the key", closing(lambda key: f"bad key {key}")),
    Attack("a close with the key in upper case", closing_at_once(str.upper)),
    Attack("a close with a line feed and a command", closing_at_once(lambda key: f"a\n::x::{key}")),
    Attack(
        "a code that is the key",
        with_error(str, code=0) and (lambda turn: turn.error("no", code=turn.key)),
    ),
    Attack("a message that is the key", with_error(lambda key: key)),
    Attack("a message with the key in it", with_error(lambda key: f"key {key} of nobody")),
    Attack(
        "a message with the key in other letters", with_error(lambda key: f"<{key.swapcase()}>")
    ),
    Attack("a message with the key after a long text", with_error(lambda key: "a" * 90 + key)),
    Attack("an id that is the key", with_members(id=lambda key: key)),
    Attack("a status that is the key", with_members(status=lambda key: key)),
    Attack("a member named by the key", lambda turn: turn.honest(**{turn.key: turn.key})),
    Attack(
        "a long name with the key in it", lambda turn: turn.honest(result={"x" * 70 + turn.key: 1})
    ),
    Attack("a limit that is the key", lambda turn: with_limit(limit=turn.key)(turn)),
    Attack(
        "a kind of limit that is the key", lambda turn: with_limit(rateLimitType=turn.key)(turn)
    ),
    Attack("the key in escapes", lambda turn: turn.honest()[:-1] + f',"a":"{escaped(turn.key)}"}}'),
    Attack(
        "the key in escapes that cannot be read",
        lambda turn: f'{{"id":"\\q{escaped(turn.key)}","status":200}}',
    ),
    Attack("the key outside of JSON", says(lambda key: f"welcome {key}!")),
    Attack("the key as a bare word", says(lambda key: f'{{"id":{key}}}')),
    Attack("the key in a binary frame", lambda turn: [turn.key.encode() + b"\xff", turn.honest()]),
    Attack("the key in a text that is not UTF-8", lambda turn: [turn.key.encode(), turn.honest()]),
    Attack("the key a thousand times", with_error(lambda key: f"{key}, " * 1000)),
    Attack("the key in a list in a status", with_members(status=lambda key: [{"a": [key, key]}])),
    Attack("a listen key that is the key", listen_key(lambda key: key), code=1),
    Attack(
        "a listen key around the key", listen_key(lambda key: key[:32] + key + key[32:]), code=1
    ),
    Attack("a listen key that is half the key", listen_key(lambda key: key[:32]), code=1),
    Attack(
        "a listen key in a longer message",
        lambda turn: (
            turn.error(f"This listenKey {turn.memory.get('key', '')} does not exist.")
            if turn.is_stop
            else turn.honest()
        ),
    ),
    Attack(
        "a redirect with the key in its address",
        handshake=refused(
            302, lambda key: f"ws://{key}.evil.example/{key}?k={key}", Location="KEY"
        ),
    ),
    Attack(
        "a refusal with the key in its headers",
        handshake=refused(403, str, Location="KEY", X="KEY"),
    ),
    Attack(
        "a refusal that asks to come again at the key",
        handshake=refused(503, str, **{"Retry-After": "KEY"}),
    ),
]
PARTS = [
    Attack(
        "two parts that overlap",
        lambda turn: turn.honest(result={"closed": turn.key[:40], "x": turn.key[24:]}),
    ),
    Attack(
        "parts with dashes",
        lambda turn: turn.honest(
            result=["-".join((turn.key[:20], turn.key[20:44], turn.key[44:]))]
        ),
    ),
    Attack(
        "parts around what cannot be seen",
        lambda turn: turn.honest(
            result=f"{turn.key[:32]}\u200b{turn.key[32:]}\x00{turn.key[10:50]}"
        ),
    ),
    Attack("parts as names", lambda turn: turn.honest(**{turn.key[:44]: 1, turn.key[20:]: 2})),
    Attack("a part in lower case", with_error(lambda key: f"bad {key[:47].lower()}")),
    Attack(
        "a part in upper case as a code", lambda turn: turn.error("no", code=turn.key[:40].upper())
    ),
    Attack("a part as an id", with_members(id=lambda key: key[:30])),
    Attack("a part as a status", with_members(status=lambda key: key[-30:])),
    Attack("a part in an event", lambda turn: [json.dumps({"e": turn.key[:40]}), turn.honest()]),
    Attack("a part outside of JSON", says(lambda key: f"{{{key[:44]}")),
    Attack("a part in a binary frame", lambda turn: [turn.key[:44].encode(), turn.honest()]),
    Attack("a part in a close", closing(lambda key: key[:40])),
    Attack("a part in each close", closing_at_once(lambda key: key[20:])),
    Attack("the key and a part", with_error(lambda key: key + key[:30])),
    Attack(
        "a part in escapes of escapes",
        with_members(msg=lambda key: json.dumps(json.dumps(f"a{escaped(key[:20])}{key[20:]}"))),
    ),
    Attack(
        "a part in a redirect",
        handshake=refused(302, lambda key: f"ws://{key[:40]}.example/{key[30:]}", Location="KEY"),
    ),
    Attack("a command in a name", lambda turn: turn.honest(result={"##[error]x": 1})),
    Attack("half a character as a name", lambda turn: turn.honest(result={"\ud800": 1}), code=1),
    Attack("half a character beside the result", lambda turn: turn.honest(**{"\ud800": 1})),
]
VERDICTS = [
    Attack(f"a listen key that is {word!r}", listen_key(lambda _, word=word: word), code=1)
    for word in (
        "userDataStream.stop",
        "stop",
        "result",
        "closed",
        "REQUEST_WEIGHT",
        "status",
        "MINUTE",
        '","result":{',
        "<listenKey-1>",
        "<apiKey-1>xxxxxxx",
        "\\",
        '"',
        "id",
        "200",
        "{}",
    )
]
TIME = [
    Attack("200 kB of quotes", lambda turn: '\\"' * 100_000),
    Attack("200 kB of quotes in a string", lambda turn: turn.honest(result={"a": '"' * 100_000})),
    Attack("a million quotes", lambda turn: '"' * 1_000_000),
    Attack("60 kB of listen keys", many_listen_keys(2_000)),
    Attack("1 MB of listen keys", many_listen_keys(36_000)),
    Attack(
        "a member repeated 20,000 times", lambda turn: turn.honest()[:-1] + ',"a":1' * 20_000 + "}"
    ),
    Attack(
        "two members repeated 40,000 times",
        lambda turn: turn.honest()[:-1] + ',"a":1,"b":2' * 40_000 + "}",
    ),
    Attack(
        "names without end",
        lambda turn: turn.honest()[:-1] + "".join(f',"{n}":{n}' for n in range(60_000)) + "}",
    ),
    Attack("lists nested 200,000 deep", lambda turn: "[" * 200_000 + "]" * 200_000),
    Attack("objects nested 100,000 deep", lambda turn: '{"a":' * 100_000 + "1" + "}" * 100_000),
    Attack(
        "300,000 limits",
        lambda turn: turn.honest()[:-1] + (',"rateLimits":[' + "{}," * 300_000 + "{}]}"),
    ),
    Attack("a million numbers", lambda turn: turn.honest(result=[1] * 330_000)),
    Attack("a number of a million digits", lambda turn: f'{{"id":1,"status":{"1" * 1_000_000}}}'),
    Attack("a message larger than any", lambda turn: turn.honest(a="x" * 30_000_000)),
    Attack("many messages of 1 MB", flood(lambda turn, n: turn.honest(a="x" * 1_000_000), 40)),
    Attack("50,000 events", flood(lambda turn, n: '{"e":"x","E":1}', 50_000)),
    Attack(
        "2,000 events of 10 kB",
        flood(lambda turn, n: json.dumps({"e": "x", "a": ["y"] * 2_000}), 2_000),
    ),
    Attack("20,000 answers", flood(lambda turn, n: turn.honest(id=n), 20_000)),
    Attack("1,000 answers with the same id", flood(lambda turn, n: turn.honest(), 1_000)),
]
NUMBERS = [
    Attack("a retryAfter of 401 digits", throttling({"retryAfter": BIG, "serverTime": 1})),
    Attack("a retryAfter of minus 401 digits", throttling({"retryAfter": -BIG, "serverTime": BIG})),
    Attack("a retryAfter in a thousand years", throttling({"retryAfter": 10**13, "serverTime": 1})),
    Attack("a limit of 401 digits", with_limit(limit=BIG)),
    Attack("a count of 401 digits", with_limit(count=BIG, limit=BIG)),
    Attack("an interval of 401 digits", with_limit(intervalNum=BIG)),
    Attack("a status of 401 digits", with_members(status=lambda _: BIG)),
    Attack("a code of 401 digits", with_error(str, code=BIG)),
    Attack("an id of 401 digits", with_members(id=lambda _: BIG)),
    Attack(
        "a time of 401 digits",
        lambda turn: turn.honest(
            result={"serverTime": BIG, "connectedSince": -BIG, "authorizedSince": BIG}
        ),
    ),
    Attack(
        "numbers that are none",
        lambda turn: (
            turn.honest()[:-1] + (',"rateLimits":[{"limit":NaN,"count":1e999}],"status":-Infinity}')
        ),
    ),
    Attack("a retry after 10^300 s", handshake=refused(429, str, **{"Retry-After": "1e300"})),
]
WORDS = [
    Attack("escapes in a message", with_error(lambda _: ESCAPES)),
    Attack("escapes in a code", lambda turn: turn.error("no", code=ESCAPES)),
    Attack("escapes in a status", with_members(status=lambda _: ESCAPES)),
    Attack("escapes in an id", with_members(id=lambda _: ESCAPES)),
    Attack("escapes in a name", lambda turn: turn.honest(**{ESCAPES: ESCAPES})),
    Attack("escapes in a listen key", listen_key(lambda _: ESCAPES)),
    Attack("escapes in a kind of limit", with_limit(rateLimitType=ESCAPES)),
    Attack("escapes outside of JSON", says(lambda _: ESCAPES)),
    Attack("escapes in a close", closing_at_once(lambda _: ESCAPES[:60])),
    Attack("escapes in a close of stops", closing(lambda _: ESCAPES[-60:])),
    Attack(
        "escapes in a redirect",
        handshake=refused(302, str, Location="ws://x/%1b##[add-mask]\x1b[31m"),
    ),
    Attack("half a character", with_error(lambda _: "\ud800 \udfff")),
    Attack("markup", with_error(lambda _: "[bold]:smile:</script><script>alert(1)</script>`~~~|")),
]
ATTACKS = [*KEYS, *PARTS, *VERDICTS, *TIME, *NUMBERS, *WORDS]
