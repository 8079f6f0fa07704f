"""Where each fact of the contract is known from.

The pages are named here once. A fact that they do not state is *observed* or *assumed*.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from conformance.api.venues import COIN_M

REVISION: Final = "2026-05-28"
"""The contract's revision: the date of the newest copy of the API pages that it was drawn from."""


@dataclass(frozen=True, slots=True)
class Source:
    """Why a clause holds: its kind, the place in words, and the address of the page."""

    kind: Literal["documented", "standard", "observed", "assumed"]
    place: str
    url: str = ""

    def __str__(self) -> str:
        return f"{self.place} ({self.kind})"


def _page(title: str, page: str, section: str) -> Source:
    return Source("documented", f"COIN-M {title}, {section}", COIN_M.page_url(page))


def stop_page(section: str) -> Source:
    """Return a section of the page "Close User Data Stream" (English and Chinese)."""
    return _page("Close User Data Stream", "stop", section)


def start_page(section: str) -> Source:
    """Return a section of the page "Start User Data Stream"."""
    return _page("Start User Data Stream", "start", section)


def general_info(section: str) -> Source:
    """Return a section of the page "WebSocket API General Info"."""
    return _page("WebSocket API General Info", "general info", section)


def common_definition(section: str) -> Source:
    """Return a section of the page "Common Definition"."""
    return _page("Common Definition", "common definition", section)


def error_codes(section: str) -> Source:
    """Return a section of the page "Error Codes"."""
    return _page("Error Codes", "error codes", section)


def rfc(number: int, section: str) -> Source:
    """Return a section of an RFC."""
    url = f"https://www.rfc-editor.org/rfc/rfc{number}#section-{section}"
    return Source("standard", f"RFC {number}, section {section}", url)


def observed(where: str) -> Source:
    """Return a source for what a real server was observed to do, and where."""
    return Source("observed", where)


def assumed(why: str) -> Source:
    """Return a source for what follows from the pages without being stated there."""
    return Source("assumed", why)
