"""Listen keys: who gets one by a start or a ping, and which one.

A stop between them is the matter of other chapters: STRM and ACC.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from conformance.api.codes import AUTHENTICATION, UNKNOWN_LISTEN_KEY
from conformance.api.methods import PING, START, Method
from conformance.api.sources import inferred_from, ping_page, rest_info, start_page
from conformance.api.wording import Phrase
from conformance.contract.clause import MUST, SHOULD, Chapter, Doubt, Finding, Problem
from conformance.contract.clauses.authentication.stops import (
    FORGOTTEN,
    LEANS,
    NOT_LOGGED_ON,
    doubt_of,
)
from conformance.contract.closings import befores
from conformance.contract.mutant import Reply, Turn
from conformance.contract.subjects import OfExchange, answered_where, is_again
from conformance.transcript.conversation import Conversation
from conformance.transcript.exchange import Exchange, Session
from conformance.transcript.kinds import is_documented_request

_SINCE: Final = "2026-11-29"
listen_keys = Chapter("LKEY", "Listen keys", since=_SINCE)
_CALLS: Final = (START.name, PING.name)
_WHEREVER: Final[tuple[Session, ...]] = (*NOT_LOGGED_ON, "logged-on")


def _calls_with(key: str, *sessions: Session) -> Callable[[Conversation], Iterator[Exchange]]:
    """Return a picker of starts and pings by the kind of apiKey and the session's scripted state.

    Nothing else about them is unusual.
    """
    return answered_where(
        lambda e: (
            e.method in _CALLS
            and e.key == key
            and e.scripted in sessions
            and is_documented_request(e)
        )
    )


def _is_call_with(turn: Turn, key: str, *sessions: Session) -> bool:
    """Whether a mutant's turn is a start or ping with a kind of apiKey, in one of these states."""
    return turn.method in _CALLS and turn.key == key and turn.session in sessions


@dataclass(frozen=True, slots=True)
class PlainCall(OfExchange):
    """A plain start or ping that an apiKey or a session allows; no stop was before it.

    ``listen_key`` is what a start gave, if the stream is open since. ``is_proven``: the apiKey, or
    the session, is known to be good by another answer.
    """

    listen_key: str | None
    is_proven: bool


def _allowed(conversation: Conversation, method: Method) -> Iterator[PlainCall]:
    keys = (e.params.get("apiKey") for e in conversation.exchanges if e.success)
    good = {key for key in keys if isinstance(key, str)}
    for before in befores(conversation):
        exchange = before.exchange
        by_session = exchange.key == "absent" and exchange.scripted == "logged-on"
        if (
            exchange.method == method.name
            and (exchange.key == "valid" or by_session)
            and not before.closing
            and not before.stops
            and is_documented_request(exchange)
        ):
            is_proven = by_session or exchange.params["apiKey"] in good
            yield PlainCall(exchange, before.listen_key, is_proven)


def _starts(conversation: Conversation) -> Iterator[PlainCall]:
    return _allowed(conversation, START)


def _pings(conversation: Conversation) -> Iterator[PlainCall]:
    return (call for call in _allowed(conversation, PING) if call.listen_key is not None)


def _given(conversation: Conversation) -> Iterator[PlainCall]:
    return (call for call in _pings(conversation) if call.exchange.success)


def _is_success(call: PlainCall) -> Finding:
    exchange = call.exchange
    doubt = doubt_of(exchange)
    if exchange.success or doubt:
        return doubt
    if exchange.code == UNKNOWN_LISTEN_KEY and call.listen_key and not is_again(exchange):
        return Doubt("no stream was open: another program of this account may have closed it")
    if exchange.code in AUTHENTICATION and not call.is_proven:
        return Doubt("nothing with the same apiKey succeeded: is the key a valid one?")
    return Problem("$.status", 200, exchange.answer_members["status"])


def _keeps_out(exchange: Exchange) -> Finding:
    if doubt := doubt_of(exchange):
        return doubt
    return Problem("$.error", Phrase("an error"), Phrase("success")) if exchange.success else None


def _is_early(turn: Turn) -> bool:
    """Whether no stop was sent to the server yet; a mutant that waits for one is another's."""
    turn.shared["stopped"] = turn.shared.get("stopped", False) or turn.is_stop
    return not turn.shared["stopped"]


