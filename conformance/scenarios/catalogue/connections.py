"""What a stop on one connection does to others of the same account."""

from __future__ import annotations

from typing import Final

from conformance.scenarios.across import (
    UNKNOWN,
    across,
    logon_on,
    logout_on,
    ping_on,
    refused_logon_on,
    restart_on,
    start_on,
    status_on,
    stop_on,
)
from conformance.scenarios.script import OTHER_VENUE

_NOBODY: Final = "{}"
_HMAC: Final = '{"apiKey":"$hmacKey"}'
_RSA: Final = '{"apiKey":"$rsaKey"}'

_STOPS: Final = (
    across(
        "stop-on-another-connection",
        start_on("A"),
        stop_on("B"),
        ping_on("A"),
        restart_on("A"),
    ),
    across(
        "stop-on-another-connection-by-session",
        start_on("A"),
        logon_on("B"),
        stop_on("B", None),
        ping_on("A"),
        restart_on("A"),
    ),
    across(
        "stop-on-another-connection-of-a-start-by-session",
        logon_on("A"),
        start_on("A", None),
        stop_on("B"),
        ping_on("A", None),
        status_on("A"),
    ),
    across(
        "stop-by-key-on-a-session-of-its-own",
        logon_on("A"),
        start_on("A", None),
        stop_on("A"),
        ping_on("B"),
    ),
    across(
        "stop-beside-a-start-on-another-connection",
        start_on("A"),
        start_on("B"),
        stop_on("A"),
        ping_on("B"),
    ),
    across(
        "stop-in-turn-on-two-connections",
        start_on("A"),
        stop_on("A"),
        stop_on("B"),
        restart_on("A"),
    ),
    across(
        "stop-refused-on-another-connection",
        start_on("A"),
        stop_on("B", UNKNOWN),
        ping_on("A"),
    ),
    across(
        "stop-by-nobody-on-another-connection",
        start_on("A"),
        stop_on("B", _NOBODY),
        ping_on("A"),
    ),
)

_AT_ONCE: Final = (
    across(
        "stops-at-once-on-two-connections",
        start_on("A"),
        stop_on("A", waits=False),
        stop_on("B"),
        ping_on("B"),
        restart_on("A"),
    ),
    across(
        "stop-at-once-with-a-start-on-another-connection",
        start_on("A"),
        stop_on("A", waits=False),
        restart_on("B"),
        ping_on("A"),
    ),
    across(
        "stop-at-once-with-a-start",
        start_on("A"),
        stop_on("A", waits=False),
        restart_on("A"),
        ping_on("B"),
    ),
)

_SESSIONS: Final = (
    across(
        "stop-leaves-the-session-of-another-connection",
        logon_on("A"),
        logon_on("B"),
        start_on("A", None),
        stop_on("A", None),
        status_on("B"),
        restart_on("B", None),
    ),
    across(
        "stop-after-a-logout-on-another-connection",
        logon_on("A"),
        logon_on("B"),
        start_on("A", None),
        logout_on("B"),
        stop_on("A", None),
    ),
    across(
        "stop-by-the-session-of-another-connection",
        logon_on("A"),
        start_on("A", None),
        stop_on("B", _NOBODY),
        ping_on("A", None),
    ),
    across(
        "stop-after-a-refused-logon-on-a-session",
        logon_on("A"),
        start_on("A"),
        refused_logon_on("A"),
        status_on("A"),
        stop_on("A"),
    ),
)

_KINDS: Final = (
    across(
        "stop-with-an-hmac-key",
        start_on("A"),
        stop_on("B", _HMAC),
        ping_on("A"),
    ),
    across(
        "stop-of-a-start-with-an-hmac-key",
        start_on("A", _HMAC),
        stop_on("B"),
        ping_on("A", _HMAC),
        restart_on("A", _HMAC),
    ),
    across(
        "stop-with-an-rsa-key",
        start_on("A"),
        stop_on("B", _RSA),
        ping_on("A"),
    ),
)

_VENUES: Final = (
    across(
        "stop-leaves-the-stream-of-the-neighbour",
        start_on(OTHER_VENUE),
        start_on("A"),
        stop_on("A"),
        ping_on(OTHER_VENUE),
    ),
)

CONNECTIONS_SCENARIOS: Final = (*_STOPS, *_AT_ONCE, *_SESSIONS, *_KINDS, *_VENUES)
