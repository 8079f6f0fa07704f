"""Accounts: what a stop does to connections to the stream itself."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.api.sources import stop_page
from conformance.api.wording import Phrase
from conformance.contract.clause import MUST, Doubt, Finding, Problem
from conformance.contract.clauses.accounts.chapter import OF_AN_ACCOUNT, accounts, given_key
from conformance.contract.listening import Listened, closed_streams, stops_after_start
from conformance.contract.mutant import Elsewhere, Reply, Turn
from conformance.transcript.conversation import Conversation
from conformance.transcript.streams import EXPIRED, event_name, event_time


def _closed_with_events(conversation: Conversation) -> Iterator[Listened]:
    """Yield those on which something came once they were closed: silence proves nothing."""
    return (each for each in closed_streams(conversation) if each.finding != "silence")


@accounts.clause(
    9, MUST, of=_closed_with_events, source=stop_page("API Description (closes the stream)")
)
def stopped_stream_is_quiet(listened: Listened) -> Finding:
    """Once a stop is answered, no event of the account comes on the stream that it closed."""
    events, answer = [*listened.events_after()], listened.stop.answer
    for event in events:
        at = event_time(event.frame)
        if at is None or (answer and at >= answer.frame.at):
            name = event_name(event.frame) or "something without a name"
            return Problem("$", Phrase("no event after the stop"), Phrase(name))
    return Doubt("an event came after the stop, but it is of the time before") if events else None


@stopped_stream_is_quiet.mutant
def stream_goes_on(turn: Turn) -> list[Reply]:
    """After a stop, its stream still brings the account's events."""
    keys = turn.shared.setdefault("keys", {})
    keys[turn.account] = given_key(turn) or keys.get(turn.account)
    if not turn.is_stop or "result" not in turn.answer or not keys[turn.account]:
        return [turn.answer]
    event = {"e": "ORDER_TRADE_UPDATE", "E": turn.now + 1000, "o": {"s": "BTCUSD_PERP"}}
    return [turn.answer, Elsewhere(event, "streams", (keys[turn.account],))]


def _kept_open(conversation: Conversation) -> Iterator[Listened]:
    """Yield streams after stops of another account, or refused ones; until one closed them."""
    for stream in conversation.streams:
        after = [
            s
            for s in stops_after_start(stream, conversation)
            if s.request and s.request.index > stream.opening.index
        ]
        closing = [s for s in after if s.success and s.account == stream.account]
        if stream.account and after and after[0] not in closing:
            yield Listened(stream.until(closing[0].request if closing else None), after[0])


@accounts.clause(10, MUST, of=_kept_open, source=OF_AN_ACCOUNT)
def other_streams_go_on(listened: Listened) -> Finding:
    """A stop that is refused, or is another account's, leaves the connections to a stream open."""
    for message in listened.after_stop():
        if event_name(message.frame) == EXPIRED:
            return Problem("$", Phrase("a stream that goes on"), Phrase(EXPIRED))
    close = listened.stream.close
    if close is None or listened.stop.answer is None or close.index < listened.stop.answer.index:
        return None
    if listened.stop.transcript.ending.again:
        return Problem(
            "$", Phrase("a stream that goes on"), Phrase(f"a close: {close.frame.data!s}")
        )
    return Doubt("the stream's connection was closed, once: it may have been bad luck")


@other_streams_go_on.mutant
def stop_expires_other_streams(turn: Turn) -> list[Reply]:
    """A stop of one account ends the streams of all others."""
    keys = turn.shared.setdefault("keys", {})
    keys[turn.account] = given_key(turn) or keys.get(turn.account)
    if not turn.is_stop or "result" not in turn.answer or not keys[turn.account]:
        return [turn.answer]
    event = {"e": EXPIRED, "E": turn.now}
    others = tuple(key for account, key in keys.items() if key and account != turn.account)
    return [turn.answer, *([Elsewhere(event, "streams", others)] if others else [])]


@other_streams_go_on.mutant
def refused_stop_closes_streams(turn: Turn) -> list[Reply]:
    """A stop that is refused closes every connection to a stream."""
    refused = turn.is_stop and "error" in turn.answer
    return [turn.answer, Elsewhere(None, "beside")] if refused else [turn.answer]
