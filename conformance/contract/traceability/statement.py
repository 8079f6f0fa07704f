"""A statement of an API page, and those that the pages of several methods have alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

KEY_SHOWN: Final = "vmPU…h8A"
"""The pages' samples of an API key, shortened."""
OWN_FIGURE: Final = "the figure itself: it is what one address had used when the page was written"


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


def alike(
    section: str, text: str, clauses: str = "", untested: str = "", fact: str = ""
) -> Statement:
    """Return a statement that both pages word alike, because it is code or a number."""
    return Statement(section, text, text, tuple(clauses.split()), untested, fact)


def requested(method: str, request_id: str, calling: str, keyed: str) -> tuple[Statement, ...]:
    """Return the statements of a request example; ``calling`` and ``keyed`` name clauses.

    They hold the method, and the apiKey.
    """
    return (
        alike("request", f'`"id": "{request_id}"`', "ID-1 ID-2 ID-3 ERR-5"),
        alike("request", f'`"method": "{method}"`', f"{calling} ERR-7 ERR-8"),
        alike("request", '`"params"`', f"{keyed} ERR-6"),
        alike("request", f'`"params.apiKey": "{KEY_SHOWN}"`', keyed),
    )


WEIGHED: Final = alike(
    "request weight",
    "**1**",
    "RL-10 RL-11",
    "the weight on an address that others use as well: only that it is at least this",
)
HEADINGS: Final = Statement(
    "request parameters",
    "Name, Type, Mandatory, Description",
    "名称, 类型, 是否必需, 描述",
    untested="headings: they promise nothing",
)
REQUIRED_ENGLISH: Final = "Required if session is not authenticated via `session.logon`"
REQUIRED_CHINESE: Final = "如果未通过 session.logon 对会话进行身份验证，则为必需"  # noqa: RUF001 - as the page has it


def limited(counts: tuple[int, int], bounds: str) -> tuple[Statement, ...]:
    """Return the statements on the entry of rateLimits; ``counts`` are those of both pages.

    ``bounds`` is the clause that holds the limit and the count.
    """
    count = '`"rateLimits[0].count": {}`'
    return (
        alike("response example", '`"rateLimits"`', "ENV-5 RL-1 RL-5 RL-6"),
        alike("response example", '`"rateLimits[0].rateLimitType": "REQUEST_WEIGHT"`', "RL-4 RL-6"),
        alike("response example", '`"rateLimits[0].interval": "MINUTE"`', "RL-4 RL-6"),
        alike("response example", '`"rateLimits[0].intervalNum": 1`', "RL-4 RL-6"),
        alike("response example", '`"rateLimits[0].limit": 2400`', f"RL-4 {bounds} RL-9"),
        Statement(
            "response example",
            count.format(counts[0]),
            count.format(counts[1]),
            ("RL-4", bounds, "RL-10"),
            OWN_FIGURE,
        ),
        alike("response example", "(no other member)", "ENV-7"),
    )


def listen_key_rows(
    method: str, request_id: str, listen_key: str, clauses: tuple[str, str], counts: tuple[int, int]
) -> tuple[Statement, ...]:
    """Return what a page says after its description, where the method gives a listen key.

    ``clauses`` are the one that lets a request through, and the one on which key it gives; the rest
    is as in `limited`.
    """
    through, given = clauses
    return (
        alike("method", f"`{method}`", f"{through} ERR-7 ERR-8 ERR-10", fact="method"),
        *requested(method, request_id, through, f"{through} LKEY-4 LKEY-5"),
        WEIGHED,
        *_listen_key_parameters(through),
        alike("response example", f'`"id": "{request_id}"`', "ENV-5 ENV-13 ID-1 ID-3 ID-5"),
        alike("response example", '`"status": 200`', f"ENV-5 STAT-1 STAT-2 {through}"),
        alike("response example", '`"result"`', "ENV-6 RES-2"),
        alike("response example", f'`"result.listenKey": "{listen_key}"`', f"RES-2 {given}"),
        *limited(counts, "RL-8"),
    )


def _listen_key_parameters(through: str) -> tuple[Statement, ...]:
    return (
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
            through,
            "what another type gets: stops show it",
            "parameter apiKey: type",
        ),
        alike("request parameters", "NO", through, fact="parameter apiKey: mandatory"),
        Statement(
            "request parameters",
            REQUIRED_ENGLISH,
            REQUIRED_CHINESE,
            (through, "LKEY-4", "LKEY-5", "LKEY-6"),
            fact="parameter apiKey: description",
        ),
    )
