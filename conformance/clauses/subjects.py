"""What clauses look at: the parts of a conversation, picked by kind.

A picker yields nothing where there is nothing to look at, so that a clause without a subject is
untested and never green. It does not judge.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from conformance.clauses import requests
from conformance.clauses.codes import OVERLOAD
from conformance.document import ABSENT
from conformance.exchange import Conversation, Exchange, Stray
from conformance.transcript import Opcode

REVOKED = "a null id with -2015 is what a revoked key gets: see whether the key is valid still"
_REVOKED = -2015
_UNKNOWN = -1000
_SERVER_FAULT = 5


def received(conversation: Conversation) -> Iterator[Exchange | Stray]:
    """Yield everything that came as an answer, whether or not it could be paired."""
    yield from answered(conversation)
    yield from conversation.strays


def answered(conversation: Conversation) -> Iterator[Exchange]:
    """Yield the exchanges that have an answer."""
    return (exchange for exchange in conversation.exchanges if exchange.answer)


def that(
    test: Callable[[Exchange], bool],
) -> Callable[[Conversation], Iterator[Exchange]]:
    """Return a picker of the answered exchanges that pass a test."""
    return lambda conversation: filter(test, answered(conversation))


successes = that(lambda exchange: exchange.success)
refusals = that(lambda exchange: exchange.refused)


def why_unjudged(exchange: Exchange) -> str:
    """Say why an error tells nothing of its request: overload, or a revoked key; else empty."""
    if is_busy(exchange):
        told = f"(status {exchange.said.get('status')}, code {exchange.code})"
        return f"the server was busy, or throttled this address {told}: run again later"
    if is_revocation(exchange.said) and exchange.asked.get("id") is not None:
        return REVOKED
    return ""


def is_busy(exchange: Exchange) -> bool:
    """Whether an error is of a server that is overloaded, throttles, or does not know its cause."""
    if not exchange.refused:
        return False
    status = exchange.said.get("status")
    busy = isinstance(status, int) and (status in {418, 429} or status // 100 == _SERVER_FAULT)
    return busy or exchange.code in OVERLOAD or _is_unknown_error(exchange)


def _is_unknown_error(exchange: Exchange) -> bool:
    """Whether this is -1000 in its documented sense: an unknown error, not a request refused."""
    return exchange.code == _UNKNOWN and "unknown error" in str(exchange.said["error"]).lower()


def is_revocation(answer: dict[str, Any]) -> bool:
    """Whether this is the documented answer to a revoked key: no id, and -2015."""
    error = answer.get("error")
    revoked = isinstance(error, dict) and error.get("code") == _REVOKED
    return revoked and answer.get("id", ABSENT) is None


def is_stop(exchange: Exchange) -> bool:
    """Whether this is a ``userDataStream.stop``."""
    return bool(exchange.method == "userDataStream.stop")


stop_successes = that(lambda exchange: exchange.success and is_stop(exchange))


def is_readable(exchange: Exchange) -> bool:
    """Whether the request is known and a JSON object without a member given twice."""
    return exchange.request is not None and requests.is_readable(exchange.request.document)


def is_malformed(exchange: Exchange) -> bool:
    """Whether the request is a text that is no JSON; an empty or binary frame is not meant."""
    request = exchange.request
    if request is None or request.frame.opcode is not Opcode.TEXT or not request.frame.data:
        return False
    return bool(request.document.error)


def is_of_the_family(exchange: Exchange) -> bool:
    """Whether a user data stream or session method was asked for, rightly spelt or not."""
    method = str(exchange.method).lower().removeprefix("v1/")
    return method.startswith(("userdatastream.", "session."))


def has_no_readable_id(exchange: Exchange) -> bool:
    """Whether the request is a text that no id can be read from."""
    request = exchange.request
    is_text = request is not None and request.frame.opcode is Opcode.TEXT
    return is_text and not isinstance(request and request.document.value, dict)


def has_legal_id(exchange: Exchange) -> bool:
    """Whether the request carries an id of the kind that futures servers were seen to take."""
    return exchange.request is not None and requests.has_legal_id(exchange.request.frame)


def is_well_formed(exchange: Exchange) -> bool:
    """Whether the request is one that the API's general rules call a request."""
    return exchange.request is not None and requests.is_well_formed(exchange.request.frame)


def is_plain_stop(exchange: Exchange) -> bool:
    """Whether this is a stop with nothing unusual about it, whatever its apiKey may be."""
    return exchange.request is not None and requests.is_plain_stop(exchange.request.frame)


def is_documented_request(exchange: Exchange) -> bool:
    """Whether the request is just what the page of its method describes."""
    return exchange.request is not None and requests.is_documented(exchange.request.frame)


def connection(conversation: Conversation) -> Iterator[Conversation]:
    """Yield the conversation itself, where the whole connection was seen."""
    if not conversation.transcript.partial and conversation.exchanges:
        yield conversation


@dataclass(frozen=True, slots=True)
class OfExchange:
    """A subject that belongs to an exchange, and is where that is."""

    exchange: Exchange

    @property
    def number(self) -> int:
        """The exchange that it belongs to."""
        return self.exchange.number

    @property
    def place(self) -> str:
        """Where it is, in words."""
        return self.exchange.place


@dataclass(frozen=True, slots=True)
class Limit(OfExchange):
    """One entry of an answer's ``rateLimits``."""

    index: int
    entry: Any

    def path(self, member: str = "") -> str:
        """Return the JSON path of the entry, or of one of its members."""
        return f"$.rateLimits[{self.index}]" + (f".{member}" if member else "")

    @property
    def is_request_weight(self) -> bool:
        """Whether it is the limit of request weight in one minute."""
        return (
            isinstance(self.entry, dict)
            and self.entry.get("rateLimitType") == "REQUEST_WEIGHT"
            and self.entry.get("interval") == "MINUTE"
            and self.entry.get("intervalNum") == 1
        )

    @property
    def costs_nothing(self) -> bool:
        """Whether limit and count are both -1, as seen on answers that cost nothing."""
        figures = isinstance(self.entry, dict) and (
            self.entry.get("limit"),
            self.entry.get("count"),
        )
        return figures == (-1, -1)


def limits_of(exchange: Exchange) -> tuple[Limit, ...]:
    """Return the entries of an answer's ``rateLimits``; none where there is no list."""
    entries = exchange.said.get("rateLimits")
    if not isinstance(entries, list):
        return ()
    return tuple(Limit(exchange, index, entry) for index, entry in enumerate(entries))


def limits(conversation: Conversation) -> Iterator[Limit]:
    """Yield every entry of every ``rateLimits``."""
    return (limit for exchange in answered(conversation) for limit in limits_of(exchange))


def wants_limits(exchange: Exchange) -> bool:
    """Whether the answer shall have ``rateLimits``, by request, by URL, or by default."""
    asked = exchange.params.get("returnRateLimits")
    if isinstance(asked, bool):
        return asked
    return "returnRateLimits=false" not in exchange.transcript.endpoint
