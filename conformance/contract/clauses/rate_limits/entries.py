"""Rate limits: the entries of ``rateLimits``: their members, their kinds."""

from __future__ import annotations

from conformance.api.methods import PING, START
from conformance.api.schemas import misfits
from conformance.api.sources import inferred_from, shown_on, stop_page
from conformance.api.venues import REQUEST_WEIGHT
from conformance.api.wording import Phrase
from conformance.contract.clause import FIRST_REVISION, MUST, SHOULD, Finding, Problem
from conformance.contract.clauses.rate_limits.presence import (
    READ_LIMITS,
    is_listing_stop,
    listing,
    on_entries,
    rate_limits,
)
from conformance.contract.mutant import Reply, Turn
from conformance.contract.subjects import (
    Limit,
    answered_where,
    limits,
    limits_of,
)
from conformance.transcript.exchange import Exchange
from conformance.transcript.kinds import is_of_a_stream


def is_stream_success(exchange: Exchange) -> bool:
    """Whether it is a method of a user data stream that succeeded, as its page shows it."""
    return is_of_a_stream(exchange) and exchange.success


_stream_listing = answered_where(lambda e: is_stream_success(e) and bool(limits_of(e)))


@rate_limits.clause(
    4,
    MUST,
    of=limits,
    source=shown_on(
        stop_page("Response Example"),
        "values: Public Endpoints Info, ENUM definitions; SECOND observed on USD-M, 2025-12; "
        "HOUR and DAY are Spot's",
    ),
    leans=READ_LIMITS,
    changed=("2026-11-25",),
)
def have_their_members(limit: Limit) -> Finding:
    """A rate limit has its five members, of their types, and values of a page or a server."""
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
    5,
    SHOULD,
    of=listing,
    source=inferred_from(stop_page("Response Example")),
    leans=(*READ_LIMITS, have_their_members),
    earlier=((FIRST_REVISION, MUST),),
)
def are_of_different_kinds(exchange: Exchange) -> Finding:
    """The rateLimits have one entry for each kind: type, interval and its number."""
    seen = set()
    for limit in limits_of(exchange):
        kind = tuple(limit.entry[name] for name in ("rateLimitType", "interval", "intervalNum"))
        if kind in seen:
            return Problem(limit.path(), Phrase("a kind not listed before"), list(kind))
        seen.add(kind)
    return None


@are_of_different_kinds.mutant
def rate_limit_twice(turn: Turn) -> Reply:
    """The rateLimits list the request weight twice."""
    entries = turn.answer.get("rateLimits")
    return turn.answer | {"rateLimits": entries * 2} if entries else turn.answer


@rate_limits.clause(
    6,
    MUST,
    of=_stream_listing,
    source=shown_on(stop_page("Response Example; and those of start's page and ping's")),
    leans=(*READ_LIMITS, have_their_members),
    changed=("2026-11-29",),
)
def tell_the_request_weight(exchange: Exchange) -> Finding:
    """The rateLimits of a stop, a start or a ping tell the request weight per minute."""
    if any(limit.is_request_weight for limit in limits_of(exchange)):
        return None
    entries = [limit.entry for limit in limits_of(exchange)]
    return Problem("$.rateLimits", Phrase(str(REQUEST_WEIGHT)), entries)


@tell_the_request_weight.mutant
def request_weight_by_the_hour(turn: Turn) -> Reply:
    """The request weight of a stop that succeeds is counted by the hour."""
    if not is_listing_stop(turn):
        return turn.answer
    return on_entries(lambda entry: entry | {"interval": "HOUR"})(turn)


@tell_the_request_weight.mutant
def listen_key_weight_by_the_hour(turn: Turn) -> Reply:
    """The request weight of a start or ping that succeeds is counted by the hour."""
    if turn.method not in {START.name, PING.name} or "result" not in turn.answer:
        return turn.answer
    return on_entries(lambda entry: entry | {"interval": "HOUR"})(turn)
