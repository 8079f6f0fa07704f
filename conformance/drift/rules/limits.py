"""Changes of the rate limits: which there are, how much they allow, and what they count."""

from __future__ import annotations

from typing import Any, Final

from conformance.drift.change import Difference, Rule, Severity, kind_of, rule
from conformance.drift.notation import STOP_SUCCESS, swap

_ORDERS: Final = (
    '{"rateLimitType":"ORDERS","interval":"MINUTE","intervalNum":1,"limit":1200,"count":0},'
)
_WEIGHT: Final = STOP_SUCCESS.partition("[")[2].partition("]")[0]
_BOTH: Final = STOP_SUCCESS.replace(_WEIGHT, _ORDERS + _WEIGHT)
_UNLIMITED: Final = STOP_SUCCESS.replace('"limit":2400,"count":7', '"limit":-1,"count":-1')


def _is_entry(difference: Difference) -> bool:
    """Whether a whole entry of the rate limits differs."""
    place = difference.place
    return len(place) == 2 and place[0] == "rateLimits"  # noqa: PLR2004 - list, entry


def _is_limit(difference: Difference) -> bool:
    is_inside = len(difference.place) > 2 and difference.place[0] == "rateLimits"  # noqa: PLR2004
    return is_inside and difference.name == "limit" and difference.fact == "changed"


def _bound(limit: Any) -> bool:
    """Whether a limit is a bound: -1 says that the method costs nothing."""
    return kind_of(limit) in {"integer", "fraction"} and limit >= 0


@rule(
    Severity.ADDITIVE,
    fires=swap(_WEIGHT, _ORDERS + _WEIGHT),
    near=swap(_WEIGHT, f"{_WEIGHT},{_WEIGHT}"),
    witness="(weight,) = answer['rateLimits']",
)
def rate_limit_new(difference: Difference) -> bool:
    """There is a rate limit of another kind besides."""
    return _is_entry(difference) and difference.fact == "new" and ", again" not in difference.name


@rule(
    Severity.BREAKING,
    fires=swap(_WEIGHT, f"{_WEIGHT},{_WEIGHT}"),
    near=swap(_WEIGHT, _ORDERS + _WEIGHT),
    witness="(weight,) = answer['rateLimits']",
)
def rate_limit_twice(difference: Difference) -> bool:
    """A rate limit is there twice; readers differ in which one they take."""
    return _is_entry(difference) and difference.fact == "new"


@rule(
    Severity.BREAKING,
    fires=swap(_ORDERS, "", _BOTH),
    near=swap(f"{_ORDERS}{_WEIGHT}", f"{_WEIGHT},{_ORDERS[:-1]}", _BOTH),
    witness="orders, weight = answer['rateLimits']",
)
def rate_limit_gone(difference: Difference) -> bool:
    """A rate limit is no longer told."""
    return _is_entry(difference) and difference.fact in {"gone", "renamed"}


@rule(
    Severity.ADDITIVE,
    fires=swap('"limit":2400', '"limit":6000'),
    near=swap('"limit":2400', '"limit":1200'),
    witness="budget = {2400: 1200}[answer['rateLimits'][0]['limit']]",
)
def limit_raised(difference: Difference) -> bool:
    """A rate limit allows more."""
    old, new = difference.old, difference.new
    return _is_limit(difference) and _bound(old) and _bound(new) and old < new


@rule(
    Severity.BREAKING,
    fires=swap('"limit":2400', '"limit":1200'),
    near=swap('"limit":2400', '"limit":2401'),
    witness="assert answer['rateLimits'][0]['limit'] - 2000 > 0",
)
def limit_lowered(difference: Difference) -> bool:
    """A rate limit allows less."""
    return _is_limit(difference) and _bound(difference.old) and _bound(difference.new)


@rule(
    Severity.BREAKING,
    fires=swap('"limit":-1,"count":-1', '"limit":2400,"count":7', _UNLIMITED),
    near=swap('"limit":2400,"count":7', '"limit":6000,"count":9'),
    witness="price = {-1: 'free'}[answer['rateLimits'][0]['limit']]",
)
def limit_known_otherwise(difference: Difference) -> bool:
    """A limit is -1 where it was a bound, or a bound where it was -1."""
    return _is_limit(difference)


@rule(
    Severity.BREAKING,
    fires=swap('"interval":"MINUTE"', '"interval":"SECOND"'),
    near=swap('"intervalNum":1,"limit":2400', '"limit":2400,"intervalNum":1'),
    witness="seconds = {'MINUTE': 60}[answer['rateLimits'][0]['interval']]",
)
def rate_limit_of_another_kind(difference: Difference) -> bool:
    """A rate limit counts something else, or over another interval."""
    is_inside = "rateLimits" in difference.place[:1] and difference.fact == "changed"
    return is_inside and difference.name in {"rateLimitType", "interval", "intervalNum"}


@rule(
    Severity.BREAKING,
    fires=swap('"count":7', '"count":2401'),
    near=swap('"count":7', '"count":2400'),
    witness=("entry = answer['rateLimits'][0]\nassert entry['limit'] - entry['count'] >= 0"),
)
def count_out_of_range(difference: Difference) -> bool:
    """A count is -1, negative or beyond its limit, where it was none of these; or back."""
    return difference.fact == "changed" and difference.name == "count"


LIMIT_RULES: Final[tuple[Rule, ...]] = (
    rate_limit_new,
    rate_limit_twice,
    rate_limit_gone,
    limit_raised,
    limit_lowered,
    limit_known_otherwise,
    rate_limit_of_another_kind,
    count_out_of_range,
)
"""In order: the first that applies counts."""
