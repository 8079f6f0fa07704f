"""Frames that are no well-formed requests; each connection is asked something ordinary next."""

from __future__ import annotations

from typing import Final

from conformance.api.methods import STATUS, STOP, VERSION_PREFIX
from conformance.scenarios.script import (
    KEY,
    Scenario,
    Step,
    ask,
    ask_stop,
)


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
        "in-lower-case": Step(ask(STOP.name.lower(), KEY, '"stop"')),
        "as-unknown-method": Step(ask("userDataStream.halt", KEY, '"stop"')),
        "with-version": Step(ask(VERSION_PREFIX + STOP.name, KEY, '"stop"')),
    }
    ordinary = Step(ask(STATUS.name, None, '"next"'), opening=True)
    return tuple(
        Scenario(f"stop-{name}", (step, ordinary), needs_own_connection=step.may_be_ignored)
        for name, step in frames.items()
    )


FRAMES_SCENARIOS: Final = _frames()
