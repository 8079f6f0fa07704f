"""Why a server could not be reached, what to do, and how long one that throttles is waited for."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from math import isfinite
from typing import Final

from websockets.exceptions import (
    ConnectionClosed,
    InvalidHandshake,
    InvalidMessage,
    InvalidStatus,
    InvalidURI,
)
from websockets.http11 import Response

from conformance.api.codes import THROTTLING, TOO_MANY_REQUESTS
from conformance.api.venues import judged_venue
from conformance.api.wording import on_one_line
from conformance.scenarios.ledger import MINUTE
from conformance.transcript.masking import redact_url

LONGEST_REST: Final = 120.0
"""How long a run waits for a server that throttles, in s, altogether."""


class Unreachable(Exception):
    """A connection could not be opened; whose fault that is, is not known.

    ``again``: whether another attempt may help; or in how many s, if the server named a time.
    ``throttled``: the server wants no connection from this address for now; ``refills``: but it
    will within a minute. ``spent``: the attempt may have come to the server, and cost weight.
    """

    def __init__(
        self,
        url: str,
        why: str,
        again: float | bool = False,
        *,
        throttled: bool = False,
        refills: bool = False,
        spent: bool = True,
    ) -> None:
        super().__init__(f"{url}: {why}")
        self.why = why
        self.again = again
        self.throttled = throttled
        self.refills = refills
        self.spent = spent


_NEVER_THERE: Final = (ConnectionRefusedError, socket.gaierror, ssl.SSLError, InvalidURI)
"""What keeps a request for a connection from the server itself."""


def unreachable(url: str, error: Exception, patience: float) -> Unreachable:
    """Return the Unreachable for an error while connecting."""
    if isinstance(error, InvalidStatus):
        return _status(url, error.response)
    cause = error.__cause__ if isinstance(error, InvalidMessage) else error
    passing = isinstance(cause, ConnectionError | ConnectionClosed | EOFError)
    spent = not isinstance(error, _NEVER_THERE)
    return Unreachable(url, _explain(error, patience), again=passing, spent=spent)


def _explain(error: Exception, patience: float) -> str:
    """Return what went wrong while connecting, and what to look at."""
    causes: tuple[tuple[type[Exception] | tuple[type[Exception], ...], str], ...] = (
        (ConnectionRefusedError, "the connection was refused; is a server listening there?"),
        (socket.gaierror, "the host's name is not known; is it spelt right?"),
        (ssl.SSLCertVerificationError, "TLS failed; is its certificate valid and trusted here?"),
        (ssl.SSLError, "TLS failed; if that port has none, give ws:// instead of wss://"),
        (TimeoutError, f"no WebSocket handshake within {patience:g} s; raise --answer-timeout?"),
        (InvalidURI, "this is no WebSocket address; it must begin with ws:// or wss://"),
        ((InvalidMessage, EOFError), "what answers there is no WebSocket server"),
        (ConnectionClosed, "the connection was closed during the handshake"),
        (InvalidHandshake, "the WebSocket handshake failed; what answers there speaks another way"),
        (OSError, f"the network failed ({getattr(error, 'strerror', None) or 'no more is known'})"),
    )
    for kind, words in causes:
        if isinstance(error, kind):
            return words
    return f"the connection failed ({type(error).__name__})"


_SERVER_FAULT = 5
"""The first digit of the HTTP codes for a server's fault."""
_TIMEOUT = 408
"""The HTTP code of a back end that did not answer in time (COIN-M General Info)."""
_REDIRECT = 3
"""The first digit of the HTTP codes that send a client elsewhere."""
_LONGEST_ADDRESS = 200
"""A longer address is not shown: a part of it may be a part of a key. In characters."""


def _status(url: str, response: Response) -> Unreachable:
    code, venue = response.status_code, judged_venue(url)
    meaning = {
        403: "a firewall refuses this address; try from another one",
        404: f"there is no such path; {venue.title}'s is {venue.path}",
        410: "this API looks retired: it is gone for good; see its change log for a successor",
        418: "this address is banned for now; wait before another run",
        429: "too many requests came from this address; wait a minute",
        451: "the exchange refuses the country that this machine is in; run on one elsewhere",
    }
    fault = code // 100 == _SERVER_FAULT
    words = meaning.get(code, "the server has a fault" if fault else "see the API's page")
    if code // 100 == _REDIRECT:
        words = _redirect(response)
    rest = _retry_after(response)
    words += f"; it asks to wait {rest:g} s" if rest is not None else ""
    refills = rest is None and code == TOO_MANY_REQUESTS
    fault = fault or code == _TIMEOUT
    again: float | bool = fault if rest is None else rest <= LONGEST_REST and rest
    why = f"the handshake was answered with HTTP {code}: {words}"
    return Unreachable(url, why, again, throttled=code in THROTTLING, refills=refills)


def _redirect(response: Response) -> str:
    """Return what to do about a redirect, with where it leads; it is never followed."""
    try:
        address = redact_url(response.headers.get("Location", ""))
    except (ValueError, LookupError):
        address = ""
    where = on_one_line(address) or "nowhere"
    where = where if len(where) <= _LONGEST_ADDRESS else f"an address of {len(where)} characters"
    return (
        f"it leads to {where}, and redirects are not followed, as the key would go there; if you "
        "trust that address, give it as --target"
    )


def _retry_after(response: Response) -> float | None:
    """Return the header Retry-After in s, by the server's clock if a date; None if absent."""
    try:
        written = response.headers.get("Retry-After", "")
        if written[:1].isalpha():
            now = parsedate_to_datetime(response.headers.get("Date", ""))
            seconds = (parsedate_to_datetime(written) - now).total_seconds()
        else:
            seconds = float(written)
    except (ValueError, LookupError, TypeError, OverflowError):
        return None
    return max(0.0, seconds) if isfinite(seconds) else None


def passing(restarts: bool) -> Callable[[Exception], float | bool]:
    """Return a test of errors: whether another attempt may help, or after how many s.

    ``restarts``: the server has answered before, so a limit that it names is waited for.
    """
    left = [LONGEST_REST]

    def again(error: Exception) -> float | bool:
        if not isinstance(error, Unreachable):
            return False
        wait = MINUTE if error.refills and restarts else error.again
        if isinstance(wait, bool):
            return wait
        left[0] -= wait
        return left[0] >= 0 and wait

    return again
