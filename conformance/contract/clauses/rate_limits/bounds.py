"""Rate limits: limit and count of one entry."""

from __future__ import annotations

from conformance.api.schemas import fits
from conformance.api.sources import inferred_from, observed, stop_page
from conformance.api.venues import judged_venue
from conformance.api.wording import Phrase
from conformance.contract.clause import FIRST_REVISION, MUST, SHOULD, Finding, Problem
from conformance.contract.clauses.rate_limits.entries import have_their_members
from conformance.contract.clauses.rate_limits.presence import (
    READ_LIMITS,
    is_listing_stop,
    on_entries,
    rate_limits,
)
from conformance.contract.mutant import Reply, Turn
from conformance.contract.subjects import (
    Limit,
    answered,
    limits,
    limits_of,
    stop_successes,
)
from conformance.transcript.conversation import Conversation
from conformance.transcript.kinds import is_stop


def _of_stops(conversation: Conversation) -> list[Limit]:
    """Pick the limits of stops, but those other than request weight that cost nothing."""
    entries = [limit for e in stop_successes(conversation) for limit in limits_of(e)]
    return [limit for limit in entries if limit.is_request_weight or not limit.costs_nothing]


@rate_limits.clause(
    7,
    SHOULD,
    of=_of_stops,
    source=inferred_from(stop_page("Response Example (2 of 2400)")),
    leans=(*READ_LIMITS, have_their_members),
    earlier=((FIRST_REVISION, MUST),),
)
def count_within_the_limit(limit: Limit) -> Finding:
    """On a stop's success, limits are positive and counts lie between 0 and the limit."""
    bound, count = limit.entry["limit"], limit.entry["count"]
    if bound <= 0:
        return Problem(limit.path("limit"), Phrase("more than 0"), bound)
    if 0 <= count <= bound:
        return None
    return Problem(limit.path("count"), Phrase(f"0 to {bound}"), count)


@count_within_the_limit.mutant
def count_beyond_the_limit(turn: Turn) -> Reply:
    """The count of a successful stop is beyond its limit."""
    if not is_listing_stop(turn):
        return turn.answer
    return on_entries(lambda entry: entry | {"count": entry["limit"] + entry["count"]})(turn)


def _of_others(conversation: Conversation) -> list[Limit]:
    others = [e for e in answered(conversation) if not (is_stop(e) and e.success)]
    return [limit for e in others for limit in limits_of(e)]


@rate_limits.clause(
    8,
    SHOULD,
    of=_of_others,
    source=observed("COIN-M order.place and order.modify, 2025-12 (limit -1, count -1)"),
    leans=(*READ_LIMITS, have_their_members),
)
def count_or_say_nothing(limit: Limit) -> Finding:
    """On any other answer, a limit is positive and its count not negative, or both are -1."""
    bound, count = limit.entry["limit"], limit.entry["count"]
    if limit.costs_nothing or (bound > 0 and count >= 0):
        return None
    return Problem(limit.path(), Phrase("both -1, or a positive limit and a count"), limit.entry)


@count_or_say_nothing.mutant
def count_unknown_elsewhere(turn: Turn) -> Reply:
    """The count of every answer but a successful stop is -1, though its limit is not."""
    if is_listing_stop(turn):
        return turn.answer
    return on_entries(lambda entry: entry | {"count": -1})(turn)


def _weights(conversation: Conversation) -> list[Limit]:
    return [
        limit
        for limit in limits(conversation)
        if limit.is_request_weight and fits("rate-limit", limit.entry) and limit.entry["limit"] > 0
    ]


@rate_limits.clause(
    9,
    SHOULD,
    of=_weights,
    source=observed("2400: COIN-M production, 2025-12 and 2026-01; 6000: USD-M testnet, 2026-09"),
    leans=(*READ_LIMITS, have_their_members),
)
def have_a_known_limit(limit: Limit) -> Finding:
    """The limit of request weight is 2400 a minute, or 6000."""
    known = judged_venue(limit.exchange.transcript.endpoint).limits
    if limit.entry["limit"] in known:
        return None
    return Problem(limit.path("limit"), Phrase(" or ".join(map(str, known))), limit.entry["limit"])


@have_a_known_limit.mutant
def another_limit(turn: Turn) -> Reply:
    """The limit of request weight is 1200."""
    return on_entries(lambda entry: entry | {"limit": 1200})(turn)
