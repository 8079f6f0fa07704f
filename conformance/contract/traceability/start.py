"""The statements of the page about start, and the clauses that hold each of them."""

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

_LISTEN_KEY: Final = "xs0mRXdAKlIPDRFrlPcw0qI41Eh3ixNntmymGyhrhgqo7L6FuLaWArTD7RLP"
_ID: Final = "d3df8a61-98ea-4fe0-8f4e-0fcea5d418b0"
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
    alike("method", "`userDataStream.start`", "LKEY-1 ERR-7 ERR-8 ERR-10", fact="method"),
    *requested("userDataStream.start", _ID, "LKEY-1", "LKEY-1 LKEY-4 LKEY-5"),
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
        "LKEY-1",
        "what another type gets: stops show it",
        "parameter apiKey: type",
    ),
    alike("request parameters", "NO", "LKEY-1", fact="parameter apiKey: mandatory"),
    Statement(
        "request parameters",
        REQUIRED_ENGLISH,
        REQUIRED_CHINESE,
        ("LKEY-1", "LKEY-4", "LKEY-5", "LKEY-6"),
        fact="parameter apiKey: description",
    ),
    alike("response example", f'`"id": "{_ID}"`', "ENV-5 ENV-13 ID-1 ID-3 ID-5"),
    alike("response example", '`"status": 200`', "ENV-5 STAT-1 STAT-2 LKEY-1"),
    alike("response example", '`"result"`', "ENV-6 RES-2"),
    alike(
        "response example",
        f'`"result.listenKey": "{_LISTEN_KEY}"`',
        "RES-2 STRM-5",
    ),
    *limited((8, 2), "RL-8"),
)
