"""Where each fact of the contract is known from, and how.

The pages are named here once.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Literal

from conformance.api.venues import COIN_M

REVISION: Final = "2026-11-28"
"""The contract's own revision: the day when a clause of it was last changed. The newest copy of
the API pages that it was drawn from is of 2026-05-28."""

Kind = Literal["stated", "shown", "standard", "inferred", "observed", "assumed"]
BINDING: Final[frozenset[Kind]] = frozenset({"stated", "shown", "standard"})
"""The kinds of source that can carry a MUST."""


@dataclass(frozen=True, slots=True)
class Source:
    """Why a clause holds: how it is known, the place in words, and the address of the page.

    ``stated``: a sentence of a page. ``shown``: a page's example of this very answer.
    ``standard``: a standard that the page names. ``inferred``: it follows from a page that does
    not say it. ``observed``: a real server did it. ``assumed``: nothing speaks against it.
    """

    kind: Kind
    place: str
    url: str = ""

    def __str__(self) -> str:
        return f"{self.place} ({self.kind})"


def _page(title: str, page: str, section: str) -> Source:
    return Source("stated", f"COIN-M {title}, {section}", COIN_M.page_url(page))


def stop_page(section: str) -> Source:
    """Return a section of the page "Close User Data Stream" (English and Chinese)."""
    return _page("Close User Data Stream", "stop", section)


def start_page(section: str) -> Source:
    """Return a section of the page "Start User Data Stream"."""
    return _page("Start User Data Stream", "start", section)


def general_info(section: str) -> Source:
    """Return a section of the page "WebSocket API General Info"."""
    return _page("WebSocket API General Info", "general info", section)


def rest_info(section: str) -> Source:
    """Return a section of the page "General Info", which is about REST."""
    return _page("General Info", "REST general info", section)


def streams_page(section: str) -> Source:
    """Return a section of the page "User Data Streams Connect"."""
    return _page("User Data Streams Connect", "streams", section)


def error_codes(section: str) -> Source:
    """Return a section of the page "Error Codes"."""
    return _page("Error Codes", "error codes", section)


def rfc(number: int, section: str) -> Source:
    """Return a section of an RFC."""
    url = f"https://www.rfc-editor.org/rfc/rfc{number}#section-{section}"
    return Source("standard", f"RFC {number}, section {section}", url)


def shown_on(page: Source, more: str = "") -> Source:
    """Return a source for what an example of a page shows; ``more`` names other places."""
    return _known_as("shown", page, more)


def inferred_from(page: Source, more: str = "") -> Source:
    """Return a source for what follows from a page that does not say it."""
    return _known_as("inferred", page, more)


def _known_as(kind: Kind, page: Source, more: str) -> Source:
    return replace(page, kind=kind, place=f"{page.place}; {more}" if more else page.place)


def observed(where: str) -> Source:
    """Return a source for what a real server was observed to do, and where."""
    return Source("observed", where)


def assumed(why: str) -> Source:
    """Return a source for what nothing speaks against, and why."""
    return Source("assumed", why)
