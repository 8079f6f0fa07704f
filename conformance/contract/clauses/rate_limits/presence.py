"""Rate limits: whether an answer has ``rateLimits``, as was asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from conformance.api.document import ABSENT
from conformance.api.methods import weight_of_method
from conformance.api.sources import general_info, inferred_from
from conformance.api.venues import COIN_M, REQUEST_WEIGHT
from conformance.api.wording import Phrase
from conformance.contract.clause import (
    FIRST_REVISION,
    MUST,
    SHOULD,
    Chapter,
    Doubt,
    Finding,
    Problem,
)
from conformance.contract.clauses.envelope.answers import READABLE, has_its_members
from conformance.contract.mutant import Reply, Turn
from conformance.contract.subjects import answered_where
from conformance.transcript.exchange import Exchange
from conformance.transcript.kinds import is_of_a_stream, wants_limits

rate_limits = Chapter("RL", "Rate limits")
SECTION = general_info("WebSocket API Rate limits")
READ_LIMITS = (*READABLE, has_its_members)


_wanting = answered_where(lambda e: e.success and is_of_a_stream(e) and wants_limits(e))
_declining = answered_where(lambda e: e.request is not None and not wants_limits(e))
listing = answered_where(lambda e: isinstance(e.answer_members.get("rateLimits"), list))


def is_listing_stop(turn: Turn) -> bool:
    """Whether a mutant's turn is a stop that succeeds, with rateLimits."""
    return turn.is_stop and "result" in turn.answer and "rateLimits" in turn.answer


def on_entries(
    change: Callable[[dict[str, Any]], dict[str, Any]],
) -> Callable[[Turn], dict[str, Any]]:
    """Return a damage that changes every entry of every rateLimits."""

    def damage(turn: Turn) -> dict[str, Any]:
        entries = turn.answer.get("rateLimits")
        changed = [change(entry) for entry in entries] if entries else entries
        return turn.answer | {"rateLimits": changed} if entries else turn.answer

    return damage


@rate_limits.clause(
    1, MUST, of=_wanting, source=SECTION, leans=READ_LIMITS, changed=("2026-11-25",)
)
def are_there_by_default(exchange: Exchange) -> Finding:
    """A success on a user data stream has rateLimits, unless it was asked for without."""
    if "rateLimits" in exchange.answer_members:
        return None
    endpoint_unknown = exchange.transcript.partial and not exchange.transcript.endpoint
    if endpoint_unknown and exchange.params.get("returnRateLimits") is not True:
        return Doubt("the capture does not say over which URL: returnRateLimits=false may be in it")
    return Problem("$.rateLimits", Phrase("a list of rate limits"), ABSENT)


@are_there_by_default.mutant
def no_rate_limits(turn: Turn) -> Reply:
    """Answers have no rateLimits."""
    return {name: value for name, value in turn.answer.items() if name != "rateLimits"}


@rate_limits.clause(2, MUST, of=_declining, source=SECTION, leans=READ_LIMITS)
def are_left_out_when_declined(exchange: Exchange) -> Finding:
    """An answer has no rateLimits where returnRateLimits is false, in the request or the URL."""
    got = exchange.answer_members.get("rateLimits", ABSENT)
    return None if got is ABSENT else Problem("$.rateLimits", ABSENT, got)


@are_left_out_when_declined.mutant
def rate_limits_always(turn: Turn) -> Reply:
    """Answers have rateLimits even where they were declined."""
    entries = turn.answer.get("rateLimits")
    counted = turn.memory.get("count", 5) + weight_of_method(turn.method)
    turn.memory["count"] = entries[0]["count"] if entries else counted
    figures = {"limit": COIN_M.limits[0], "count": turn.memory["count"]}
    return {"rateLimits": [REQUEST_WEIGHT.members | figures]} | turn.answer


@rate_limits.clause(
    3,
    SHOULD,
    of=listing,
    source=inferred_from(general_info("Response format, both examples")),
    leans=READ_LIMITS,
    earlier=((FIRST_REVISION, MUST),),
)
def are_not_empty(exchange: Exchange) -> Finding:
    """The rateLimits are not an empty list."""
    if exchange.answer_members["rateLimits"]:
        return None
    return Problem("$.rateLimits", Phrase("at least one rate limit"), [])


@are_not_empty.mutant
def empty_rate_limits(turn: Turn) -> Reply:
    """The rateLimits are empty."""
    return turn.answer | {"rateLimits": []} if "rateLimits" in turn.answer else turn.answer
