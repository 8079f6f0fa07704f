"""Kinds of exchanges: busy or throttled, malformed, well-formed, a stop, a revoked key."""

from __future__ import annotations

from typing import Any, Final

from conformance.api.codes import (
    BACK_END,
    GONE,
    OVERLOAD,
    REVOKED_KEY,
    THROTTLING,
    UNAVAILABLE,
    UNKNOWN_ERROR,
    UNKNOWN_METHOD,
)
from conformance.api.document import ABSENT
from conformance.api.methods import SESSION_PREFIX, STOP, STREAM_PREFIX, VERSION_PREFIX, is_known
from conformance.transcript import requests
from conformance.transcript.exchange import Exchange
from conformance.transcript.frames import Opcode

_SERVER_FAULT: Final = 5
"""The first digit of the statuses for a server's fault."""


def is_busy(exchange: Exchange) -> bool:
    """Whether an error says that the server is overloaded, throttles, or knows no cause."""
    if not exchange.refused:
        return False
    status = exchange.answer_members.get("status")
    busy = isinstance(status, int) and (status in THROTTLING or status // 100 == _SERVER_FAULT)
    return busy or exchange.code in OVERLOAD or _is_unknown_error(exchange)


def is_undecided(exchange: Exchange) -> bool:
    """Whether an error leaves open whether the request was executed: it is about the server."""
    return is_busy(exchange) or (exchange.refused and exchange.code in BACK_END)


def is_retired(exchange: Exchange) -> bool:
    """Whether an error says that a documented method is unknown, or gone for good.

    -1016 says so where it stays: at every attempt, or in a whole capture.
    """
    if not exchange.refused or not is_known(exchange.method):
        return False
    gone = exchange.answer_members.get("status") == GONE or exchange.code == UNKNOWN_METHOD
    return gone or (exchange.code == UNAVAILABLE and exchange.transcript.ending.again)


def _is_unknown_error(exchange: Exchange) -> bool:
    """Whether this is -1000 as documented: an unknown error, rather than a refused request."""
    return (
        exchange.code == UNKNOWN_ERROR
        and "unknown error" in str(exchange.answer_members["error"]).lower()
    )


def is_revocation(answer: dict[str, Any]) -> bool:
    """Whether this is the documented answer to a revoked key: no id, and -2015."""
    error = answer.get("error")
    revoked = isinstance(error, dict) and error.get("code") == REVOKED_KEY
    return revoked and answer.get("id", ABSENT) is None


def is_stop(exchange: Exchange) -> bool:
    """Whether this is a ``userDataStream.stop``."""
    return bool(exchange.method == STOP.name)


def is_of_a_stream(exchange: Exchange) -> bool:
    """Whether the method is of a user data stream, with no version before it."""
    return str(exchange.method).startswith(STREAM_PREFIX)


def is_readable(exchange: Exchange) -> bool:
    """Whether the request is known and a JSON object without a member given twice."""
    return exchange.request is not None and requests.is_readable_request(exchange.request.document)


def is_malformed(exchange: Exchange) -> bool:
    """Whether the request is a text that is no JSON; an empty or binary frame is not meant."""
    request = exchange.request
    if request is None or request.frame.opcode is not Opcode.TEXT or not request.frame.data:
        return False
    return bool(request.document.error)


def is_of_the_family(exchange: Exchange) -> bool:
    """Whether the method is of a user data stream or a session, rightly spelt or not."""
    method = str(exchange.method).lower().removeprefix(VERSION_PREFIX)
    return method.startswith((STREAM_PREFIX.lower(), SESSION_PREFIX))


def has_no_readable_id(exchange: Exchange) -> bool:
    """Whether the request is a text that no id can be read from."""
    request = exchange.request
    is_text = request is not None and request.frame.opcode is Opcode.TEXT
    return is_text and not isinstance(request and request.document.value, dict)


def has_legal_id(exchange: Exchange) -> bool:
    """Whether the request carries an id of the kind that futures servers were seen to take."""
    return exchange.request is not None and requests.has_legal_request_id(exchange.request.frame)


def lacks_id(exchange: Exchange) -> bool:
    """Whether a request that is known has no id of a documented type, or cannot be read."""
    if exchange.request is None:
        return False
    value = exchange.request_members.get("id", ABSENT)
    documented = value is None or (isinstance(value, str | int) and not isinstance(value, bool))
    return bool(exchange.request.document.repeated) or not documented


def is_well_formed(exchange: Exchange) -> bool:
    """Whether the request keeps the API's general rules for requests."""
    return exchange.request is not None and requests.is_well_formed_request(exchange.request.frame)


def is_known_refused(exchange: Exchange) -> bool:
    """Whether futures servers are known to answer such a faulty request with an error."""
    if not is_readable(exchange):
        return is_malformed(exchange)
    members = exchange.request_members
    long_id = isinstance(members.get("id"), str) and members["id"] and not has_legal_id(exchange)
    return bool(long_id) or isinstance(members.get("params"), list)


def is_plain_stop(exchange: Exchange) -> bool:
    """Whether this is a stop with nothing unusual about it, whatever its apiKey may be."""
    return exchange.request is not None and requests.is_plain_stop_request(exchange.request.frame)


def is_documented_request(exchange: Exchange) -> bool:
    """Whether the request is just what the page of its method describes."""
    return exchange.request is not None and requests.is_documented(exchange.request.frame)


def wants_limits(exchange: Exchange) -> bool:
    """Whether the answer should have ``rateLimits``, by request, by URL, or by default."""
    choice = exchange.params.get("returnRateLimits")
    if isinstance(choice, bool):
        return choice
    return "returnRateLimits=false" not in exchange.transcript.endpoint
