"""Stops by apiKey, session and stream, and keys that are nearly right."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Final

from conformance.api.methods import LOGON
from conformance.api.samples import UNKNOWN_API_KEY
from conformance.scenarios.script import (
    CLEAR_STEP,
    KEY,
    LOGON_STEP,
    LOGOUT_STEP,
    REFUSED_LOGON_STEP,
    START_STEP,
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
        LOGON.name,
        f'{{"apiKey":"{UNKNOWN_API_KEY}","signature":"$signature","timestamp":$timestamp}}',
        '"logon"',
    )
)


def _stops_with(keys: tuple[str, ...]) -> Iterator[Step]:
    """Yield a stop with each apiKey, given as JSON unless it is a text."""
    for number, key in enumerate(keys, start=1):
        quoted = key if key[0] in "t[{" else f'"{key}"'
        yield Step(ask_stop(f'{{"apiKey":{quoted}}}', f'"stop-{number}"'))


AUTHENTICATION_SCENARIOS: Final = _authentication()