def _claimed(turn: Turn) -> dict[str, Any]:
    """Return a success that gives a listen key to somebody who has none."""
    return turn.success() | {"result": {"listenKey": "n" * 64}}


@listen_keys.clause(
    1, MUST, of=_starts, source=start_page("Request Parameters"), leans=LEANS, since=_SINCE
)
def start_is_let_through(call: PlainCall) -> Finding:
    """A start with a valid apiKey, or on a logged-on session, succeeds."""
    return _is_success(call)


@start_is_let_through.mutant
def start_refused_on_a_session(turn: Turn) -> Reply:
    """A start without apiKey is refused on a logged-on session."""
    is_meant = turn.method == START.name and turn.key == "absent" and turn.session == "logged-on"
    return turn.refusal() if _is_early(turn) and is_meant else turn.answer


@listen_keys.clause(
    2, MUST, of=_pings, source=ping_page("Request Parameters"), leans=LEANS, since=_SINCE
)
def ping_is_let_through(call: PlainCall) -> Finding:
    """A ping with a valid apiKey, or on a logged-on session, succeeds while the stream is open."""
    return _is_success(call)


@ping_is_let_through.mutant
def ping_refused_while_open(turn: Turn) -> Reply:
    """A ping is refused though the account's stream is open, as long as nothing is stopped."""
    is_meant = turn.method == PING.name and "result" in turn.answer
    return turn.refusal() if _is_early(turn) and is_meant else turn.answer


@listen_keys.clause(
    3,
    SHOULD,
    of=_given,
    source=inferred_from(ping_page("API Description and Response Example (a listenKey)")),
    leans=(*LEANS, ping_is_let_through),
    since=_SINCE,
)
def ping_gives_the_open_key(call: PlainCall) -> Finding:
    """A ping gives the listen key of the stream that it keeps open."""
    got = call.exchange.listen_key
    if got == call.listen_key:
        return None
    return Problem("$.result.listenKey", call.listen_key, got)


@ping_gives_the_open_key.mutant
def ping_gives_another_key(turn: Turn) -> Reply:
    """A ping gives a listen key that nobody was given, as long as nothing is stopped."""
    is_meant = turn.method == PING.name and "result" in turn.answer
    other = turn.answer | {"result": {"listenKey": "p" * 64}}
    return other if _is_early(turn) and is_meant else turn.answer


@listen_keys.clause(
    4,
    MUST,
    of=_calls_with("absent", "none"),
    source=start_page("Request Parameters; and Keepalive User Data Stream, Request Parameters"),
    leans=LEANS,
    since=_SINCE,
)
def neither_gets_a_listen_key(exchange: Exchange) -> Finding:
    """A start or ping with neither an apiKey nor a session is refused."""
    return _keeps_out(exchange)


@neither_gets_a_listen_key.mutant
def anybody_gets_a_listen_key(turn: Turn) -> Reply:
    """A start or ping without credentials gives a listen key."""
    return _claimed(turn) if _is_call_with(turn, "absent", "none") else turn.answer


@listen_keys.clause(
    5,
    MUST,
    of=_calls_with("unknown", *_WHEREVER),
    source=rest_info(
        "Endpoint Security Type (USER_STREAM: a valid API key); WebSocket API General Info, "
        "Authorize ad hoc requests"
    ),
    leans=LEANS,
    since=_SINCE,
)
def unknown_key_gets_no_listen_key(exchange: Exchange) -> Finding:
    """A start or ping with an unknown apiKey is refused, on a logged-on session too."""
    return _keeps_out(exchange)


@unknown_key_gets_no_listen_key.mutant
def any_key_gets_a_listen_key(turn: Turn) -> Reply:
    """A start or ping with an unknown apiKey gives a listen key."""
    return _claimed(turn) if _is_call_with(turn, "unknown", *_WHEREVER) else turn.answer


@listen_keys.clause(
    6, MUST, of=_calls_with("absent", "logged-out"), source=FORGOTTEN, leans=LEANS, since=_SINCE
)
def nobody_gets_one_after_a_logout(exchange: Exchange) -> Finding:
    """A start or ping without apiKey is refused after a logout."""
    return _keeps_out(exchange)


@nobody_gets_one_after_a_logout.mutant
def logout_leaves_listen_keys(turn: Turn) -> Reply:
    """A start or ping without apiKey still gives a listen key after a logout."""
    return _claimed(turn) if _is_call_with(turn, "absent", "logged-out") else turn.answer
