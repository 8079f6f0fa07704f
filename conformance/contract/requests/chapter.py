"""The chapter Requests: what a client must do, judged from what it sent."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from conformance.api.methods import METHODS, STREAM_PREFIX, VERSION_PREFIX
from conformance.api.sources import general_info
from conformance.contract.clause import Chapter
from conformance.transcript.conversation import Conversation
from conformance.transcript.exchange import Exchange

requests = Chapter("REQ", "Requests")
REQUEST_FORMAT = general_info("Request format")


def sent(conversation: Conversation) -> Iterator[Exchange]:
    """Yield every exchange whose request is known."""
    return (exchange for exchange in conversation.exchanges if exchange.request)


def sent_where(test: Callable[[Exchange], bool]) -> Callable[[Conversation], Iterator[Exchange]]:
    """Return a picker of requests that pass a test."""
    return lambda conversation: filter(test, sent(conversation))


def plain_method(exchange: Exchange) -> str:
    """Return a request's method without the version that may stand before it."""
    return str(exchange.method or "").removeprefix(VERSION_PREFIX)


def is_known_method(exchange: Exchange) -> bool:
    """Whether the method is one of those that the pages of streams and sessions have."""
    return plain_method(exchange) in METHODS


def is_for_a_stream(exchange: Exchange) -> bool:
    """Whether the method is a known one of user data streams."""
    return is_known_method(exchange) and plain_method(exchange).startswith(STREAM_PREFIX)
