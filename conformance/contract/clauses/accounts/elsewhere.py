"""Accounts: on every connection, for every API key of an account, a stop closes the stream."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.api.methods import PING, START, STATUS
from conformance.api.sources import general_info, inferred_from
from conformance.api.wording import Phrase
from conformance.contract.clause import SHOULD, Doubt, Finding, Problem
from conformance.contract.clauses.accounts.chapter import (
    ANSWERED,
    WHOEVER_ASKS,
    accounts,
    given_keys,
)
from conformance.contract.closings import Before, befores
from conformance.contract.mutant import Reply, Turn
from conformance.contract.subjects import OfExchange
from conformance.transcript.conversation import Conversation
from conformance.transcript.kinds import is_stop


def _closed_elsewhere(conversation: Conversation, *methods: str) -> Iterator[Before]:
    """Yield exchanges with some methods whose stream a stop on another connection closed."""
    for before in befores(conversation):
        closing, exchange = before.closing, before.exchange
        if not closing or exchange.method not in methods:
            continue
        if exchange.connection not in closing.connections:
            yield before


def _asking_for_keys(conversation: Conversation) -> Iterator[Before]:
    befores_elsewhere = _closed_elsewhere(conversation, PING.name, START.name)
    return (b for b in befores_elsewhere if b.closing and b.closing.listen_key is not None)


@accounts.clause(1, SHOULD, of=_asking_for_keys, source=WHOEVER_ASKS, leans=ANSWERED)
def stop_closes_on_every_connection(before: Before) -> Finding:
    """A stop closes its account's stream on all connections: none is given the closed key again."""
    got = before.exchange.listen_key
    closed = before.closing.listen_key if before.closing else None
    if got is None or got != closed:
        return None
    return Problem("$.result.listenKey", Phrase("another listen key, or an error"), got)


@stop_closes_on_every_connection.mutant
def stop_of_one_connection_only(turn: Turn) -> Reply:
    """After a stop, other connections of the account are still given the closed listen key."""
    lane, closed = turn.account + turn.venue, turn.shared.setdefault("closed", {})
    keys, stops = given_keys(turn), turn.shared.setdefault("stops", {})
    if turn.is_stop and "result" in turn.answer:
        stops.setdefault(lane, set()).add(turn.connection)
        closed.setdefault(lane, keys.get(lane))
    elsewhere = turn.connection not in stops.get(lane, {turn.connection})
    if turn.method in {PING.name, START.name} and elsewhere and closed.get(lane):
        return turn.success() | {"result": {"listenKey": closed[lane]}}
    return turn.answer


@stop_closes_on_every_connection.mutant
def stop_with_another_key_of_the_account(turn: Turn) -> Reply:
    """A stop with another API key of the account than the start's closes nothing."""
    lane, own = turn.account + turn.venue, turn.params.get("apiKey")
    openers, ignored = (turn.shared.setdefault(name, {}) for name in ("openers", "ignored"))
    key, opener = given_keys(turn).get(lane), openers.get(lane)
    if turn.method == START.name and lane not in ignored:
        openers[lane] = own
    elif turn.is_stop and own and opener and opener != own:
        ignored[lane] = ignored.get(lane, key)
    elif turn.is_stop:
        ignored.pop(lane, None)
    is_open = lane in ignored and turn.method in {PING.name, START.name}
    open_key = {"listenKey": ignored.get(lane)}
    return turn.success() | {"result": open_key} if is_open else turn.answer


def _statuses_elsewhere(conversation: Conversation) -> Iterator[OfExchange]:
    """Yield statuses of logged-on sessions after stops, of anybody, on other connections only."""
    stops: set[str] = set()
    for exchange in conversation.exchanges:
        is_status = exchange.method == STATUS.name and exchange.answer is not None
        if is_status and exchange.scripted == "logged-on" and exchange.connection not in stops:
            yield from [OfExchange(exchange)] if stops else []
        if is_stop(exchange) and exchange.success:
            stops.add(exchange.connection)


@accounts.clause(
    2,
    SHOULD,
    of=_statuses_elsewhere,
    source=inferred_from(
        general_info("Authenticate after connection (a session is of one connection)")
    ),
    leans=ANSWERED,
)
def stop_leaves_other_sessions(status: OfExchange) -> Finding:
    """A stop leaves the sessions of other connections as they were."""
    result = status.exchange.answer_members.get("result")
    if status.exchange.session != "logged-on" or not isinstance(result, dict):
        return Doubt("the session's state could not be had")
    if result.get("apiKey") is None:
        return Problem("$.result.apiKey", Phrase("the session's apiKey"), None)
    since, now = status.exchange.session_since, result.get("authorizedSince")
    return None if since in {None, now} else Problem("$.result.authorizedSince", since, now)


@stop_leaves_other_sessions.mutant
def stop_logs_out_elsewhere(turn: Turn) -> Reply:
    """After a stop, a status on another connection says that nobody is logged on there."""
    if turn.is_stop and "result" in turn.answer:
        turn.shared["stopped on"] = turn.connection
    elsewhere = turn.shared.get("stopped on", turn.connection) != turn.connection
    session = turn.answer.get("result") if turn.method == STATUS.name else None
    if not elsewhere or not session or turn.session_account != turn.shared.get("by"):
        turn.shared["by"] = turn.account if turn.is_stop else turn.shared.get("by")
        return turn.answer
    return turn.answer | {"result": session | {"apiKey": None, "authorizedSince": None}}
