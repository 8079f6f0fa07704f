"""The statements of the page about ping, and the clauses that hold each of them."""

from __future__ import annotations

from typing import Final

from conformance.contract.traceability.statement import Statement, listen_key_rows

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
    *listen_key_rows(
        "userDataStream.ping",
        "815d5fce-0880-4287-a567-80badf004c74",
        "3HBntNTepshgEdjIwSUIBgB9keLyOCg5qv3n6bYAtktG8ejcaW5HXz9Vx1JgIieg",
        ("LKEY-2", "LKEY-3"),
        (2, 2),
    ),
)
