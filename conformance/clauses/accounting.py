"""Rate limits, continued: the count of request weight, from one answer to the next."""

from __future__ import annotations

from conformance.clause import SHOULD, Finding, Problem, Said, Turn
from conformance.clauses.envelope import READABLE, has_its_members
from conformance.clauses.rate_limits import (
    are_not_empty,
    have_their_members,
    on_entries,
    rate_limits,
    tell_the_request_weight,
)
from conformance.clauses.subjects import (
    Neighbours,
    exclusive_neighbours,
    is_of_the_family,
    is_stop,
    limits_of,
    neighbours,
    that,
)
from conformance.document import Phrase
from conformance.exchange import Exchange
from conformance.sources import observed, stop_page

_READ = (*READABLE, has_its_members)
_known_listing = that(
    lambda e: bool(limits_of(e)) and is_of_the_family(e) and not (is_stop(e) and e.success)
)


@rate_limits.clause(
    12,
    SHOULD,
    of=_known_listing,
    source=observed("every answer of a futures server that had rateLimits, 2025 and 2026"),
    leans=(*_READ, are_not_empty, have_their_members),
)
def tell_the_request_weight_elsewhere(exchange: Exchange) -> Finding:
    """Any other answer that has rateLimits tells the request weight per minute among them."""
    return tell_the_request_weight.judge(exchange)


@tell_the_request_weight_elsewhere.mutant
def request_weight_by_the_hour_elsewhere(turn: Turn) -> Said:
    """The request weight is counted by the hour, but for stops that succeed."""
    if turn.is_stop and "result" in turn.answer:
        return turn.answer
    return on_entries(lambda entry: entry | {"interval": "HOUR"})(turn)


COUNTED = observed("ws-fapi, first request on a fresh connection: handshake 5 + weight 1 = 6")


@rate_limits.clause(10, SHOULD, of=neighbours, source=COUNTED, leans=(*_READ, have_their_members))
def count_every_request(pair: Neighbours) -> Finding:
    """Within one minute, the count rises by at least the documented weight of each request."""
    if pair.rise >= pair.weight:
        return None
    wanted = pair.before.entry["count"] + pair.weight
    path = pair.after.path("count")
    return Problem(path, Phrase(f"at least {wanted}"), pair.after.entry["count"])


@count_every_request.mutant
def count_stands_still(turn: Turn) -> Said:
    """Requests on one connection are not counted."""
    return on_entries(lambda entry: entry | {"count": 6})(turn)


@rate_limits.clause(
    11,
    SHOULD,
    of=exclusive_neighbours,
    source=stop_page("request weight"),
    leans=(*_READ, have_their_members, count_every_request),
)
def count_documented_weights(pair: Neighbours) -> Finding:
    """Where nobody shares the address, the count rises by just the documented weight."""
    if pair.rise <= pair.weight:
        return None
    wanted = pair.before.entry["count"] + pair.weight
    return Problem(pair.after.path("count"), wanted, pair.after.entry["count"])


@count_documented_weights.mutant
def stop_costs_five(turn: Turn) -> Said:
    """A stop costs 5, as an old page of USD-M had it."""
    turn.memory["more"] = turn.memory.get("more", 0) + 4 * turn.is_stop
    return on_entries(lambda entry: entry | {"count": entry["count"] + turn.memory["more"]})(turn)
