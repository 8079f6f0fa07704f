"""Rate limits: the entries of ``rateLimits``, and whether there are any."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from conformance.api.document import ABSENT
from conformance.api.methods import STREAM_PREFIX, weight_of_method
from conformance.api.schemas import fits, misfits
from conformance.api.sources import common_definition, general_info, observed, stop_page
from conformance.api.venues import COIN_M, REQUEST_WEIGHT
from conformance.api.wording import Phrase, shown
from conformance.contract.clause import MUST, SHOULD, Chapter, Finding, Problem
from conformance.contract.clauses.envelope.answers import READABLE, has_its_members
from conformance.contract.mutant import Reply, Turn
from conformance.contract.subjects import (
    Limit,
    answered,
    answered_where,
    limits,
    limits_of,
    stop_successes,
)
from conformance.transcript.conversation import Conversation
from conformance.transcript.exchange import Exchange
from conformance.transcript.kinds import is_stop, wants_limits

rate_limits = Chapter("RL", "Rate limits")
SECTION = general_info("rate limits")
EXAMPLE = stop_page("response example")
_READ = (*READABLE, has_its_members)


def _is_of_a_stream(exchange: Exchange) -> bool:
    return str(exchange.method).startswith(STREAM_PREFIX)


_wanting = answered_where(lambda e: e.success and _is_of_a_stream(e) and wants_limits(e))
_declining = answered_where(lambda e: e.request is not None and not wants_limits(e))
_listing = answered_where(lambda e: isinstance(e.answer_members.get("rateLimits"), list))
_stop_listing = answered_where(lambda e: is_stop(e) and e.success and bool(limits_of(e)))


def on_entries(
    change: Callable[[dict[str, Any]], dict[str, Any]],
) -> Callable[[Turn], dict[str, Any]]:
    """Return a damage that changes every entry of every rateLimits."""

    def damage(turn: Turn) -> dict[str, Any]:
        entries = turn.answer.get("rateLimits")
        changed = [change(entry) for entry in entries] if entries else entries
        return turn.answer | {"rateLimits": changed} if entries else turn.answer

    return damage


@rate_limits.clause(1, MUST, of=_wanting, source=EXAMPLE, leans=_READ)
def are_there_by_default(exchange: Exchange) -> Finding:
    """A success on a user data stream has rateLimits, unless it was asked for without."""
    if "rateLimits" in exchange.answer_members:
        return None
    return Problem("$.rateLimits", Phrase("a list of rate limits"), ABSENT)


@are_there_by_default.mutant
def no_rate_limits(turn: Turn) -> Reply:
    """Answers have no rateLimits."""
    return {name: value for name, value in turn.answer.items() if name != "rateLimits"}


@rate_limits.clause(2, MUST, of=_declining, source=SECTION, leans=_READ)
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


@rate_limits.clause(3, MUST, of=_listing, source=SECTION, leans=_READ)
def are_not_empty(exchange: Exchange) -> Finding:
    """The rateLimits are not an empty list."""
    if exchange.answer_members["rateLimits"]:
        return None
    return Problem("$.rateLimits", Phrase("at least one rate limit"), [])


@are_not_empty.mutant
def empty_rate_limits(turn: Turn) -> Reply:
    """The rateLimits are empty."""
    return turn.answer | {"rateLimits": []} if "rateLimits" in turn.answer else turn.answer


@rate_limits.clause(4, MUST, of=limits, source=common_definition("rate limiters"), leans=_READ)
def have_their_members(limit: Limit) -> Finding:
    """A rate limit has its five members, of their types, with known enumeration values."""
    for misfit in misfits("rate-limit", limit.entry):
        if misfit.keyword != "additionalProperties":
            path = limit.path() + misfit.where[1:]
            return Problem(path, misfit.wanted, misfit.got)
    return None


@have_their_members.mutant
def no_count(turn: Turn) -> Reply:
    """Rate limits have no count."""
    return on_entries(lambda entry: {k: v for k, v in entry.items() if k != "count"})(turn)


@have_their_members.mutant
def limit_as_text(turn: Turn) -> Reply:
    """The limit of a rate limit is a string."""
    return on_entries(lambda entry: entry | {"limit": str(entry["limit"])})(turn)


@have_their_members.mutant
def interval_in_lower_case(turn: Turn) -> Reply:
    """The interval of a rate limit is written minute."""
    return on_entries(lambda entry: entry | {"interval": "minute"})(turn)


@rate_limits.clause(
    5, MUST, of=_listing, source=EXAMPLE, leans=(*_READ, are_not_empty, have_their_members)
)
def are_of_different_kinds(exchange: Exchange) -> Finding:
    """The rateLimits have one entry for each kind: type, interval and its number."""
    seen = set()
    for limit in limits_of(exchange):
        kind = tuple(limit.entry[name] for name in ("rateLimitType", "interval", "intervalNum"))
        if kind in seen:
            return Problem(limit.path(), Phrase("a kind not listed before"), Phrase(shown(kind)))
        seen.add(kind)
    return None


@are_of_different_kinds.mutant
def rate_limit_twice(turn: Turn) -> Reply:
    """The rateLimits list the request weight twice."""
    entries = turn.answer.get("rateLimits")
    return turn.answer | {"rateLimits": entries * 2} if entries else turn.answer


@rate_limits.clause(
    6, MUST, of=_stop_listing, source=EXAMPLE, leans=(*_READ, are_not_empty, have_their_members)
)
def tell_the_request_weight(exchange: Exchange) -> Finding:
    """A stop's rateLimits tell the request weight per minute."""
    if any(limit.is_request_weight for limit in limits_of(exchange)):
        return None
    kinds = Phrase(shown([limit.entry for limit in limits_of(exchange)]))
    return Problem("$.rateLimits", Phrase(str(REQUEST_WEIGHT)), kinds)


@tell_the_request_weight.mutant
def request_weight_by_the_hour(turn: Turn) -> Reply:
    """The request weight of a stop that succeeds is counted by the hour."""
    if not turn.is_stop or "result" not in turn.answer:
        return turn.answer
    return on_entries(lambda entry: entry | {"interval": "HOUR"})(turn)


def _of_stops(conversation: Conversation) -> list[Limit]:
    """Pick the limits of stops, but those other than request weight that cost nothing."""
    entries = [limit for e in stop_successes(conversation) for limit in limits_of(e)]
    return [limit for limit in entries if limit.is_request_weight or not limit.costs_nothing]


@rate_limits.clause(7, MUST, of=_of_stops, source=SECTION, leans=(*_READ, have_their_members))
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
    if not turn.is_stop or "result" not in turn.answer:
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
    leans=(*_READ, have_their_members),
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
    if turn.is_stop and "result" in turn.answer:
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
    source=observed("2400 on COIN-M production, 6000 on futures testnet, 2025 and 2026"),
    leans=(*_READ, have_their_members),
)
def have_a_known_limit(limit: Limit) -> Finding:
    """The limit of request weight is 2400 a minute, or 6000."""
    if limit.entry["limit"] in COIN_M.limits:
        return None
    return Problem(limit.path("limit"), Phrase("2400 or 6000"), limit.entry["limit"])


@have_a_known_limit.mutant
def another_limit(turn: Turn) -> Reply:
    """The limit of request weight is 1200."""
    return on_entries(lambda entry: entry | {"limit": 1200})(turn)
