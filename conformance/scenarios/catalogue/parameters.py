"""Stops with params of every kind, and with or without rate limits."""

from __future__ import annotations

from typing import Final

from conformance.api.samples import WRONG_SIGNATURE
from conformance.scenarios.script import (
    LOGON_STEP,
    START_STEP,
    STATUS_STEP,
    STOP_STEP,
    Scenario,
    Step,
    ask_stop,
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


PARAMETERS_SCENARIOS: Final = (*_params(), *_rate_limits())
