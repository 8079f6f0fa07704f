"""The words of a script: a step, a scenario, and the frames that many of them share.

A frame is a template: ``$apiKey``, ``$otherCase``, ``$listenKey``, ``$timestamp``, ``$signature``
stand for the account's key, the same with its cases exchanged, the last listen key received, the
time in ms and the signature of the frame's params; ``$hmacKey`` and ``$rsaKey`` for two more keys
of the account.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from conformance.api.methods import LOGON, LOGOUT, START, STATUS, STOP
from conformance.api.samples import WRONG_SIGNATURE
from conformance.transcript.frames import Owner

OTHER_VENUE: Final = "neighbour"
"""The name of a connection to a neighbouring venue: the same methods, and streams of its own."""
_MARKS: Final = {
    "apiKey": ("$apiKey", "${apiKey}", "$otherCase"),
    "signature": ("$signature",),
    "hmacKey": ("$hmacKey",),
    "rsaKey": ("$rsaKey",),
}
_OF_OTHER: Final = {"apiKey": "otherKey", "signature": "otherSignature"}


@dataclass(frozen=True, slots=True)
class Step:
    """One frame to send.

    ``waits``: its answer is waited for before the next step. ``may_be_ignored``: no answer is a
    possible reaction, so the wait is short and its end no fault; nor is a stream that is not
    opened. ``opening``: it only prepares later steps. ``connection`` is its connection's name in a
    scenario of several, ``account`` whose keys it carries. ``opens_stream``: it sends nothing, but
    opens a connection to a user data stream with the listen key that its frame is. ``listens`` is
    how long is waited after it, in s, for what comes on streams.
    """

    frame: str | bytes
    waits: bool = True
    may_be_ignored: bool = False
    opening: bool = False
    connection: str = ""
    account: Owner = "own"
    opens_stream: bool = False
    listens: float = 0.0

    @property
    def needs(self) -> frozenset[str]:
        """What it takes, of `Scenario.needs`."""
        text = self.frame if isinstance(self.frame, str) else ""
        marked = {name for name, marks in _MARKS.items() if any(mark in text for mark in marks)}
        keys = {_OF_OTHER.get(name, name) if self.account == "other" else name for name in marked}
        places = {
            "connections": bool(self.connection),
            "stream": self.opens_stream,
            OTHER_VENUE: self.connection == OTHER_VENUE,
        }
        return frozenset(keys | {name for name, is_so in places.items() if is_so})


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
        """What a run must have for it.

        Of the account ``apiKey``, ``signature``, ``hmacKey`` and ``rsaKey``, of a second one
        ``otherKey`` and ``otherSignature``; or leave for ``connections``, ``stream`` or
        ``neighbour``.
        """
        return frozenset().union(*(step.needs for step in self.steps))

    @property
    def requests(self) -> tuple[Step, ...]:
        """The steps that send something."""
        return tuple(step for step in self.steps if not step.opens_stream)

    @property
    def connections(self) -> tuple[str, ...]:
        """The names of its connections to the API, in order; empty where there is one."""
        return tuple(dict.fromkeys(step.connection for step in self.requests if step.connection))

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
LISTEN_KEY: Final = "$listenKey"
SIGNED: Final = '{"apiKey":"$apiKey","signature":"$signature","timestamp":$timestamp}'
WRONGLY_SIGNED: Final = (
    '{"apiKey":"$apiKey","signature":"' + WRONG_SIGNATURE + '","timestamp":$timestamp}'
)
PROBE: Final = ask(STATUS.name, None, '"still-there"')
"""A request that checks whether a connection still lives; it needs no credentials."""

START_STEP: Final = Step(ask(START.name, KEY, '"start"'), opening=True)
CLEAR_STEP: Final = Step(ask_stop(KEY, '"clear"'), opening=True)
STOP_STEP: Final = Step(ask_stop(KEY))
LOGON_STEP: Final = Step(ask(LOGON.name, SIGNED, '"logon"'), opening=True)
REFUSED_LOGON_STEP: Final = Step(ask(LOGON.name, WRONGLY_SIGNED, '"logon"'), opening=True)
LOGOUT_STEP: Final = Step(ask(LOGOUT.name, None, '"logout"'), opening=True)
STATUS_STEP: Final = Step(ask(STATUS.name, None, '"status"'))
