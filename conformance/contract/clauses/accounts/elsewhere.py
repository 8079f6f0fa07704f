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
from conformance.transcript.conversation import Conversation


def _closed_elsewhere(conversation: Conversation, *methods: str) -> Iterator[Before]:
    """Yield exchanges with some methods whose stream a stop on another connection closed."""
    for before in befores(conversation):
        closing, exchange = before.closing, before.exchange
        if not closing or exchange.method not in methods:
            continue
        if exchange.connection not in closing.connections:
            yield before


def _asking_for_keys(conversation: Conversation) -> Iterator[Before]:
    return _closed_elsewhere(conversation, PING.name, START.name)


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
    key = given_keys(turn).get(lane) if turn.is_stop else None
    if turn.method == START.name:
        turn.shared.setdefault("openers", {}).setdefault(lane, own)
    opener = turn.shared.get("openers", {}).get(lane)
    if key and own and opener and own != opener:
        turn.shared.setdefault("ignored", {})[lane] = key
    given_keys(turn)
    key = turn.shared.get("ignored", {}).get(lane)
    is_open = key and turn.method in {PING.name, START.name}
    return turn.success() | {"result": {"listenKey": key}} if is_open else turn.answer


def _statuses_elsewhere(conversation: Conversation) -> Iterator[Before]:
    """Yield statuses of logged-on sessions after a stop on another connection."""
    for before in _closed_elsewhere(conversation, STATUS.name):
        if before.exchange.scripted == "logged-on":
            yield before


@accounts.clause(
    2,
    SHOULD,
    of=_statuses_elsewhere,
    source=inferred_from(
        general_info("Authenticate after connection (a session is of one connection)")
    ),
    leans=ANSWERED,
)
def stop_leaves_other_sessions(before: Before) -> Finding:
    """A stop leaves the sessions of other connections as they were."""
    result = before.exchange.answer_members.get("result")
    if before.exchange.session != "logged-on" or not isinstance(result, dict):
        return Doubt("the session's state could not be had")
    if result.get("apiKey") is not None:
        return None
    return Problem("$.result.apiKey", Phrase("the session's apiKey"), result.get("apiKey"))


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
