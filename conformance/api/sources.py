"""Where each fact of the contract is known from, and how.

The pages are named here once.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Literal

from conformance.api.venues import COIN_M, Venue

REVISION: Final = "2026-11-29"
"""The contract's own revision: the day when a clause of it was last changed. The newest copy of
the API pages that it was drawn from is of 2026-05-28."""

Kind = Literal["stated", "shown", "standard", "inferred", "observed", "assumed"]
BINDING: Final[frozenset[Kind]] = frozenset({"stated", "shown", "standard"})
"""The kinds of source that can carry a MUST."""


@dataclass(frozen=True, slots=True)
class Source:
    """Why a clause holds: how it is known, the place in words, and the address of the page.

    Where ``page`` names one of a venue's pages, ``where`` is the place on it.

    ``stated``: a sentence of a page. ``shown``: a page's example of this very answer.
    ``standard``: a standard that the page names. ``inferred``: it follows from a page that does
    not say it. ``observed``: a real server did it. ``assumed``: nothing speaks against it.
    """

    kind: Kind
    where: str
    address: str = ""
    page: str = ""
    venue: Venue = COIN_M

    @property
    def place(self) -> str:
        """The place in words, with the venue whose page it is on."""
        return f"{self.venue.title} {self.where}" if self.page else self.where

    @property
    def url(self) -> str:
        """The address of the page; empty where there is none."""
        return self.venue.page_url(self.page) if self.page else self.address

    def on(self, venue: Venue) -> Source:
        """Return the same place on a venue's own page."""
        return replace(self, venue=venue) if self.page and venue is not self.venue else self

    def __str__(self) -> str:
        return f"{self.place} ({self.kind})"


def _page(title: str, page: str, section: str) -> Source:
    return Source("stated", f"{title}, {section}", page=page)


def stop_page(section: str) -> Source:
    """Return a section of the page "Close User Data Stream" (English and Chinese)."""
    return _page("Close User Data Stream", "stop", section)


def start_page(section: str) -> Source:
    """Return a section of the page "Start User Data Stream"."""
    return _page("Start User Data Stream", "start", section)


def ping_page(section: str) -> Source:
    """Return a section of the page "Keepalive User Data Stream"."""
    return _page("Keepalive User Data Stream", "ping", section)


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
    return replace(page, kind=kind, where=f"{page.where}; {more}" if more else page.where)


def observed(where: str) -> Source:
    """Return a source for what a real server was observed to do, and where."""
    return Source("observed", where)


def assumed(why: str) -> Source:
    """Return a source for what nothing speaks against, and why."""
    return Source("assumed", why)
