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
from conformance.contract.closings import Before, Closing, befores
from conformance.contract.mutant import Reply, Turn
from conformance.contract.subjects import OfExchange, why_unjudged
from conformance.transcript.conversation import Conversation

stream = Chapter("STRM", "Stream")
_LEANS = (*READABLE, has_its_members, has_result_or_error)


@dataclass(frozen=True, slots=True)
class Afterwards(OfExchange):
    """An exchange after a stop of its account that succeeded."""

    closing: Closing

    @property
    def gives_closed_key(self) -> bool:
        """Whether its answer has the listen key that the stop closed."""
        key = self.exchange.listen_key
        return key is not None and key == self.closing.listen_key


def _after_stop(conversation: Conversation, method: str) -> Iterator[Afterwards]:
    """Yield the exchanges with a method after a successful stop of the same account."""
    for before in befores(conversation):
        if before.closing and before.exchange.method == method:
            yield Afterwards(before.exchange, before.closing)


def _after_stop_there(conversation: Conversation, method: str) -> Iterator[Afterwards]:
    """Yield those whose stop was on the same connection."""
    subjects = _after_stop(conversation, method)
    return (s for s in subjects if s.exchange.connection in s.closing.connections)


def _statuses(conversation: Conversation) -> Iterator[Afterwards]:
    subjects = _after_stop_there(conversation, STATUS.name)
    return (subject for subject in subjects if subject.exchange.scripted == "logged-on")


def _starts(conversation: Conversation) -> Iterator[Afterwards]:
    return _after_stop(conversation, START.name)


def _starts_there(conversation: Conversation) -> Iterator[Afterwards]:
    return _after_stop_there(conversation, START.name)


@stream.clause(
    1,
    SHOULD,
    of=_statuses,
    source=inferred_from(
        general_info("Authenticate after connection (logon and logout alone change the key)")
    ),
    leans=_LEANS,
    changed=("2026-11-25", "2026-11-28"),
)
def stop_leaves_the_session(subject: Afterwards) -> Finding:
    """A stop leaves the session as it was: a status tells the apiKey and the time of its logon."""
    exchange = subject.exchange
    result = exchange.answer_members.get("result")
    if exchange.session != "logged-on" or not isinstance(result, dict):
        return Doubt("the session's state could not be had")
    if result.get("apiKey") is None:
        got = result.get("apiKey", ABSENT)
        return Problem("$.result.apiKey", Phrase("the session's apiKey"), got)
    since, now = exchange.session_since, result.get("authorizedSince", ABSENT)
    if since is None or now == since:
        return None
    return Problem("$.result.authorizedSince", since, now)


@stop_leaves_the_session.mutant
def stop_logs_out(turn: Turn) -> Reply:
    """A status after a stop says that the session is not authenticated."""
    turn.memory["stopped"] = turn.memory.get("stopped", False) or turn.is_stop
    is_status = turn.memory["stopped"] and turn.method == STATUS.name and "result" in turn.answer
    nobody = {"apiKey": None, "authorizedSince": None}
    return turn.answer | {"result": turn.answer["result"] | nobody} if is_status else turn.answer


@stop_leaves_the_session.mutant
def stop_renews_the_session(turn: Turn) -> Reply:
    """A status after a stop says that the session was authenticated a moment ago."""
    turn.memory["stopped"] = turn.memory.get("stopped", False) or turn.is_stop
    session = turn.answer.get("result") if turn.method == STATUS.name else None
    if not turn.memory["stopped"] or not session or session["apiKey"] is None:
        return turn.answer
    return turn.answer | {"result": session | {"authorizedSince": turn.now}}


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
    of=_starts_there,
    source=inferred_from(
        streams_page("DELETE (closes the stream and invalidates the listen key)"),
        "WebSocket API announced as functionally equivalent, 2025-02-20",
    ),
    leans=(*_LEANS, start_opens_again),
)
def listen_key_is_new(subject: Afterwards) -> Finding:
    """A start after a stop gives another listen key than the one that the stop invalidated."""
    if not subject.gives_closed_key:
        return None
    got = subject.exchange.listen_key
    return Problem("$.result.listenKey", Phrase("another listen key"), got)


@listen_key_is_new.mutant
def listen_key_for_ever(turn: Turn) -> Reply:
    """The listen key is the same before and after a stop."""
    turn.memory["stopped"] = turn.memory.get("stopped", False) or turn.is_stop
    if turn.method != START.name or "result" not in turn.answer:
        return turn.answer
    first = turn.memory.setdefault(turn.account, turn.answer["result"]["listenKey"])
    return turn.answer | {"result": {"listenKey": first}} if turn.memory["stopped"] else turn.answer


def _pings(conversation: Conversation) -> Iterator[Afterwards]:
    return _after_stop_there(conversation, PING.name)


@stream.clause(
    4,
    SHOULD,
    of=_pings,
    source=inferred_from(streams_page("DELETE (invalidates the listen key)")),
    leans=_LEANS,
    since="2026-11-25",
)
def closed_key_is_not_kept_alive(subject: Afterwards) -> Finding:
    """A ping after a stop does not give the listen key that the stop invalidated."""
    if not subject.gives_closed_key:
        return None
    got = subject.exchange.listen_key
    return Problem("$.result.listenKey", Phrase("another listen key, or an error"), got)


@closed_key_is_not_kept_alive.mutant
def ping_gives_the_closed_key(turn: Turn) -> Reply:
    """A ping after a stop succeeds, and gives the closed listen key."""
    result = turn.answer.get("result")
    if turn.method == START.name and isinstance(result, dict):
        turn.memory[turn.account] = result.get("listenKey")
    turn.memory["stopped"] = turn.memory.get("stopped", False) or turn.is_stop
    closed = turn.memory.get(turn.account)
    is_refused = turn.method == PING.name and "error" in turn.answer and turn.memory["stopped"]
    return (
        turn.success() | {"result": {"listenKey": closed}} if is_refused and closed else turn.answer
    )


def _starts_while_open(conversation: Conversation) -> Iterator[Before]:
    """Yield the starts that succeed while their account's stream is known to be open."""
    for before in befores(conversation):
        exchange = before.exchange
        if exchange.method == START.name and exchange.success and before.listen_key is not None:
            yield before


@stream.clause(
    5,
    MUST,
    of=_starts_while_open,
    source=start_page("API Description (an account's active listenKey is returned)"),
    leans=_LEANS,
    since="2026-11-28",
)
def start_gives_the_open_key(before: Before) -> Finding:
    """A start while the account's stream is open gives its listen key, whoever opened it."""
    got = before.exchange.listen_key
    if got == before.listen_key:
        return None
    return Problem("$.result.listenKey", before.listen_key, got)


@start_gives_the_open_key.mutant
def start_opens_another(turn: Turn) -> Reply:
    """Every start gives a listen key of its own."""
    if turn.method != START.name or "result" not in turn.answer:
        return turn.answer
    turn.shared["starts"] = turn.shared.get("starts", 0) + 1
    is_first = turn.shared.setdefault(turn.account + turn.venue, turn.answer) is turn.answer
    own = {"listenKey": str(turn.shared["starts"]).rjust(64, "k")}
    return turn.answer if is_first else turn.answer | {"result": own}
