"""The statements of the page about ping, and the clauses that hold each of them."""

from __future__ import annotations

from typing import Final

from conformance.contract.traceability.statement import (
    HEADINGS,
    REQUIRED_CHINESE,
    REQUIRED_ENGLISH,
    WEIGHED,
    Statement,
    alike,
    limited,
    requested,
)

_LISTEN_KEY: Final = "3HBntNTepshgEdjIwSUIBgB9keLyOCg5qv3n6bYAtktG8ejcaW5HXz9Vx1JgIieg"
_ID: Final = "815d5fce-0880-4287-a567-80badf004c74"
PING_STATEMENTS: Final = (
    Statement(
        "title",
        "Keepalive User Data Stream (USER_STREAM)",
        "Websocket API延长listenKey有效期(USER_STREAM)",
        ("LKEY-2", "LKEY-4", "LKEY-5"),
        fact="title",
    ),
    Statement(
        "API description",
        "Keepalive a user data stream to prevent a time out. User data streams will close after 60 "
        "minutes. It's recommended to send a ping about every 60 minutes.",
        "有效期延长至本次调用后60分钟",
        ("LKEY-2", "LKEY-3"),
        "that a stream closes after 60 minutes, and that a ping extends them: it takes an hour",
        fact="description",
    ),
    alike("method", "`userDataStream.ping`", "LKEY-2 ERR-7 ERR-8 ERR-10", fact="method"),
    *requested("userDataStream.ping", _ID, "LKEY-2", "LKEY-2 LKEY-4 LKEY-5"),
    WEIGHED,
    HEADINGS,
    alike(
        "request parameters",
        "`apiKey` (and no other name)",
        "ERR-8",
        "what a parameter of another name gets: the page does not say, every answer is legal",
    ),
    alike(
        "request parameters",
        "STRING",
        "LKEY-2",
        "what another type gets: stops show it",
        "parameter apiKey: type",
    ),
    alike("request parameters", "NO", "LKEY-2", fact="parameter apiKey: mandatory"),
    Statement(
        "request parameters",
        REQUIRED_ENGLISH,
        REQUIRED_CHINESE,
        ("LKEY-2", "LKEY-4", "LKEY-5", "LKEY-6"),
        fact="parameter apiKey: description",
    ),
    alike("response example", f'`"id": "{_ID}"`', "ENV-5 ENV-13 ID-1 ID-3 ID-5"),
    alike("response example", '`"status": 200`', "ENV-5 STAT-1 STAT-2 LKEY-2"),
    alike("response example", '`"result"`', "ENV-6 RES-2"),
    alike(
        "response example",
        f'`"result.listenKey": "{_LISTEN_KEY}"`',
        "RES-2 LKEY-3",
    ),
    *limited((2, 2), "RL-8"),
)
