"""The words of a script: a step, a scenario, and the frames that many of them share.

A frame is a template: ``$apiKey``, ``$otherCase``, ``$listenKey``, ``$timestamp``, ``$signature``
stand for the account's key, the same with its cases exchanged, the last listen key received, the
time in ms and the signature of the frame's params.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from conformance.api.methods import LOGON, LOGOUT, START, STATUS, STOP
from conformance.api.samples import WRONG_SIGNATURE


@dataclass(frozen=True, slots=True)
class Step:
    """One frame to send.

    ``waits``: its answer is waited for before the next step. ``may_be_ignored``: no answer is a
    possible reaction, so the wait is short and its end no fault. ``opening``: it only prepares
    later steps.
    """

    frame: str | bytes
    waits: bool = True
    may_be_ignored: bool = False
    opening: bool = False


@dataclass(frozen=True, slots=True)
class Scenario:
    """A named script; ``query`` is that of the URL.

    ``needs_own_connection``: a server may close a connection on which faulty frames came.
    """

    name: str
    steps: tuple[Step, ...]
    query: str = ""
    needs_own_connection: bool = False

    @property
    def needs(self) -> frozenset[str]:
        """What the account must have for it, of ``apiKey`` and ``signature``."""
        text = "".join(step.frame for step in self.steps if isinstance(step.frame, str))
        wanted = {"apiKey": ("$apiKey", "${apiKey}", "$otherCase"), "signature": ("$signature",)}
        return frozenset(name for name, ways in wanted.items() if any(w in text for w in ways))

    @property
    def connection_key(self) -> tuple[str, ...]:
        """What scenarios that may share a connection have in common: the query, and any logons.

        So a logon or a logout never has an effect on a scenario without one.
        """
        frames = (step.frame for step in self.steps if isinstance(step.frame, str))
        return (self.query, *(frame for frame in frames if '"session.log' in frame))


def ask(method: str, params: str | None = None, request_id: str | None = None) -> str:
    """Write a request; ``params`` and ``request_id`` are JSON texts, or None to leave them out."""
    members = [f'"id":{request_id}'] if request_id is not None else []
    members.append(f'"method":"{method}"')
    if params is not None:
        members.append(f'"params":{params}')
    return "{" + ",".join(members) + "}"


def ask_stop(params: str | None, request_id: str | None = '"stop"') -> str:
    """Write a stop."""
    return ask(STOP.name, params, request_id)


KEY: Final = '{"apiKey":"$apiKey"}'
PROBE: Final = ask(STATUS.name, None, '"still-there"')
"""A request that checks whether a connection still lives; it needs no credentials."""

START_STEP: Final = Step(ask(START.name, KEY, '"start"'), opening=True)
CLEAR_STEP: Final = Step(ask_stop(KEY, '"clear"'), opening=True)
STOP_STEP: Final = Step(ask_stop(KEY))
LOGON_STEP: Final = Step(
    ask(
        LOGON.name,
        '{"apiKey":"$apiKey","signature":"$signature","timestamp":$timestamp}',
        '"logon"',
    ),
    opening=True,
)
REFUSED_LOGON_STEP: Final = Step(
    ask(
        LOGON.name,
        '{"apiKey":"$apiKey","signature":"' + WRONG_SIGNATURE + '","timestamp":$timestamp}',
        '"logon"',
    ),
    opening=True,
)
LOGOUT_STEP: Final = Step(ask(LOGOUT.name, None, '"logout"'), opening=True)
STATUS_STEP: Final = Step(ask(STATUS.name, None, '"status"'))
