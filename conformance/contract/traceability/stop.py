"""The statements of the page about stop, and the clauses that hold each of them."""

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

_ID: Final = "819e1b1b-8c06-485b-a13e-131326c69599"
STOP_STATEMENTS: Final = (
    Statement(
        "title",
        "Close User Data Stream (USER_STREAM)",
        "Websocket API关闭listenKey (USER_STREAM)",
        ("AUTH-1", "AUTH-4", "AUTH-10", "STRM-3"),
        fact="title",
    ),
    Statement(
        "API description",
        "Close out a user data stream.",
        "关闭某账户数据流",
        ("AUTH-1", "STRM-2", "STRM-3", "STRM-5", "ACC-1", "ACC-3", "ACC-9", "ACC-10"),
        "that events cease where none come: they come only when the account changes",
        fact="description",
    ),
    alike("method", "`userDataStream.stop`", "AUTH-1 ERR-7 ERR-8 ERR-10", fact="method"),
    *requested("userDataStream.stop", _ID, "AUTH-1", "AUTH-1 AUTH-4 AUTH-5 AUTH-7 AUTH-12"),
    WEIGHED,
    HEADINGS,
    alike(
        "request parameters",
        "`apiKey` (and no other name)",
        "ERR-8 AUTH-10",
        "what a parameter of another name gets: the page does not say, every answer is legal",
    ),
    alike("request parameters", "STRING", "AUTH-1 AUTH-7 AUTH-12", fact="parameter apiKey: type"),
    alike("request parameters", "NO", "AUTH-2", fact="parameter apiKey: mandatory"),
    Statement(
        "request parameters",
        REQUIRED_ENGLISH,
        REQUIRED_CHINESE,
        ("AUTH-1", "AUTH-2", "AUTH-3", "AUTH-4", "AUTH-5", "AUTH-6", "AUTH-8", "AUTH-9"),
        fact="parameter apiKey: description",
    ),
    alike("response example", f'`"id": "{_ID}"`', "ENV-5 ENV-8 ENV-13 ID-1 ID-3 ID-5"),
    alike("response example", '`"status": 200`', "ENV-5 STAT-1 STAT-2 AUTH-1"),
    alike("response example", '`"result": {}`', "ENV-6 RES-1"),
    *limited((2, 2), "RL-7"),
)
