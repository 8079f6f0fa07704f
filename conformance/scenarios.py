"""The scenarios: what the client says, in which session state. Never what is right."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Final

from conformance.script import (
    CLEAR,
    KEY,
    LOGON,
    LOGOUT,
    REFUSED_LOGON,
    START,
    STATUS,
    STOP,
    UNKNOWN_API_KEY,
    WRONG_SIGNATURE,
    Scenario,
    Step,
    ask,
    ask_stop,
)

_SESSIONS: Final = {
    "": (),
    "-after-logon": (LOGON,),
    "-after-logout": (LOGON, LOGOUT),
    "-after-refused-logon": (REFUSED_LOGON,),
}
_KEYS: Final = {
    "-with-api-key": KEY,
    "": "{}",
    "-with-empty-api-key": '{"apiKey":""}',
    "-with-null-api-key": '{"apiKey":null}',
    "-with-numeric-api-key": '{"apiKey":12345}',
    "-with-unknown-api-key": '{"apiKey":"' + UNKNOWN_API_KEY + '"}',
}
_STREAMS: Final = {"": (START,), "-without-stream": (START, CLEAR)}
_NAMED: Final = {
    "stop": "stop-without-credentials",
    "stop-without-stream": "stop-without-credentials-or-stream",
    "stop-with-api-key-without-stream": "stop-without-stream",
}


def _authentication() -> tuple[Scenario, ...]:
    """Build the grid of apiKey in params by session by stream."""
    grid = []
    for (opened, opened_by), (session, logon), (key, params) in itertools.product(
        _STREAMS.items(), _SESSIONS.items(), _KEYS.items()
    ):
        name = f"stop{session}{key}{opened}"
        steps = (*logon, *opened_by, Step(ask_stop(params)))
        grid.append(Scenario(_NAMED.get(name, name), steps))
    return (
        *grid,
        Scenario("stop-twice", (START, STOP, Step(ask_stop(KEY, '"stop-again"')))),
        Scenario("stop-with-keys-much-alike", (START, *_stops_with(_MUCH_ALIKE))),
        Scenario("stop-with-keys-of-other-types", (START, *_stops_with(_OF_OTHER_TYPES))),
        Scenario("logon-with-unknown-api-key", (START, _UNKNOWN_LOGON, Step(ask_stop("{}")))),
    )


_MUCH_ALIKE: Final = ("${apiKey}x", " $apiKey", "$otherCase")
_OF_OTHER_TYPES: Final = ("true", '["$apiKey"]', '{"$apiKey":1}')
_UNKNOWN_LOGON: Final = Step(
    ask(
        "session.logon",
        f'{{"apiKey":"{UNKNOWN_API_KEY}","signature":"$signature","timestamp":$timestamp}}',
        '"logon"',
    )
)


def _stops_with(keys: tuple[str, ...]) -> Iterator[Step]:
    """Write a stop with each apiKey, given as JSON unless it is a text."""
    for number, key in enumerate(keys, start=1):
        quoted = key if key[0] in "t[{" else f'"{key}"'
        yield Step(ask_stop(f'{{"apiKey":{quoted}}}', f'"stop-{number}"'))


_LEGAL_IDS: Final = {
    "uuid": '"0d6b1b6e-5c1c-4c39-9f25-6d1c3f1b7a10"',
    "integer": "7",
    "zero": "0",
    "negative": "-7",
    "beyond-double": "9007199254740993",
    "int64-max": "9223372036854775807",
    "int64-min": "-9223372036854775808",
    "one-character": '"x"',
    "36-characters": '"ABCDEFGHIJKLMNOPQRSTuvwxyz0123456789"',
    "hyphen-and-underscore": '"-stop_it-"',
    "null": "null",
}
_OTHER_IDS: Final = {
    "absent": None,
    "empty": '""',
    "37-characters": '"abcdefghijklmnopqrstuvwxyz0123456789x"',
    "other-characters": '"stop it, please!"',
    "fraction": "1.5",
    "true": "true",
    "object": '{"a":1}',
    "beyond-int64": "9223372036854775808",
}


def _ids() -> tuple[Scenario, ...]:
    """Build a scenario an id; then one that uses an id again after its answer."""
    single = [
        Scenario(f"stop-id-{name}", (START, Step(ask_stop(KEY, text))), alone=name in _OTHER_IDS)
        for name, text in (_LEGAL_IDS | _OTHER_IDS).items()
    ]
    refused = tuple(
        Step(ask_stop("{}", text)) for text in (*_LEGAL_IDS.values(), '"used-by-nobody"')
    )
    session = (
        Step(str(LOGON.frame).replace('"logon"', "-1"), opening=True),
        Step(ask("session.status", None, "2")),
        Step(ask("session.logout", None, "9007199254740993")),
    )
    return (
        *single,
        Scenario("stop-id-used-again", (START, STOP, STOP)),
        Scenario("stop-refused-with-each-id", refused),
        Scenario("session-with-integer-ids", session),
    )


def _params() -> tuple[Scenario, ...]:
    def with_params(name: str, params: str | None, *session: Step) -> Scenario:
        return Scenario(name, (START, *session, Step(ask_stop(params))))

    reordered = '{"params":{"apiKey":"$apiKey"},"method":"userDataStream.stop","id":"stop"}'
    return (
        with_params("stop-without-params", None),
        with_params("stop-after-logon-without-params", None, LOGON),
        with_params("stop-with-null-params", "null"),
        Scenario("stop-with-list-params", (START, Step(ask_stop('["apiKey"]'))), alone=True),
        with_params("stop-with-unknown-param", '{"apiKey":"$apiKey","flavour":"vanilla"}'),
        with_params("stop-with-listen-key", '{"apiKey":"$apiKey","listenKey":"$listenKey"}'),
        with_params(
            "stop-with-signature", '{"apiKey":"$apiKey","signature":"' + WRONG_SIGNATURE + '"}'
        ),
        with_params("stop-with-apikey-in-lower-case", '{"apikey":"$apiKey"}'),
        Scenario("stop-with-members-in-another-order", (START, Step(reordered))),
    )


def _rate_limits() -> tuple[Scenario, ...]:
    without = Step(ask_stop('{"apiKey":"$apiKey","returnRateLimits":false}'))
    asking = Step(ask_stop('{"apiKey":"$apiKey","returnRateLimits":true}'))
    url = "returnRateLimits=false"
    return (
        Scenario("stop-without-rate-limits", (START, without, STOP)),
        Scenario("refusal-without-rate-limits", (Step(ask_stop('{"returnRateLimits":false}')),)),
        Scenario("stop-without-rate-limits-by-url", (START, STOP, STATUS), url),
        Scenario("stop-with-rate-limits-despite-url", (START, asking), url),
    )


def _pipelined() -> tuple[Scenario, ...]:
    """Build requests in flight at once: ids that look alike; methods whose results differ."""
    ids = ('"a-1"', "1", '"1"', "0", '"0"', "null", '"null"', "-1")
    alike = (ask_stop(KEY, text) for text in ids)
    mixed = (
        text
        for turn in ("first", "second")
        for text in (
            ask_stop(KEY, f'"{turn}-stop"'),
            ask("session.status", None, f'"{turn}-status"'),
        )
    )
    return (
        Scenario("stop-pipelined", (START, *_in_one_go(*alike))),
        Scenario("stop-pipelined-with-status", (START, *_in_one_go(*mixed))),
    )


def _in_one_go(*frames: str) -> Iterator[Step]:
    last = len(frames) - 1
    return (Step(frame, waits=place == last) for place, frame in enumerate(frames))


def _frames() -> tuple[Scenario, ...]:
    """Build the odd frames; each connection is asked something ordinary next."""
    doubled = (
        '{"id":"stop","method":"userDataStream.stop","params":{},"params":{"apiKey":"$apiKey"}}'
    )
    frames = {
        "malformed": Step('{"id":"stop","method":"userDataStream.stop","params":{', odd=True),
        "empty": Step("", odd=True),
        "binary": Step(ask_stop("{}").encode(), odd=True),
        "with-duplicate-members": Step(doubled, odd=True),
        "in-wrong-case": Step(ask("userDataStream.STOP", KEY, '"stop"')),
        "as-unknown-method": Step(ask("userDataStream.halt", KEY, '"stop"')),
        "with-version": Step(ask("v1/userDataStream.stop", KEY, '"stop"')),
    }
    ordinary = Step(ask("session.status", None, '"next"'), opening=True)
    return tuple(
        Scenario(f"stop-{name}", (step, ordinary), alone=step.odd) for name, step in frames.items()
    )


def _afterwards() -> tuple[Scenario, ...]:
    """Build what is asked after a stop, and a stop after the whole life of a stream."""
    ping = Step(ask("userDataStream.ping", KEY, '"ping"'))
    start_again = Step(ask("userDataStream.start", KEY, '"start-again"'))
    start_third = Step(ask("userDataStream.start", KEY, '"start-third"'))
    stop_again = Step(ask_stop(KEY, '"stop-again"'))
    by_session, again_by_session = Step(ask_stop(None)), Step(ask_stop(None, '"stop-again"'))
    return (
        Scenario("stop-after-ping", (START, ping, STOP)),
        Scenario("ping-after-stop", (START, STOP, ping)),
        Scenario("start-after-stop", (START, STOP, start_again)),
        Scenario("start-after-two-stops", (START, STOP, start_again, stop_again, start_third)),
        Scenario(
            "start-after-stop-by-session",
            (LOGON, START, by_session, start_again, again_by_session),
        ),
        Scenario("status-after-stop", (LOGON, START, by_session, STATUS)),
        Scenario("status-after-stop-by-key", (LOGON, START, STOP, STATUS)),
    )


CATALOGUE: Final = (
    *_authentication(),
    *_ids(),
    *_params(),
    *_rate_limits(),
    *_pipelined(),
    *_frames(),
    *_afterwards(),
)
"""Every scenario, in the order in which they are performed."""

BY_NAME: Final = {scenario.name: scenario for scenario in CATALOGUE}
