"""Stream: what is known about requests after a stop.

What a stop without an open stream gets is not known, nor what a ping after a stop gets, but that it
is not the closed listen key. Their answers are a baseline for drift.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from conformance.api.document import ABSENT
from conformance.api.methods import PING, START, STATUS
from conformance.api.sources import general_info, inferred_from, start_page, streams_page
from conformance.api.wording import Phrase
from conformance.contract.clause import MUST, SHOULD, Chapter, Doubt, Finding, Problem
from conformance.contract.clauses.envelope.answers import (
    READABLE,
    has_its_members,
    has_result_or_error,
)
from conformance.contract.mutant import Reply, Turn
from conformance.contract.subjects import OfExchange, why_unjudged
from conformance.transcript.conversation import Conversation
from conformance.transcript.exchange import Exchange
from conformance.transcript.kinds import is_stop

stream = Chapter("STRM", "Stream")
_LEANS = (*READABLE, has_its_members, has_result_or_error)


@dataclass(frozen=True, slots=True)
class Afterwards(OfExchange):
    """An exchange after a stop that succeeded; ``closed_key`` is the listen key that it closed."""

    closed_key: object


def _after_stop(conversation: Conversation, method: str) -> Iterator[Afterwards]:
    """Yield the exchanges with a method after a successful stop of the same account."""
    key: object = ABSENT
    stopped: object = None
    for exchange in conversation.exchanges:
        own = stopped is not None and stopped == _account(exchange)
        if own and exchange.method == method and exchange.answer:
            yield Afterwards(exchange, key)
        if exchange.method == START.name and exchange.success:
            key, stopped = _listen_key(exchange), None
        if is_stop(exchange) and exchange.success:
            stopped = _account(exchange)


def _account(exchange: Exchange) -> object:
    """Return whose request it is: the account's, by key or session; another key's; else None."""
    by_session = exchange.key == "absent" and exchange.session == "logged-on"
    if exchange.key == "valid" or by_session or exchange.method == STATUS.name:
        return "account"
    return exchange.params["apiKey"] if exchange.key == "unverifiable" else None


def _statuses(conversation: Conversation) -> Iterator[Afterwards]:
    subjects = _after_stop(conversation, STATUS.name)
    return (subject for subject in subjects if subject.exchange.scripted == "logged-on")


def _starts(conversation: Conversation) -> Iterator[Afterwards]:
    return _after_stop(conversation, START.name)


def _listen_key(exchange: Exchange) -> object:
    result = exchange.answer_members.get("result")
    return result.get("listenKey", ABSENT) if isinstance(result, dict) else ABSENT


@stream.clause(
    1,
    SHOULD,
    of=_statuses,
    source=inferred_from(
        general_info("Authenticate after connection (logon and logout alone change the key)")
    ),
    leans=_LEANS,
)
def stop_leaves_the_session(subject: Afterwards) -> Finding:
    """A stop leaves the session as it was: a status after it still tells the session's apiKey."""
    exchange = subject.exchange
    result = exchange.answer_members.get("result")
    if exchange.session != "logged-on" or not isinstance(result, dict):
        return Doubt("the session's state could not be had")
    if result.get("apiKey") is not None:
        return None
    return Problem("$.result.apiKey", Phrase("the session's apiKey"), result.get("apiKey", ABSENT))


@stop_leaves_the_session.mutant
def stop_logs_out(turn: Turn) -> Reply:
    """A status after a stop says that the session is not authenticated."""
    turn.memory["stopped"] = turn.memory.get("stopped", False) or turn.is_stop
    is_status = turn.memory["stopped"] and turn.method == STATUS.name and "result" in turn.answer
    nobody = {"apiKey": None, "authorizedSince": None}
    return turn.answer | {"result": turn.answer["result"] | nobody} if is_status else turn.answer


@stream.clause(
    2,
    MUST,
    of=_starts,
    source=start_page("API Description"),
    leans=_LEANS,
)
def start_opens_again(subject: Afterwards) -> Finding:
    """A start after a stop succeeds."""
    exchange = subject.exchange
    if exchange.success:
        return None
    if why := why_unjudged(exchange):
        return Doubt(why)
    return Problem("$.status", 200, exchange.answer_members["status"])


@start_opens_again.mutant
def stopped_for_good(turn: Turn) -> Reply:
    """A start after a stop is refused."""
    turn.memory["stopped"] = turn.memory.get("stopped", False) or turn.is_stop
    start = turn.memory["stopped"] and turn.method == START.name
    return turn.refusal() if start else turn.answer


@stream.clause(
    3,
    SHOULD,
    of=_starts,
    source=inferred_from(
        streams_page("DELETE (closes the stream and invalidates the listen key)"),
        "WebSocket API announced as functionally equivalent, 2025-02-20",
    ),
    leans=(*_LEANS, start_opens_again),
)
def listen_key_is_new(subject: Afterwards) -> Finding:
    """A start after a stop gives another listen key than the one that the stop invalidated."""
    got = _listen_key(subject.exchange)
    if subject.closed_key is ABSENT or got != subject.closed_key:
        return None
    return Problem("$.result.listenKey", Phrase("another listen key"), got)


@listen_key_is_new.mutant
def listen_key_for_ever(turn: Turn) -> Reply:
    """The listen key is the same before and after a stop."""
    if turn.method != START.name or "result" not in turn.answer:
        return turn.answer
    return turn.answer | {"result": {"listenKey": "k" * 64}}


def _pings(conversation: Conversation) -> Iterator[Afterwards]:
    return _after_stop(conversation, PING.name)


@stream.clause(
    4,
    SHOULD,
    of=_pings,
    source=inferred_from(streams_page("DELETE (invalidates the listen key)")),
    leans=_LEANS,
)
def closed_key_is_not_kept_alive(subject: Afterwards) -> Finding:
    """A ping after a stop does not give the listen key that the stop invalidated."""
    got = _listen_key(subject.exchange)
    if subject.closed_key is ABSENT or got != subject.closed_key:
        return None
    return Problem("$.result.listenKey", Phrase("another listen key, or an error"), got)


@closed_key_is_not_kept_alive.mutant
def ping_gives_the_closed_key(turn: Turn) -> Reply:
    """A ping after a stop succeeds, and gives the closed listen key."""
    result = turn.answer.get("result")
    if turn.method == START.name and isinstance(result, dict):
        turn.memory["key"] = result.get("listenKey")
    closed = {"listenKey": turn.memory.get("key")}
    is_refused = turn.method == PING.name and "error" in turn.answer
    return turn.success() | {"result": closed} if is_refused else turn.answer
