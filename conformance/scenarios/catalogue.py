"""The scenarios: what the client sends, in which session state. Never what is right."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Final

from conformance.api.samples import UNKNOWN_API_KEY, WRONG_SIGNATURE
from conformance.scenarios.script import (
    CLEAR_STEP,
    KEY,
    LOGON_STEP,
    LOGOUT_STEP,
    REFUSED_LOGON_STEP,
    START_STEP,
    STATUS_STEP,
    STOP_STEP,
    Scenario,
    Step,
    ask,
    ask_stop,
)

_SESSIONS: Final = {
    "": (),
    "-after-logon": (LOGON_STEP,),
    "-after-logout": (LOGON_STEP, LOGOUT_STEP),
    "-after-refused-logon": (REFUSED_LOGON_STEP,),
}
_KEYS: Final = {
    "-with-api-key": KEY,
    "": "{}",
    "-with-empty-api-key": '{"apiKey":""}',
    "-with-null-api-key": '{"apiKey":null}',
    "-with-numeric-api-key": '{"apiKey":12345}',
    "-with-unknown-api-key": '{"apiKey":"' + UNKNOWN_API_KEY + '"}',
}
_STREAMS: Final = {"": (START_STEP,), "-without-stream": (START_STEP, CLEAR_STEP)}
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
        Scenario("stop-twice", (START_STEP, STOP_STEP, Step(ask_stop(KEY, '"stop-again"')))),
        Scenario("stop-with-keys-much-alike", (START_STEP, *_stops_with(_MUCH_ALIKE))),
        Scenario("stop-with-keys-of-other-types", (START_STEP, *_stops_with(_OF_OTHER_TYPES))),
        Scenario("logon-with-unknown-api-key", (START_STEP, _UNKNOWN_LOGON, Step(ask_stop("{}")))),
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
    """Yield a stop with each apiKey, given as JSON unless it is a text."""
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
    """Build a scenario for each id, and some that use several or the same again."""
    single = [
        Scenario(
            f"stop-id-{name}",
            (START_STEP, Step(ask_stop(KEY, text))),
            needs_own_connection=name in _OTHER_IDS,
        )
        for name, text in (_LEGAL_IDS | _OTHER_IDS).items()
    ]
    refused = tuple(
        Step(ask_stop("{}", text)) for text in (*_LEGAL_IDS.values(), '"used-by-nobody"')
    )
    session = (
        Step(str(LOGON_STEP.frame).replace('"logon"', "-1"), opening=True),
        Step(ask("session.status", None, "2")),
        Step(ask("session.logout", None, "9007199254740993")),
    )
    return (
        *single,
        Scenario("stop-id-used-again", (START_STEP, STOP_STEP, STOP_STEP)),
        Scenario("stop-refused-with-each-id", refused),
        Scenario("session-with-integer-ids", session),
    )


def _params() -> tuple[Scenario, ...]:
    def with_params(name: str, params: str | None, *session: Step) -> Scenario:
        return Scenario(name, (START_STEP, *session, Step(ask_stop(params))))

    reordered = '{"params":{"apiKey":"$apiKey"},"method":"userDataStream.stop","id":"stop"}'
    return (
        with_params("stop-without-params", None),
        with_params("stop-after-logon-without-params", None, LOGON_STEP),
        with_params("stop-with-null-params", "null"),
        Scenario(
            "stop-with-list-params",
            (START_STEP, Step(ask_stop('["apiKey"]'))),
            needs_own_connection=True,
        ),
        with_params("stop-with-unknown-param", '{"apiKey":"$apiKey","flavour":"vanilla"}'),
        with_params("stop-with-listen-key", '{"apiKey":"$apiKey","listenKey":"$listenKey"}'),
        with_params(
            "stop-with-signature", '{"apiKey":"$apiKey","signature":"' + WRONG_SIGNATURE + '"}'
        ),
        with_params("stop-with-apikey-in-lower-case", '{"apikey":"$apiKey"}'),
        Scenario("stop-with-members-in-another-order", (START_STEP, Step(reordered))),
    )


def _rate_limits() -> tuple[Scenario, ...]:
    without = Step(ask_stop('{"apiKey":"$apiKey","returnRateLimits":false}'))
    asking = Step(ask_stop('{"apiKey":"$apiKey","returnRateLimits":true}'))
    url = "returnRateLimits=false"
    return (
        Scenario("stop-without-rate-limits", (START_STEP, without, STOP_STEP)),
        Scenario("refusal-without-rate-limits", (Step(ask_stop('{"returnRateLimits":false}')),)),
        Scenario("stop-without-rate-limits-by-url", (START_STEP, STOP_STEP, STATUS_STEP), url),
        Scenario("stop-with-rate-limits-despite-url", (START_STEP, asking), url),
    )


def _pipelined() -> tuple[Scenario, ...]:
    """Build requests in flight together: with ids that look alike, and of two methods."""
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
        Scenario("stop-pipelined", (START_STEP, *_in_one_go(*alike))),
        Scenario("stop-pipelined-with-status", (START_STEP, *_in_one_go(*mixed))),
    )


def _in_one_go(*frames: str) -> Iterator[Step]:
    last = len(frames) - 1
    return (Step(frame, waits=place == last) for place, frame in enumerate(frames))


def _frames() -> tuple[Scenario, ...]:
    """Build faulty and unusual frames, each with an ordinary request next."""
    doubled = (
        '{"id":"stop","method":"userDataStream.stop","params":{},"params":{"apiKey":"$apiKey"}}'
    )
    frames = {
        "malformed": Step(
            '{"id":"stop","method":"userDataStream.stop","params":{', may_be_ignored=True
        ),
        "empty": Step("", may_be_ignored=True),
        "binary": Step(ask_stop("{}").encode(), may_be_ignored=True),
        "with-duplicate-members": Step(doubled, may_be_ignored=True),
        "in-wrong-case": Step(ask("userDataStream.STOP", KEY, '"stop"')),
        "as-unknown-method": Step(ask("userDataStream.halt", KEY, '"stop"')),
        "with-version": Step(ask("v1/userDataStream.stop", KEY, '"stop"')),
    }
    ordinary = Step(ask("session.status", None, '"next"'), opening=True)
    return tuple(
        Scenario(f"stop-{name}", (step, ordinary), needs_own_connection=step.may_be_ignored)
        for name, step in frames.items()
    )


def _afterwards() -> tuple[Scenario, ...]:
    """Build requests after a stop, and a stop after a ping."""
    ping = Step(ask("userDataStream.ping", KEY, '"ping"'))
    start_again = Step(ask("userDataStream.start", KEY, '"start-again"'))
    start_third = Step(ask("userDataStream.start", KEY, '"start-third"'))
    stop_again = Step(ask_stop(KEY, '"stop-again"'))
    by_session, again_by_session = Step(ask_stop(None)), Step(ask_stop(None, '"stop-again"'))
    return (
        Scenario("stop-after-ping", (START_STEP, ping, STOP_STEP)),
        Scenario("ping-after-stop", (START_STEP, STOP_STEP, ping)),
        Scenario("start-after-stop", (START_STEP, STOP_STEP, start_again)),
        Scenario(
            "start-after-two-stops", (START_STEP, STOP_STEP, start_again, stop_again, start_third)
        ),
        Scenario(
            "start-after-stop-by-session",
            (LOGON_STEP, START_STEP, by_session, start_again, again_by_session),
        ),
        Scenario("status-after-stop", (LOGON_STEP, START_STEP, by_session, STATUS_STEP)),
        Scenario("status-after-stop-by-key", (LOGON_STEP, START_STEP, STOP_STEP, STATUS_STEP)),
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
