"""The statements of the page about start, and the clauses that hold each of them."""

from __future__ import annotations

from typing import Final

from conformance.contract.traceability.statement import Statement, listen_key_rows

START_STATEMENTS: Final = (
    Statement(
        "title",
        "Start User Data Stream (USER_STREAM)",
        "Websocket API生成listenKey (USER_STREAM)",
        ("LKEY-1", "LKEY-4", "LKEY-5"),
        fact="title",
    ),
    Statement(
        "API description",
        "Start a new user data stream. The stream will close after 60 minutes unless a keepalive "
        "is sent. If the account has an active `listenKey`, that `listenKey` will be returned and "
        "its validity will be extended for 60 minutes.",
        "创建一个新的user data stream，返回值为一个listenKey，即websocket订阅的stream名称。"  # noqa: RUF001 - as it is there
        "如果该帐户具有有效的`listenKey`，则将返回该`listenKey`并将其有效期延长60分钟。",  # noqa: RUF001 - likewise
        ("LKEY-1", "STRM-2", "STRM-5", "ACC-6"),
        "that a stream closes after 60 minutes, and that a start extends them: it takes an hour",
        fact="description",
    ),
    *listen_key_rows(
        "userDataStream.start",
        "d3df8a61-98ea-4fe0-8f4e-0fcea5d418b0",
        "xs0mRXdAKlIPDRFrlPcw0qI41Eh3ixNntmymGyhrhgqo7L6FuLaWArTD7RLP",
        ("LKEY-1", "STRM-5"),
        (8, 2),
    ),
)
