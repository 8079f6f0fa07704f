"""What a stop does to a connection to the stream itself."""

from __future__ import annotations

from typing import Final

from conformance.api.samples import MADE_UP_LISTEN_KEY
from conformance.scenarios.across import (
    LISTENING,
    UNKNOWN,
    across,
    logon_on,
    ping_on,
    restart_on,
    start_on,
    status_on,
    stop_on,
    stream_on,
)

STREAMS_SCENARIOS: Final = (
    across(
        "stream-after-a-stop",
        start_on("A"),
        stream_on("S"),
        stop_on("A", listens=LISTENING),
        restart_on("A"),
    ),
    across(
        "stream-after-a-stop-on-another-connection",
        start_on("A"),
        stream_on("S"),
        stop_on("B", listens=LISTENING),
        ping_on("A"),
    ),
    across(
        "stream-after-a-stop-by-session",
        logon_on("A"),
        start_on("A", None),
        stream_on("S"),
        stop_on("A", None, listens=LISTENING),
        status_on("A"),
    ),
    across(
        "stream-after-a-refused-stop",
        start_on("A"),
        stream_on("S"),
        stop_on("B", UNKNOWN, listens=LISTENING),
        ping_on("A"),
    ),
    across(
        "stream-on-two-connections-after-a-stop",
        start_on("A"),
        stream_on("S"),
        stream_on("T"),
        stop_on("A", listens=LISTENING),
    ),
    across(
        "stream-opened-after-a-stop",
        start_on("A"),
        stop_on("A"),
        stream_on("S", may_be_ignored=True),
        ping_on("A", listens=LISTENING),
    ),
    across(
        "stream-with-an-unknown-listen-key",
        start_on("A"),
        stream_on("S", MADE_UP_LISTEN_KEY, may_be_ignored=True),
        stop_on("A", listens=LISTENING),
    ),
)
