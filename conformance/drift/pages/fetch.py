"""Gets a page over HTTP, and the same page in the other language, where it names one."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final
from urllib.parse import unquote, urljoin, urlsplit
from urllib.request import getproxies, proxy_bypass

import urllib3

from conformance.api.wording import on_one_line
from conformance.drift.pages.page import LANGUAGES, alternates
from conformance.evidence.live.addresses import is_this_machine
from conformance.transcript.masking import masked, redact_url

_PATIENCE: Final = urllib3.Timeout(connect=5, read=5)
_AGAIN: Final = urllib3.Retry(
    total=2,
    read=0,
    backoff_factor=0.5,
    status_forcelist=(429, 502, 503, 504),
    respect_retry_after_header=False,  # it could ask to wait for ever
)
LARGEST_PAGE: Final = 4 * 2**20
"""The largest page that is read, in bytes."""
_REDIRECTS: Final = range(300, 400)
_MOST_REDIRECTS: Final = 5
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
        _joined(url, address)
        for language, address in alternates(text).items()
        if language in LANGUAGES
    }
    near = [each for each in sorted(others) if _is_near(each, url) and _place(each) != _place(url)]
    texts, troubles = {url: text}, list[PageGone | PageUnreachable]()
    for other in near:
        try:
            texts[other] = _get(other)
        except (PageGone, PageUnreachable) as error:
            troubles.append(error)
    return texts, troubles


def _joined(url: str, address: str) -> str:
    try:
        return urljoin(url, address)
    except ValueError:
        return ""


def _place(url: str) -> str:
    """Return the path of an address, without a slash at its end."""
    return urlsplit(url).path.rstrip("/")


def _is_near(other: str, url: str) -> bool:
    """Whether an address is of the same server; no other is ever fetched."""
    try:
        return urlsplit(other)[:2] == urlsplit(url)[:2]
    except ValueError:
        return False


def _get(url: str) -> str:
    """Return the text of a page, after redirects on its own server."""
    place = url
    for _ in range(_MOST_REDIRECTS):
        status, body, leads = _request(place)
        if status not in _REDIRECTS or not leads:
            return _text(place, status, body)
        place = _joined(place, leads)
        if not _is_same_server(place, url):
            host = on_one_line(masked(place.partition("//")[2].partition("/")[0])) or "nowhere"
            raise PageGone(f"{redact_url(url)}: it leads to {host}, and no other server is asked")
    raise PageUnreachable(f"{redact_url(url)}: it leads from one address to another, without end")


def _is_same_server(other: str, url: str) -> bool:
    """Whether an address is of a page's server, or of that server over TLS."""
    try:
        new, old = urlsplit(other), urlsplit(url)
        is_host = new.hostname == old.hostname and new.port is old.port is None
    except ValueError:
        return False
    return _is_near(other, url) or (is_host and new.scheme == "https")


def _connections(url: str) -> urllib3.PoolManager:
    """Return connections to a page: through a proxy where the environment names one, as live runs.

    This machine itself is asked without one.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    proxy = getproxies().get(parts.scheme)
    if proxy is None or is_this_machine(host) or proxy_bypass(host):
        return urllib3.PoolManager(timeout=_PATIENCE, retries=_AGAIN)
    user = urllib3.util.parse_url(proxy).auth
    headers = urllib3.make_headers(proxy_basic_auth=unquote(user)) if user else None
    return urllib3.ProxyManager(proxy, proxy_headers=headers, timeout=_PATIENCE, retries=_AGAIN)


def _request(url: str) -> tuple[int, bytes, str]:
    """Return the status of a page, its body, and where it leads."""
    try:
        with _connections(url) as pool:
            response = pool.request(
                "GET",
                url,
                headers={"User-Agent": "userstream-conformance"},
                preload_content=False,
                redirect=False,
            )
            body = response.read(LARGEST_PAGE + 1, decode_content=True)
    except (urllib3.exceptions.HTTPError, OSError, ValueError) as error:
        why = on_one_line(masked(_why(error)))
        raise PageUnreachable(f"{redact_url(url)}: it could not be fetched: {why}") from None
    return response.status, body, response.headers.get("Location", "")


def _text(url: str, status: int, body: bytes) -> str:
    url = redact_url(url)
    if status in _GONE:
        raise PageGone(f"{url}: there is no such page ({status}); has it moved?")
    if status != HTTPStatus.OK:
        raise PageUnreachable(f"{url}: the server answered with {status}")
    if len(body) > LARGEST_PAGE:
        raise PageUnreachable(f"{url}: the page is larger than {LARGEST_PAGE // 2**20} MiB")
    return body.decode("utf-8", errors="replace")


def _why(error: Exception) -> str:
    reason = getattr(error, "reason", None) or error
    return str(reason).rpartition(": ")[2] or type(reason).__name__
