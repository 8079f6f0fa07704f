"""Stops with ids of every type and form, and ids used again."""

from __future__ import annotations

from typing import Final

from conformance.api.methods import LOGOUT, STATUS
from conformance.scenarios.script import (
    KEY,
    LOGON_STEP,
    START_STEP,
    STOP_STEP,
    Scenario,
    Step,
    ask,
    ask_stop,
)

_LEGAL_IDS: Final = {
    "uuid": '"0d6b1b6e-5c1c-4c39-9f25-6d1c3f1b7a10"',
    "integer": "7",
    "zero": "0",
    "negative": "-7",
    "ending-in-zeros": "7000",
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
        Step(ask(STATUS.name, None, "2")),
        Step(ask(LOGOUT.name, None, "9007199254740993")),
    )
    return (
        *single,
        Scenario("stop-id-used-again", (START_STEP, STOP_STEP, STOP_STEP)),
        Scenario("stop-refused-with-each-id", refused),
        Scenario("session-with-integer-ids", session),
    )


IDENTIFIERS_SCENARIOS: Final = _ids()
