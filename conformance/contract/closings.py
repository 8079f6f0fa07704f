"""Which listen keys were open and closed before each exchange: an account's, whoever asks.

A start or stop in flight with others leaves open which of them came first, so nothing is said then.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from conformance.api.methods import PING, START, STATUS
from conformance.contract.subjects import OfExchange
from conformance.transcript.conversation import Conversation
from conformance.transcript.exchange import Exchange
from conformance.transcript.frames import Owner
from conformance.transcript.kinds import is_stop, is_undecided

Lane = tuple[str, str]
"""A venue, and an account or, where no account is known, an apiKey."""


@dataclass(frozen=True, slots=True)
class Closing:
    """What closed a stream: the connections of its stops, and its listen key, if it is known."""

    connections: frozenset[str]
    listen_key: str | None


@dataclass(frozen=True, slots=True)
class StopKind:
    """What a stop was, as far as it matters to other streams; there are few kinds."""

    success: bool
    refused: bool
    account: Owner | None
    venue: str


@dataclass(frozen=True, slots=True)
class Before(OfExchange):
    """An exchange, and what was before it.

    ``closing`` is what closed its account's stream, and ``listen_key`` what a start last gave, if
    the stream is open since. ``others`` are listen keys that other accounts were given, and
    ``stops`` the kinds of stops, of anybody, since the account's stream was opened.
    """

    closing: Closing | None
    listen_key: str | None
    others: frozenset[str]
    stops: frozenset[StopKind]

    @property
    def has_shared_key(self) -> bool:
        """Whether another account was given the listen key that is open, too."""
        return self.listen_key in self.others


@dataclass(slots=True)
class _Stream:
    """One lane's stream by now."""

    listen_key: str | None = None
    closing: Closing | None = None
    given: set[str] = field(default_factory=set)
    stops: frozenset[StopKind] = frozenset()


@lru_cache(maxsize=1)
def befores(conversation: Conversation) -> tuple[Before, ...]:
    """Return every answered exchange of an account that is known, with what was before it.

    It is kept for the latest conversation: several clauses ask for it.
    """
    return tuple(_befores(conversation))


def _befores(conversation: Conversation) -> Iterator[Before]:
    streams: dict[Lane, _Stream] = {}
    for exchange in conversation.exchanges:
        lane = _lane(exchange)
        stream = streams.setdefault(lane, _Stream()) if lane else None
        if lane and stream and exchange.answer:
            others = {
                key
                for (_, owner), each in streams.items()
                if owner != lane[1]
                for key in each.given
            }
            closing, key = stream.closing, stream.listen_key
            closing, key = (closing, key) if exchange.alone else (None, None)
            yield Before(exchange, closing, key, frozenset(others), stream.stops)
        if is_stop(exchange) and exchange.answer:
            stop = StopKind(exchange.success, exchange.refused, exchange.account, exchange.venue)
            for each in streams.values():
                each.stops |= {stop}
        if stream:
            _follow(exchange, stream)


def _follow(exchange: Exchange, stream: _Stream) -> None:
    """Move a stream on by an exchange of its account."""
    if exchange.method == START.name and not exchange.alone:
        stream.listen_key = stream.closing = None
    elif exchange.method == START.name and exchange.success:
        stream.listen_key, stream.closing, stream.stops = exchange.listen_key, None, frozenset()
    elif is_stop(exchange) and exchange.success:
        earlier = stream.closing or Closing(frozenset(), stream.listen_key)
        connections = earlier.connections | {exchange.connection}
        stream.closing, stream.listen_key = Closing(connections, earlier.listen_key), None
    elif is_stop(exchange) and (is_undecided(exchange) or not exchange.answer):
        stream.listen_key = stream.closing = None
    if exchange.method in {START.name, PING.name} and exchange.listen_key is not None:
        stream.given.add(exchange.listen_key)


def _lane(exchange: Exchange) -> Lane | None:
    """Return whose stream an exchange is about; None where nobody is known.

    A status of a session on which nobody is known to be is the first account's.
    """
    venue = exchange.venue
    if exchange.method == STATUS.name:
        return venue, exchange.account or "own"
    by_session = exchange.key == "absent" and exchange.session == "logged-on"
    if exchange.key == "valid" or by_session:
        return venue, exchange.account or "own"
    return (venue, str(exchange.params["apiKey"])) if exchange.key == "unverifiable" else None
