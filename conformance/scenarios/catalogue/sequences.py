"""Requests in flight together, and requests after a stop."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from conformance.api.methods import PING, START, STATUS
from conformance.scenarios.script import (
    KEY,
    LOGON_STEP,
    START_STEP,
    STATUS_STEP,
    STOP_STEP,
    Scenario,
    Step,
    ask,
    ask_stop,
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
            ask(STATUS.name, None, f'"{turn}-status"'),
        )
    )
    return (
        Scenario("stop-pipelined", (START_STEP, *_in_one_go(*alike))),
        Scenario("stop-pipelined-with-status", (START_STEP, *_in_one_go(*mixed))),
    )


def _in_one_go(*frames: str) -> Iterator[Step]:
    last = len(frames) - 1
    return (Step(frame, waits=place == last) for place, frame in enumerate(frames))


def _afterwards() -> tuple[Scenario, ...]:
    """Build requests after a stop, and a stop after a ping."""
    ping = Step(ask(PING.name, KEY, '"ping"'))
    start_again = Step(ask(START.name, KEY, '"start-again"'))
    start_third = Step(ask(START.name, KEY, '"start-third"'))
    stop_again = Step(ask_stop(KEY, '"stop-again"'))
    often = (step for n in range(8) for step in _start_and_stop(n))
    by_session, again_by_session = Step(ask_stop(None)), Step(ask_stop(None, '"stop-again"'))
    return (
        Scenario("stop-after-ping", (START_STEP, ping, STOP_STEP)),
        Scenario("ping-after-stop", (START_STEP, STOP_STEP, ping)),
        Scenario("start-and-stop-eight-times", tuple(often)),
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


def _start_and_stop(number: int) -> tuple[Step, Step]:
    start = Step(ask(START.name, KEY, f'"start-{number}"'))
    return start, Step(ask_stop(KEY, f'"stop-{number}"'))


PIPELINED_SCENARIOS: Final = _pipelined()
AFTERWARDS_SCENARIOS: Final = _afterwards()
