"""The calls that a client makes, and which behaviours they reach."""

from __future__ import annotations

import json
import random
from functools import cache
from typing import Final

from conformance.api.bad_input import BadInput
from conformance.api.methods import LOGON, LOGOUT, PING, START, STATUS, STOP, Method
from conformance.api.signing import sign
from conformance.clients.behaviours import STOP_REFUSED_PREFIX, Behaviour, BehaviourKind
from conformance.reference.embedded import API_KEY, CREDENTIALS, EPOCH, PRIVATE_KEY, accounts_of
from conformance.reference.server import Connection, Reference

CALLS: Final[dict[str, Method]] = {
    "logon": LOGON,
    "status": STATUS,
    "start": START,
    "ping": PING,
    "stop": STOP,
    "logout": LOGOUT,
}
"""Every call by its name, with the method that it asks."""
DEFAULT: Final = ("start", "ping", "stop")


class StepsUnknown(BadInput):
    """A call that there is not."""


def steps_of(text: str) -> tuple[str, ...]:
    """Return the calls that a text lists. Raises StepsUnknown."""
    steps = tuple(part.strip() for part in text.split(",") if part.strip())
    unknown = [step for step in steps if step not in CALLS]
    if unknown or not steps:
        raise StepsUnknown(f"--steps takes calls of {', '.join(CALLS)}, with commas between")
    return steps


def is_reached(behaviour: Behaviour, steps: tuple[str, ...]) -> bool:
    """Whether a client that makes some calls can meet what is special about a behaviour."""
    if behaviour.kind is not BehaviourKind.MUTANT:
        return "stop" in steps or not behaviour.name.startswith("stop-")
    altered = _altered(behaviour, steps)
    if behaviour.name.startswith(f"{STOP_REFUSED_PREFIX}-"):
        return altered > _altered_before_stop(behaviour, steps)
    return altered > 0


def _altered_before_stop(behaviour: Behaviour, steps: tuple[str, ...]) -> int:
    """Return how many answers are altered before the first stop: they succeed in any case."""
    before = steps[: steps.index("stop")] if "stop" in steps else steps
    return _altered(behaviour, before)


@cache
def _altered(behaviour: Behaviour, steps: tuple[str, ...]) -> int:
    """Return how many answers a mutant alters, whether ids are numbers or texts."""
    return max(_altered_with(behaviour, steps, first) for first in (1, "ab-c-d-e1"))


def _altered_with(behaviour: Behaviour, steps: tuple[str, ...], first: int | str) -> int:
    variation = behaviour.variation
    chance = random.Random(EPOCH)
    server = Reference(
        accounts_of(CREDENTIALS), lambda: EPOCH, variation.choices, variation.mutant, chance
    )
    connection = server.connect()
    for number, step in enumerate(steps):
        own = first + number if isinstance(first, int) else f"{first}{number}"
        _ask(connection, own, step, is_logged_on="logon" in steps[:number])
    return server.altered


def _ask(connection: Connection, request_id: int | str, step: str, is_logged_on: bool) -> None:
    params: dict[str, object] = {}
    if step == "logon":
        params = {"apiKey": API_KEY, "timestamp": EPOCH}
        params["signature"] = sign(PRIVATE_KEY, params)
    elif step in DEFAULT and not is_logged_on:
        params = {"apiKey": API_KEY}
    request = {"id": request_id, "method": CALLS[step].name, "params": params}
    connection.receive(json.dumps(request))
