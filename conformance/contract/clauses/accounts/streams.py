"""Accounts: what a stop does to connections to the stream itself."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.api.sources import stop_page
from conformance.api.wording import Phrase
from conformance.contract.clause import MUST, Doubt, Finding, Problem
from conformance.contract.clauses.accounts.chapter import OF_AN_ACCOUNT, accounts, given_keys
from conformance.contract.listening import Listened, closed_streams, streams_left_open
from conformance.contract.mutant import Elsewhere, Reply, Turn
from conformance.transcript.conversation import Conversation
from conformance.transcript.events import plain_name
from conformance.transcript.streams import EXPIRED, event_name


def _closed_with_events(conversation: Conversation) -> Iterator[Listened]:
    """Yield those on which something came once they were closed: silence proves nothing."""
    return (each for each in closed_streams(conversation) if each.finding != "silence")


@accounts.clause(
    9, MUST, of=_closed_with_events, source=stop_page("API Description (closes the stream)")
)
def stopped_stream_is_quiet(listened: Listened) -> Finding:
    """Once a stop is answered, no event of the account comes on the stream that it closed."""
    event = next(listened.events_after(), None)
    if event is None:
        return None
    got = Phrase(plain_name(event_name(event.frame)) or "an event without a plain name")
    return Problem("$", Phrase("no event after the stop"), got)


@stopped_stream_is_quiet.mutant
def stream_goes_on(turn: Turn) -> list[Reply]:
    """After a stop, its stream still brings the account's events."""
    keys = given_keys(turn)
    if not turn.is_stop or "result" not in turn.answer or turn.account not in keys:
        return [turn.answer]
    event = {"e": "ORDER_TRADE_UPDATE", "E": turn.now + 1000, "o": {"s": "BTCUSD_PERP"}}
    return [turn.answer, Elsewhere(event, "streams", (keys[turn.account],))]


@accounts.clause(10, MUST, of=streams_left_open, source=OF_AN_ACCOUNT)
def other_streams_go_on(listened: Listened) -> Finding:
    """A stop that is refused, or is another account's, leaves the connections to a stream open."""
    if listened.is_expired:
        return Problem("$", Phrase("a stream that goes on"), Phrase(EXPIRED))
    if listened.close is None:
        return None
    if listened.stop.transcript.ending.again:
        return Problem(
            "$",
            Phrase("a stream that goes on"),
            Phrase(f"a close: {str(listened.close.frame.data)[:4]}"),
        )
    return Doubt("the stream's connection was closed, once: it may have been bad luck")


@other_streams_go_on.mutant
def stop_expires_other_streams(turn: Turn) -> list[Reply]:
    """A stop of one account ends the streams of all others."""
    keys = given_keys(turn)
    if not turn.is_stop or "result" not in turn.answer or turn.account not in keys:
        return [turn.answer]
    event = {"e": EXPIRED, "E": turn.now}
    others = tuple(key for account, key in keys.items() if key and account != turn.account)
    return [turn.answer, *([Elsewhere(event, "streams", others)] if others else [])]


@other_streams_go_on.mutant
def refused_stop_closes_streams(turn: Turn) -> list[Reply]:
    """A stop that is refused closes every connection to a stream."""
    refused = turn.is_stop and "error" in turn.answer
    return [turn.answer, Elsewhere(None, "beside")] if refused else [turn.answer]
