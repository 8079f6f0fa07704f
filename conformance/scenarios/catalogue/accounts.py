"""What a stop of one account does to another, and for whom a session speaks."""

from __future__ import annotations

from typing import Final

from conformance.scenarios.across import (
    LISTENING,
    across,
    logon_on,
    ping_on,
    refused_logon_on,
    restart_on,
    start_on,
    status_on,
    stop_on,
    stream_on,
)

_APART: Final = (
    across(
        "stop-beside-another-account",
        start_on("A"),
        start_on("B", account="other"),
        stop_on("A"),
        ping_on("B", account="other"),
        ping_on("A"),
    ),
    across(
        "stop-on-a-third-connection",
        start_on("A"),
        start_on("B", account="other"),
        stop_on("C"),
        ping_on("A"),
        ping_on("B", account="other"),
        restart_on("A"),
    ),
    across(
        "stops-of-two-accounts-at-once",
        start_on("A"),
        start_on("B", account="other"),
        stop_on("A", waits=False),
        stop_on("B", account="other"),
        restart_on("A"),
        restart_on("B", account="other"),
    ),
    across(
        "stop-of-one-at-once-with-a-start-of-another-account",
        start_on("A"),
        stop_on("A", waits=False),
        start_on("B", account="other"),
        ping_on("A"),
        ping_on("B", account="other"),
    ),
)

_ON_A_SESSION: Final = (
    across(
        "stop-of-another-account-on-a-session",
        logon_on("A"),
        start_on("A", None),
        start_on("A", account="other", name="start-other"),
        stop_on("A", account="other"),
        ping_on("A", None),
        ping_on("A", account="other", name="ping-other"),
    ),
    across(
        "stop-by-session-beside-another-account",
        logon_on("A"),
        start_on("A", None),
        start_on("A", account="other", name="start-other"),
        stop_on("A", None),
        ping_on("A", account="other"),
        ping_on("A", None, name="ping-session"),
    ),
    across(
        "stop-of-another-account-without-stream-on-a-session",
        logon_on("A"),
        start_on("A", None),
        stop_on("A", account="other"),
        ping_on("A", None),
    ),
    across(
        "stops-by-sessions-of-two-accounts",
        logon_on("A"),
        logon_on("B", account="other"),
        start_on("A", None),
        start_on("B", None),
        stop_on("A", None),
        ping_on("B", None),
        status_on("B"),
    ),
)

_CHANGED: Final = (
    across(
        "stop-after-a-logon-of-another-account",
        logon_on("A"),
        start_on("A", None),
        logon_on("A", account="other", name="logon-other"),
        start_on("A", None, name="start-other"),
        stop_on("A", None),
        status_on("A"),
        ping_on("B"),
    ),
    across(
        "stop-after-a-refused-logon-of-another-account",
        logon_on("A"),
        start_on("A", None),
        refused_logon_on("A", account="other"),
        status_on("A"),
        stop_on("A"),
    ),
)

_STREAMS: Final = (
    across(
        "stream-of-another-account-after-a-stop",
        start_on("A"),
        stream_on("S"),
        start_on("B", account="other"),
        stream_on("T"),
        stop_on("A", listens=LISTENING),
        ping_on("B", account="other"),
        stop_on("B", account="other"),
    ),
)

ACCOUNTS_SCENARIOS: Final = (*_APART, *_ON_A_SESSION, *_CHANGED, *_STREAMS)
