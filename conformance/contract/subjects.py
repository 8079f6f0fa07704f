"""The subjects of clauses: parts of a conversation, picked by kind.

A picker only selects, and may yield nothing: then its clause is untested, and never green.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from conformance.api.codes import BACK_END
from conformance.api.venues import REQUEST_WEIGHT
from conformance.transcript.conversation import Conversation
from conformance.transcript.exchange import Exchange, Unattached
from conformance.transcript.kinds import is_busy, is_of_a_stream, is_retired, is_revocation, is_stop

RETIRED = "this method looks retired"
_MOST_LIMITS = 1000
REVOKED = "a null id with -2015 is what a revoked key gets: see whether the key is valid still"


def received(conversation: Conversation) -> Iterator[Exchange | Unattached]:
    """Yield every answer, with its exchange or unattached."""
    yield from answered(conversation)
    yield from conversation.unattached


def answered(conversation: Conversation) -> Iterator[Exchange]:
    """Yield the exchanges that have an answer."""
    return (exchange for exchange in conversation.exchanges if exchange.answer)


def answered_where(
    test: Callable[[Exchange], bool],
) -> Callable[[Conversation], Iterator[Exchange]]:
    """Return a picker of the answered exchanges that pass a test."""
    return lambda conversation: filter(test, answered(conversation))


successes = answered_where(lambda exchange: exchange.success)
refusals = answered_where(lambda exchange: exchange.refused)


def why_unjudged(exchange: Exchange) -> str:
    """Return why an error is no answer to its request: overload, a revoked key; else empty."""
    if is_retired(exchange):
        unknown = f"the server does not know {exchange.method}"
        return RETIRED if is_of_a_stream(exchange) else unknown
    detail = f"(status {exchange.answer_members.get('status')}, code {exchange.code})"
    if is_busy(exchange):
        return f"the server was busy, or throttled this address {detail}: run again later"
    if exchange.code in BACK_END:
        return f"the server's back end did not know the account {detail}: run again later"
    if is_excused(exchange) and exchange.request_members.get("id") is not None:
        return REVOKED
    return ""


def is_again(exchange: Exchange) -> bool:
    """Whether an earlier attempt at the scenario went the same way, so that it is no bad luck."""
    return exchange.transcript.ending.again and not exchange.transcript.partial


def is_excused(subject: Exchange | Unattached) -> bool:
    """Whether an answer has the null id and the code that a key gets when it is revoked.

    The page says so of an active session only.
    """
    answer = subject.answer.document.members if subject.answer else {}
    return is_revocation(answer) and subject.session in {"logged-on", "unknown"}


stop_successes = answered_where(lambda exchange: exchange.success and is_stop(exchange))


def whole_connection(conversation: Conversation) -> Iterator[Conversation]:
    """Yield the conversation itself, if the transcript is of the whole connection."""
    if not conversation.transcript.partial and conversation.exchanges:
        yield conversation


@dataclass(frozen=True, slots=True)
class OfExchange:
    """A subject that belongs to an exchange, and has its number and place."""

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
        return REQUEST_WEIGHT.is_of(self.entry)

    @property
    def costs_nothing(self) -> bool:
        """Whether limit and count are both -1, as observed on answers that cost nothing."""
        figures = isinstance(self.entry, dict) and (
            self.entry.get("limit"),
            self.entry.get("count"),
        )
        return figures == (-1, -1)


def limits_of(exchange: Exchange) -> tuple[Limit, ...]:
    """Return the entries of an answer's ``rateLimits``, the first thousand; none without a list."""
    entries = exchange.answer_members.get("rateLimits")
    if not isinstance(entries, list):
        return ()
    return tuple(Limit(exchange, i, entry) for i, entry in enumerate(entries[:_MOST_LIMITS]))


def limits(conversation: Conversation) -> Iterator[Limit]:
    """Yield every entry of every ``rateLimits``."""
    return (limit for exchange in answered(conversation) for limit in limits_of(exchange))
