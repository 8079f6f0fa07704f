"""Accounts: a stop closes no other stream: of another account, of another venue, or if refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from conformance.api.codes import UNKNOWN_LISTEN_KEY
from conformance.api.methods import PING, START
from conformance.api.sources import observed
from conformance.api.wording import Phrase
from conformance.contract.clause import MUST, SHOULD, Doubt, Finding, Problem
from conformance.contract.clauses.accounts.chapter import (
    ANSWERED,
    EXPLICIT_KEY,
    OF_AN_ACCOUNT,
    VALID_KEY,
    accounts,
    given_keys,
    without_stream,
)
from conformance.contract.closings import Before, befores
from conformance.contract.mutant import Reply, Turn
from conformance.contract.subjects import OfExchange, is_again
from conformance.transcript.conversation import Conversation

ONE_ACCOUNT: Final = "both accounts were given one listen key: are the two API keys of one account?"


@dataclass(frozen=True, slots=True)
class StillOpen(OfExchange):
    """A ping of a stream that nothing closed, though there was a stop; and its listen key.

    ``has_shared_key``: another account was given the same one.
    """

    listen_key: str
    has_shared_key: bool


def _pinged(conversation: Conversation) -> Iterator[Before]:
    """Yield pings of streams that are open by all that was answered, after some stop."""
    for before in befores(conversation):
        if before.exchange.method == PING.name and before.listen_key and before.stops:
            yield before


def _beside_another_account(conversation: Conversation) -> Iterator[StillOpen]:
    """Yield pings after a stop of another account that succeeded."""
    for before in _pinged(conversation):
        venue, own = before.exchange.venue, before.exchange.account
        stops = [s for s in before.stops if s.success and s.venue == venue]
        if any(stop.account not in {None, own} for stop in stops) and before.listen_key:
            yield StillOpen(before.exchange, before.listen_key, before.has_shared_key)


def _after_refusals(conversation: Conversation) -> Iterator[StillOpen]:
    """Yield pings after stops all of which were refused."""
    for before in _pinged(conversation):
        if all(stop.refused for stop in before.stops) and before.listen_key:
            yield StillOpen(before.exchange, before.listen_key, before.has_shared_key)


def _beside_another_venue(conversation: Conversation) -> Iterator[StillOpen]:
    """Yield pings after a stop on another venue that succeeded."""
    for before in _pinged(conversation):
        venue = before.exchange.venue
        if any(s.success and s.venue != venue for s in before.stops) and before.listen_key:
            yield StillOpen(before.exchange, before.listen_key, before.has_shared_key)


def _is_open_still(still: StillOpen) -> Finding:
    """Judge a ping of a stream that is to be open."""
    exchange = still.exchange
    if still.has_shared_key:
        return Doubt(ONE_ACCOUNT)
    if exchange.success:
        got = exchange.listen_key
        return None if got in {None, still.listen_key} else _problem(still, got)
    if exchange.code != UNKNOWN_LISTEN_KEY:
        return Doubt(f"whether the stream is open could not be told (code {exchange.code})")
    if is_again(exchange):
        return _problem(still, exchange.code)
    return Doubt("no stream was open: another program of this account may have closed it")


def _problem(still: StillOpen, got: object) -> Problem:
    path = "$.result.listenKey" if still.exchange.success else "$.error.code"
    return Problem(path, Phrase("the listen key of the stream, which is to be open"), got)


@accounts.clause(3, MUST, of=_beside_another_account, source=OF_AN_ACCOUNT, leans=ANSWERED)
def stop_closes_no_other_account(still: StillOpen) -> Finding:
    """A stop leaves the streams of other accounts open: a ping still gives their listen keys."""
    return _is_open_still(still)


@stop_closes_no_other_account.mutant
def stop_closes_every_account(turn: Turn) -> Reply:
    """A stop closes the streams of all accounts."""
    started, closed = (turn.shared.setdefault(name, set()) for name in ("started", "closed"))
    if turn.venue or "result" not in turn.answer:
        return turn.answer
    if turn.method == START.name:
        started.add(turn.account)
        closed.discard(turn.account)
    if turn.is_stop:
        closed |= started - {turn.account}
    is_closed = turn.method == PING.name and turn.account in closed
    return without_stream(turn) if is_closed else turn.answer


@accounts.clause(4, MUST, of=_after_refusals, source=VALID_KEY, leans=ANSWERED)
def refused_stop_closes_nothing(still: StillOpen) -> Finding:
    """A stop that is refused closes no stream: a ping still gives the listen key."""
    return _is_open_still(still)


@refused_stop_closes_nothing.mutant
def refused_stop_closes(turn: Turn) -> Reply:
    """A stop that is refused closes the streams of the server all the same."""
    if turn.is_stop or turn.method == START.name:
        turn.shared["refused"] = "error" in turn.answer
    is_open = turn.method == PING.name and "result" in turn.answer
    return without_stream(turn) if turn.shared.get("refused") and is_open else turn.answer


@accounts.clause(
    5,
    SHOULD,
    of=_beside_another_venue,
    source=observed("one account's streams of USDⓈ-M and COIN-M are apart, in clients, 2026"),
    leans=ANSWERED,
)
def stop_closes_no_other_venue(still: StillOpen) -> Finding:
    """A stop on one venue leaves the account's stream on the other open."""
    return _is_open_still(still)


