"""The statements of the API page about stop, and the clauses that hold each of them.

Both languages of the page are quoted, in its own order. What cannot be tested has a reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

KEY_SHOWN: Final = "vmPU…h8A"
"""The page's sample of an API key, shortened."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of the page: its section, both wordings, its clauses, and what is untested.

    ``fact`` names it where it has a section or a cell of its own on the page. Members of the
    examples have none: their facts come from recordings.
    """

    section: str
    english: str
    chinese: str
    clauses: tuple[str, ...] = ()
    untested: str = ""
    fact: str = ""


def _code(
    section: str, text: str, clauses: str = "", untested: str = "", fact: str = ""
) -> Statement:
    """Return a statement that both pages word alike, because it is code or a number."""
    return Statement(section, text, text, tuple(clauses.split()), untested, fact)


_OWN_FIGURE: Final = "the figure itself: it is what one address had used when the page was written"

STATEMENTS: Final = (
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
    _code("method", "`userDataStream.stop`", "AUTH-1 ERR-7 ERR-8 ERR-10", fact="method"),
    _code("request", '`"id": "819e1b1b-8c06-485b-a13e-131326c69599"`', "ID-1 ID-2 ID-3 ERR-5"),
    _code("request", '`"method": "userDataStream.stop"`', "AUTH-1 ERR-7 ERR-8"),
    _code("request", '`"params"`', "AUTH-1 AUTH-4 ERR-6"),
    _code("request", f'`"params.apiKey": "{KEY_SHOWN}"`', "AUTH-1 AUTH-5 AUTH-7 AUTH-12"),
    _code(
        "request weight",
        "**1**",
        "RL-10 RL-11",
        "the weight on an address that others use as well: only that it is at least this",
    ),
    Statement(
        "request parameters",
        "Name, Type, Mandatory, Description",
        "名称, 类型, 是否必需, 描述",
        untested="headings: they promise nothing",
    ),
    _code(
        "request parameters",
        "`apiKey` (and no other name)",
        "ERR-8 AUTH-10",
        "what a parameter of another name gets: the page does not say, every answer is legal",
    ),
    _code("request parameters", "STRING", "AUTH-1 AUTH-7 AUTH-12", fact="parameter apiKey: type"),
    _code("request parameters", "NO", "AUTH-2", fact="parameter apiKey: mandatory"),
    Statement(
        "request parameters",
        "Required if session is not authenticated via `session.logon`",
        "如果未通过 session.logon 对会话进行身份验证，则为必需",  # noqa: RUF001 - as the page has it
        ("AUTH-1", "AUTH-2", "AUTH-3", "AUTH-4", "AUTH-5", "AUTH-6", "AUTH-8", "AUTH-9"),
        fact="parameter apiKey: description",
    ),
    _code(
        "response example",
        '`"id": "819e1b1b-8c06-485b-a13e-131326c69599"`',
        "ENV-5 ENV-8 ENV-13 ID-1 ID-3 ID-5",
    ),
    _code("response example", '`"status": 200`', "ENV-5 STAT-1 STAT-2 AUTH-1"),
    _code("response example", '`"result": {}`', "ENV-6 RES-1"),
    _code("response example", '`"rateLimits"`', "ENV-5 RL-1 RL-5 RL-6"),
    _code("response example", '`"rateLimits[0].rateLimitType": "REQUEST_WEIGHT"`', "RL-4 RL-6"),
    _code("response example", '`"rateLimits[0].interval": "MINUTE"`', "RL-4 RL-6"),
    _code("response example", '`"rateLimits[0].intervalNum": 1`', "RL-4 RL-6"),
    _code("response example", '`"rateLimits[0].limit": 2400`', "RL-4 RL-7 RL-9"),
    _code("response example", '`"rateLimits[0].count": 2`', "RL-4 RL-7 RL-10", _OWN_FIGURE),
    _code("response example", "(no other member)", "ENV-7"),
)

STATEMENT_COLUMNS: Final = (
    "section",
    "English page",
    "Chinese page",
    "clauses",
    "not tested, and why",
)


def statement_rows() -> list[dict[str, Any]]:
    """List every statement as plain values."""
    return [
        {
            "section": statement.section,
            "English page": statement.english,
            "Chinese page": statement.chinese,
            "clauses": ", ".join(statement.clauses) or "none",
            "not tested, and why": statement.untested or "·",
        }
        for statement in STATEMENTS
    ]
