"""Starts and pings as what is looked at: by apiKey and session, without a stop."""

from __future__ import annotations

from typing import Final

from conformance.api.methods import PING, START
from conformance.api.samples import UNKNOWN_API_KEY
from conformance.scenarios.script import (
    KEY,
    LOGON_STEP,
    LOGOUT_STEP,
    REFUSED_LOGON_STEP,
    START_STEP,
    Scenario,
    Step,
    ask,
)

_Steps = tuple[Step, ...]
_UNKNOWN: Final = f'{{"apiKey":"{UNKNOWN_API_KEY}"}}'
_WITHOUT_LIMITS: Final = '{"apiKey":"$apiKey","returnRateLimits":false}'


def _both(params: str | None, start_id: str = '"start-it"', ping_id: str = '"ping-it"') -> _Steps:
    """Return a start and a ping with the same params."""
    return Step(ask(START.name, params, start_id)), Step(ask(PING.name, params, ping_id))


LISTEN_KEYS_SCENARIOS: Final = (
    Scenario("start-and-ping", _both(KEY)),
    Scenario("start-and-ping-with-integer-ids", _both(KEY, "7", "-8")),
    Scenario("start-and-ping-with-null-ids", _both(KEY, "null", "null")),
    Scenario("start-and-ping-without-rate-limits", _both(_WITHOUT_LIMITS)),
    Scenario("start-and-ping-after-logon", (LOGON_STEP, *_both("{}"))),
    Scenario("start-and-ping-after-logon-without-params", (LOGON_STEP, *_both(None))),
    Scenario("start-and-ping-after-logon-with-api-key", (LOGON_STEP, *_both(KEY))),
    Scenario("start-and-ping-after-logout", (LOGON_STEP, LOGOUT_STEP, *_both("{}"))),
    Scenario("start-and-ping-after-refused-logon", (REFUSED_LOGON_STEP, *_both("{}"))),
    Scenario("start-and-ping-without-credentials", (START_STEP, *_both("{}"))),
    Scenario("start-and-ping-with-unknown-api-key", (START_STEP, *_both(_UNKNOWN))),
    Scenario(
        "start-and-ping-after-logon-with-unknown-api-key",
        (LOGON_STEP, START_STEP, *_both(_UNKNOWN)),
    ),
)
