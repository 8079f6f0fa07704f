"""The scripts: what the client says, in which session state. Never what is right.

A frame is a template: ``$apiKey``, ``$listenKey``, ``$timestamp`` and ``$signature`` stand for the
account's key, the last listen key received, the time in ms and the signature of the frame's params.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

UNKNOWN_API_KEY: Final = "UNKNOWNkeyOfNoAccount" + "0123456789" * 4 + "xyz"
"""A well-formed key of 64 characters that belongs to nobody; public, so never redacted."""

WRONG_SIGNATURE: Final = "A" * 86 + "=="
"""A well-formed Ed25519 signature in base64 that signs nothing; public, so never redacted."""


@dataclass(frozen=True, slots=True)
class Step:
    """One frame to send.

    ``waits``: for its answer, before the next is sent. ``odd``: silence is a possible answer, so
    the wait is short and nobody's fault. ``opening``: it only sets the scene for later steps.
    """

    frame: str | bytes
    waits: bool = True
    odd: bool = False
    opening: bool = False


@dataclass(frozen=True, slots=True)
class Scenario:
    """A named script; ``query`` belongs to the URL.

    ``alone``: it needs a connection of its own, as a server may close one that sent faulty frames.
    """

    name: str
    steps: tuple[Step, ...]
    query: str = ""
    alone: bool = False

    @property
    def needs(self) -> frozenset[str]:
        """What the account must have for it: ``apiKey``, ``signature``."""
        text = "".join(step.frame for step in self.steps if isinstance(step.frame, str))
        return frozenset(name for name in ("apiKey", "signature") if f"${name}" in text)

    @property
    def company(self) -> tuple[str, ...]:
        """What scenarios that may share a connection have in common: the URL, and logons if any.

        So whatever a server makes of a logon or a logout, no scenario without one meets it.
        """
        sessions = (step.frame for step in self.steps if step in _OF_SESSIONS)
        return (self.query, *map(str, sessions))


def ask(method: str, params: str | None = None, request_id: str | None = None) -> str:
    """Write a request; ``params`` and ``request_id`` are JSON texts, or None to leave them out."""
    members = [f'"id":{request_id}'] if request_id is not None else []
    members.append(f'"method":"{method}"')
    if params is not None:
        members.append(f'"params":{params}')
    return "{" + ",".join(members) + "}"


def _ask_stop(params: str | None, request_id: str | None = '"stop"') -> str:
    return ask("userDataStream.stop", params, request_id)


KEY: Final = '{"apiKey":"$apiKey"}'
PROBE: Final = ask("session.status", None, '"still-there"')
"""Something ordinary, asked to see whether a connection still lives; needs no credentials."""

START: Final = Step(ask("userDataStream.start", KEY, '"start"'), opening=True)
_CLEAR: Final = Step(_ask_stop(KEY, '"clear"'), opening=True)
STOP: Final = Step(_ask_stop(KEY))
_LOGON: Final = Step(
    ask(
        "session.logon",
        '{"apiKey":"$apiKey","signature":"$signature","timestamp":$timestamp}',
        '"logon"',
    ),
    opening=True,
)
_REFUSED_LOGON: Final = Step(
    ask(
        "session.logon",
        '{"apiKey":"$apiKey","signature":"' + WRONG_SIGNATURE + '","timestamp":$timestamp}',
        '"logon"',
    ),
    opening=True,
)
_LOGOUT: Final = Step(ask("session.logout", None, '"logout"'), opening=True)
_OF_SESSIONS: Final = (_LOGON, _REFUSED_LOGON, _LOGOUT)
_STATUS: Final = Step(ask("session.status", None, '"status"'))

_SESSIONS: Final = {
    "": (),
    "-after-logon": (_LOGON,),
    "-after-logout": (_LOGON, _LOGOUT),
    "-after-refused-logon": (_REFUSED_LOGON,),
}
_KEYS: Final = {
    "-with-api-key": KEY,
    "": "{}",
    "-with-empty-api-key": '{"apiKey":""}',
    "-with-null-api-key": '{"apiKey":null}',
    "-with-numeric-api-key": '{"apiKey":12345}',
    "-with-unknown-api-key": '{"apiKey":"' + UNKNOWN_API_KEY + '"}',
}
_STREAMS: Final = {"": (START,), "-without-stream": (START, _CLEAR)}
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
        steps = (*logon, *opened_by, Step(_ask_stop(params)))
        grid.append(Scenario(_NAMED.get(name, name), steps))
    return (*grid, Scenario("stop-twice", (START, STOP, Step(_ask_stop(KEY, '"stop-again"')))))


_LEGAL_IDS: Final = {
    "uuid": '"0d6b1b6e-5c1c-4c39-9f25-6d1c3f1b7a10"',
    "integer": "7",
    "zero": "0",
    "negative": "-7",
    "beyond-double": "9007199254740993",
    "int64-max": "9223372036854775807",
    "one-character": '"x"',
    "36-characters": '"abcdefghijklmnopqrstuvwxyz0123456789"',
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
    """Build a scenario an id; then one that uses an id again after its answer."""
    single = [
        Scenario(f"stop-id-{name}", (START, Step(_ask_stop(KEY, text))), alone=name in _OTHER_IDS)
        for name, text in (_LEGAL_IDS | _OTHER_IDS).items()
    ]
    return (*single, Scenario("stop-id-used-again", (START, STOP, STOP)))


def _params() -> tuple[Scenario, ...]:
    def with_params(name: str, params: str | None, *session: Step) -> Scenario:
        return Scenario(name, (START, *session, Step(_ask_stop(params))))

    reordered = '{"params":{"apiKey":"$apiKey"},"method":"userDataStream.stop","id":"stop"}'
    return (
        with_params("stop-without-params", None),
        with_params("stop-after-logon-without-params", None, _LOGON),
        with_params("stop-with-null-params", "null"),
        Scenario("stop-with-list-params", (START, Step(_ask_stop('["apiKey"]'))), alone=True),
        with_params("stop-with-unknown-param", '{"apiKey":"$apiKey","flavour":"vanilla"}'),
        with_params("stop-with-listen-key", '{"apiKey":"$apiKey","listenKey":"$listenKey"}'),
        with_params(
            "stop-with-signature", '{"apiKey":"$apiKey","signature":"' + WRONG_SIGNATURE + '"}'
        ),
        with_params("stop-with-apikey-in-lower-case", '{"apikey":"$apiKey"}'),
        Scenario("stop-with-members-in-another-order", (START, Step(reordered))),
    )


def _rate_limits() -> tuple[Scenario, ...]:
    without = Step(_ask_stop('{"apiKey":"$apiKey","returnRateLimits":false}'))
    asking = Step(_ask_stop('{"apiKey":"$apiKey","returnRateLimits":true}'))
    url = "returnRateLimits=false"
    return (
        Scenario("stop-without-rate-limits", (START, without)),
        Scenario("stop-without-rate-limits-by-url", (START, STOP), url),
        Scenario("stop-with-rate-limits-despite-url", (START, asking), url),
    )


def _pipelined() -> tuple[Scenario, ...]:
    """Build requests in flight at once: ids that look alike; methods whose results differ."""
    ids = ('"a-1"', "1", '"1"', "0", '"0"', "null", '"null"', "-1")
    alike = (_ask_stop(KEY, text) for text in ids)
    mixed = (
        text
        for turn in ("first", "second")
        for text in (
            _ask_stop(KEY, f'"{turn}-stop"'),
            ask("session.status", None, f'"{turn}-status"'),
        )
    )
    return (
        Scenario("stop-pipelined", (START, *_in_one_go(*alike))),
        Scenario("stop-pipelined-with-status", (START, *_in_one_go(*mixed))),
    )


def _in_one_go(*frames: str) -> Iterator[Step]:
    last = len(frames) - 1
    return (Step(frame, waits=place == last) for place, frame in enumerate(frames))


def _frames() -> tuple[Scenario, ...]:
    """Build the odd frames; each connection is then asked something ordinary."""
    doubled = (
        '{"id":"stop","method":"userDataStream.stop","params":{},"params":{"apiKey":"$apiKey"}}'
    )
    frames = {
        "malformed": Step('{"id":"stop","method":"userDataStream.stop","params":{', odd=True),
        "empty": Step("", odd=True),
        "binary": Step(_ask_stop("{}").encode(), odd=True),
        "with-duplicate-members": Step(doubled, odd=True),
        "in-wrong-case": Step(ask("userDataStream.STOP", KEY, '"stop"')),
        "as-unknown-method": Step(ask("userDataStream.halt", KEY, '"stop"')),
        "with-version": Step(ask("v1/userDataStream.stop", KEY, '"stop"')),
    }
    probe = Step(PROBE, opening=True)
    return tuple(
        Scenario(f"stop-{name}", (step, probe), alone=step.odd) for name, step in frames.items()
    )


def _afterwards() -> tuple[Scenario, ...]:
    """Build what is asked after a stop, and a stop after the whole life of a stream."""
    ping = Step(ask("userDataStream.ping", KEY, '"ping"'))
    start_again = Step(ask("userDataStream.start", KEY, '"start-again"'))
    by_session = Step(_ask_stop(None))
    return (
        Scenario("stop-after-ping", (START, ping, STOP)),
        Scenario("ping-after-stop", (START, STOP, ping)),
        Scenario("start-after-stop", (START, STOP, start_again)),
        Scenario("status-after-stop", (START, _LOGON, by_session, _STATUS)),
    )


CATALOGUE: Final = (
    *_authentication(),
    *_ids(),
    *_params(),
    *_rate_limits(),
    *_pipelined(),
    *_frames(),
    *_afterwards(),
)
"""Every scenario, in the order in which they are performed."""

BY_NAME: Final = {scenario.name: scenario for scenario in CATALOGUE}