@stop_closes_no_other_venue.mutant
def stop_closes_every_venue(turn: Turn) -> Reply:
    """A stop closes the account's streams on all venues."""
    if turn.is_stop and "result" in turn.answer:
        turn.shared["venue"] = turn.venue
    elif turn.method == START.name:
        turn.shared.pop("venue", None)
    beside = turn.shared.get("venue", turn.venue) != turn.venue
    is_open = turn.method == PING.name and "result" in turn.answer
    return without_stream(turn) if beside and is_open else turn.answer


def _giving(conversation: Conversation) -> Iterator[Before]:
    """Yield the answers with listen keys, where another account was given one as well."""
    for before in befores(conversation):
        is_given = before.exchange.method in {START.name, PING.name}
        if is_given and before.exchange.listen_key and before.others:
            yield before


@accounts.clause(6, MUST, of=_giving, source=EXPLICIT_KEY, leans=ANSWERED)
def listen_keys_are_apart(before: Before) -> Finding:
    """A start or ping is for its apiKey's account, else for the last logon's: keys never mix."""
    got = before.exchange.listen_key
    if got not in before.others:
        return None
    if before.exchange.session != "logged-on":
        return Doubt(ONE_ACCOUNT)  # the keys alone make the difference
    return Problem("$.result.listenKey", Phrase("a listen key of the account's own"), got)


@listen_keys_are_apart.mutant
def session_answers_for_another_key(turn: Turn) -> Reply:
    """On a logged-on session, a start or ping with another account's key is the session's."""
    session_key = given_keys(turn).get(turn.session_account)
    foreign = turn.session_account not in {"", turn.account} and turn.key == "valid"
    turn.memory["stopped"] = turn.memory.get("stopped") or (foreign and turn.is_stop)
    is_mixed = foreign and turn.method in {START.name, PING.name} and not turn.memory["stopped"]
    if not is_mixed or not session_key:
        return turn.answer
    return turn.success() | {"result": {"listenKey": session_key}}


@listen_keys_are_apart.mutant
def first_logon_counts(turn: Turn) -> Reply:
    """After a second logon, a start by the session is for the account that logged on first."""
    keys, first = given_keys(turn), turn.memory.get("first")
    turn.memory["first"] = first or turn.session_account
    changed = turn.key == "absent" and first not in {None, "", turn.session_account}
    if turn.method == START.name and changed and first in keys:
        return turn.answer | {"result": {"listenKey": keys[first]}}
    return turn.answer
