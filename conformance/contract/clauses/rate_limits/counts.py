"""Rate limits: the count of request weight, from one answer to the next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from conformance.api.methods import STOP, STREAM_PREFIX, is_known, weight_of_method
from conformance.api.schemas import fits
from conformance.api.sources import general_info, inferred_from, observed, stop_page
from conformance.api.wording import Phrase
from conformance.contract.clause import SHOULD, Finding, Problem
from conformance.contract.clauses.rate_limits.entries import (
    have_their_members,
    is_stream_success,
    tell_the_request_weight,
)
from conformance.contract.clauses.rate_limits.presence import READ_LIMITS, on_entries, rate_limits
from conformance.contract.mutant import Reply, Turn
from conformance.contract.subjects import Limit, answered_where, limits_of
from conformance.transcript.conversation import Conversation
from conformance.transcript.exchange import Exchange
from conformance.transcript.kinds import is_of_the_family, is_stop

_known_listing = answered_where(
    lambda e: bool(limits_of(e)) and is_of_the_family(e) and not is_stream_success(e)
)


@rate_limits.clause(
    12,
    SHOULD,
    of=_known_listing,
    source=observed("every answer of a futures server that had rateLimits, 2025 and 2026"),
    leans=(*READ_LIMITS, have_their_members),
    changed=("2026-11-29",),
)
def tell_the_request_weight_elsewhere(exchange: Exchange) -> Finding:
    """Any other answer that has rateLimits tells the request weight per minute among them."""
    return tell_the_request_weight.judge(exchange)


@tell_the_request_weight_elsewhere.mutant
def request_weight_by_the_hour_elsewhere(turn: Turn) -> Reply:
    """The request weight is counted by the hour, but for successes on a user data stream."""
    if str(turn.method).startswith(STREAM_PREFIX) and "result" in turn.answer:
        return turn.answer
    return on_entries(lambda entry: entry | {"interval": "HOUR"})(turn)


_MINUTE = 60_000
_MARGIN = 2_000


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Two successes, one right after the other, in one minute of the server's clock.

    ``weight`` is what the count is to rise by: the documented request weight of the second.
    """

    before: Limit
    after: Limit
    weight: int
    is_of_a_stop: bool

    @property
    def number(self) -> int:
        """The exchange of the second."""
        return self.after.number

    @property
    def place(self) -> str:
        """Where the second is, in words."""
        return self.after.place

    @property
    def rise(self) -> int:
        """By how much the count rose."""
        return int(self.after.entry["count"] - self.before.entry["count"])


def neighbours(conversation: Conversation) -> Iterator[Neighbours]:
    """Yield neighbouring successes whose counts can be compared; another venue counts apart."""
    venues = conversation.transcript.venues
    for before, after in pairwise(e for e in conversation.exchanges if e.connection not in venues):
        one, two = comparable_weight(before), comparable_weight(after)
        if one and two and is_known(after.method) and _in_one_minute(before, after):
            yield Neighbours(one, two, weight_of_method(after.method), is_stop(after))


_FEWEST: Final = 6
"""So many rises of stops, and so many of others, show on a shared address that stops cost more: by
chance all of the ones exceed all of the others once in a thousand runs at most."""


def comparable_neighbours(conversation: Conversation) -> Iterator[Neighbours]:
    """Yield neighbours where nobody else uses the client's address.

    On a shared one, yield the stop with the smallest rise, which is to be no larger than the
    largest of other methods: what others of the address send falls on all methods alike.
    """
    pairs = [*neighbours(conversation)]
    if conversation.transcript.exclusive:
        yield from pairs
        return
    stops = [pair for pair in pairs if pair.is_of_a_stop]
    others = [pair for pair in pairs if not pair.is_of_a_stop and pair.weight == STOP.weight]
    if min(len(stops), len(others)) >= _FEWEST:
        smallest = min(stops, key=lambda pair: pair.rise)
        yield replace(smallest, weight=max(STOP.weight, *(pair.rise for pair in others)))


def comparable_weight(exchange: Exchange) -> Limit | None:
    """Return the request weight of a success that was in flight alone, if it can be compared."""
    if not exchange.success or not exchange.alone:
        return None
    for limit in limits_of(exchange):
        if limit.is_request_weight and fits("rate-limit", limit.entry):
            return limit if 0 <= limit.entry["count"] <= limit.entry["limit"] else None
    return None


def _in_one_minute(before: Exchange, after: Exchange) -> bool:
    if before.answer is None or after.answer is None:
        return False
    return are_in_one_minute(before.answer.frame.at, after.answer.frame.at)


def are_in_one_minute(before: int, after: int) -> bool:
    """Whether two answers came in one minute, with a margin of 2 s for the server's clock; in ms.

    A time of 0 is not known.
    """
    return bool(before) and (before - _MARGIN) // _MINUTE == (after + _MARGIN) // _MINUTE


COUNTED = inferred_from(
    general_info("examples of session.logon, session.status and session.logout"),
    "weight 2 each, counts 2, 4 and 6",
)


@rate_limits.clause(
    10, SHOULD, of=neighbours, source=COUNTED, leans=(*READ_LIMITS, have_their_members)
)
def count_every_request(pair: Neighbours) -> Finding:
    """Within one minute, the count rises by at least the documented weight of each request."""
    if pair.rise >= pair.weight:
        return None
    wanted = pair.before.entry["count"] + pair.weight
    path = pair.after.path("count")
    return Problem(path, Phrase(f"at least {wanted}"), pair.after.entry["count"])


@count_every_request.mutant
def count_runs_backwards(turn: Turn) -> Reply:
    """The count falls from answer to answer."""
    turn.shared["answers"] = turn.shared.get("answers", 0) + 1
    return on_entries(lambda entry: entry | {"count": 600 - turn.shared["answers"]})(turn)


@count_every_request.mutant
def count_stands_still(turn: Turn) -> Reply:
    """Requests on one connection are not counted."""
    return on_entries(lambda entry: entry | {"count": 6})(turn)


@rate_limits.clause(
    11,
    SHOULD,
    of=comparable_neighbours,
    source=inferred_from(stop_page("Request Weight")),
    leans=(*READ_LIMITS, have_their_members, count_every_request),
    changed=("2026-11-25",),
)
def count_documented_weights(pair: Neighbours) -> Finding:
    """The count rises by just the documented weight; on a shared address, by no more for a stop."""
    if pair.rise <= pair.weight:
        return None
    wanted = pair.before.entry["count"] + pair.weight
    return Problem(pair.after.path("count"), wanted, pair.after.entry["count"])


@count_documented_weights.mutant
def stop_costs_five(turn: Turn) -> Reply:
    """A stop costs 5, as an old page of USD-M had it."""
    turn.shared["more"] = turn.shared.get("more", 0) + 4 * turn.is_stop
    return on_entries(lambda entry: entry | {"count": entry["count"] + turn.shared["more"]})(turn)
