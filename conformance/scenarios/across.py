"""The words of scripts over several connections: a step names its connection and its account.

Each request has an id of its own in its scenario, so an answer that comes on another connection is
known.
"""

from __future__ import annotations

from typing import Any, Final

from conformance.api.methods import LOGON, LOGOUT, PING, START, STATUS, STOP, Method
from conformance.api.samples import UNKNOWN_API_KEY
from conformance.scenarios.script import (
    KEY,
    LISTEN_KEY,
    SIGNED,
    WRONGLY_SIGNED,
    Scenario,
    Step,
    ask,
)

UNKNOWN: Final = '{"apiKey":"' + UNKNOWN_API_KEY + '"}'
LISTENING: Final = 2.0
"""How long is listened for what a stop does to a stream, in s."""


def across(name: str, *steps: Step) -> Scenario:
    """Return a scenario of several connections, which are its own."""
    return Scenario(name, steps, needs_own_connection=True)


def request_on(
    connection: str, method: Method, params: str | None, name: str = "", **about: Any
) -> Step:
    """Return a request on a connection; ``name`` is its id's, ``about`` members of the step."""
    short = name or method.name.rpartition(".")[2]
    frame = ask(method.name, params, f'"{connection}-{short}"')
    return Step(frame, connection=connection, **about)


def start_on(connection: str, params: str | None = KEY, name: str = "", **about: Any) -> Step:
    """Return a start, which prepares what follows."""
    return request_on(connection, START, params, name, opening=True, **about)


def restart_on(connection: str, params: str | None = KEY, **about: Any) -> Step:
    """Return a start after a stop."""
    return request_on(connection, START, params, "start-again", **about)


def stop_on(connection: str, params: str | None = KEY, name: str = "", **about: Any) -> Step:
    """Return a stop."""
    return request_on(connection, STOP, params, name, **about)


def ping_on(connection: str, params: str | None = KEY, name: str = "", **about: Any) -> Step:
    """Return a ping."""
    return request_on(connection, PING, params, name, **about)


def logon_on(connection: str, name: str = "", **about: Any) -> Step:
    """Return a logon that is meant to succeed."""
    return request_on(connection, LOGON, SIGNED, name, opening=True, **about)


def refused_logon_on(connection: str, **about: Any) -> Step:
    """Return a logon with a wrong signature."""
    return request_on(connection, LOGON, WRONGLY_SIGNED, "refused", opening=True, **about)


def logout_on(connection: str) -> Step:
    """Return a logout."""
    return request_on(connection, LOGOUT, None, opening=True)


def status_on(connection: str, name: str = "") -> Step:
    """Return a status."""
    return request_on(connection, STATUS, None, name)


def stream_on(connection: str, listen_key: str = LISTEN_KEY, **about: Any) -> Step:
    """Return the opening of a stream, with the last listen key unless another is given."""
    return Step(listen_key, connection=connection, opens_stream=True, opening=True, **about)
