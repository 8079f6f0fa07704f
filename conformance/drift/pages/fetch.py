"""Gets a page over HTTP, and the same page in the other language, where it names one."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final
from urllib.parse import urljoin, urlsplit

import urllib3

from conformance.drift.pages.page import LANGUAGES, alternates

_PATIENCE: Final = urllib3.Timeout(connect=10, read=30)
_AGAIN: Final = urllib3.Retry(total=3, backoff_factor=0.5, status_forcelist=(429, 502, 503, 504))
_LARGEST: Final = 10 * 2**20
_GONE: Final = {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}


class PageGone(Exception):
    """There is no page at an address; the message says what to do."""


class PageUnreachable(Exception):
    """A page could not be fetched, which says nothing about it; the message says why."""


def fetch(url: str) -> tuple[dict[str, str], list[PageGone | PageUnreachable]]:
    """Return the texts of a page and of its other languages by address, and their errors.

    Raises PageGone and PageUnreachable where the page itself could not be fetched.
    """
    text = _get(url)
    others = {
        urljoin(url, address)
        for language, address in alternates(text).items()
        if language in LANGUAGES
    }
    own = _place(url)
    near = [other for other in sorted(others) if _place(other) != own and _is_near(other, url)]
    texts, troubles = {url: text}, list[PageGone | PageUnreachable]()
    for other in near:
        try:
            texts[other] = _get(other)
        except (PageGone, PageUnreachable) as error:
            troubles.append(error)
    return texts, troubles


def _place(url: str) -> str:
    """Return the path of an address, without a slash at its end."""
    return urlsplit(url).path.rstrip("/")


def _is_near(other: str, url: str) -> bool:
    """Whether an address is of the same server; no other is ever fetched."""
    return urlsplit(other)[:2] == urlsplit(url)[:2]


def _get(url: str) -> str:
    try:
        with urllib3.PoolManager(timeout=_PATIENCE, retries=_AGAIN) as pool:
            response = pool.request(
                "GET", url, headers={"User-Agent": "userstream-conformance"}, preload_content=False
            )
            body = response.read(_LARGEST, decode_content=True)
    except urllib3.exceptions.HTTPError as error:
        raise PageUnreachable(f"{url}: it could not be fetched: {_why(error)}") from None
    if response.status in _GONE:
        raise PageGone(f"{url}: there is no such page ({response.status}); has it moved?")
    if response.status != HTTPStatus.OK:
        raise PageUnreachable(f"{url}: the server answered with {response.status}")
    return body.decode("utf-8", errors="replace")


def _why(error: Exception) -> str:
    reason = getattr(error, "reason", None) or error
    return str(reason).rpartition(": ")[2] or type(reason).__name__
