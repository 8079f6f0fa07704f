"""Changes of the rate limits: which there are, how much they allow, and what they count."""

from __future__ import annotations

from typing import Any, Final

from conformance.drift.change import Difference, Severity, kind_of, rule
from conformance.drift.notation import STOP_SUCCESS, swap

_ORDERS: Final = (
    '{"rateLimitType":"ORDERS","interval":"MINUTE","intervalNum":1,"limit":1200,"count":0},'
)
_WEIGHT: Final = STOP_SUCCESS.partition("[")[2].partition("]")[0]
_BOTH: Final = STOP_SUCCESS.replace(_WEIGHT, _ORDERS + _WEIGHT)
_UNLIMITED: Final = STOP_SUCCESS.replace('"limit":2400,"count":7', '"limit":-1,"count":-1')


def _is_entry(found: Difference) -> bool:
    """Whether it is a whole entry that differs."""
    return len(found.place) == 2 and found.place[0] == "rateLimits"  # noqa: PLR2004 - list, entry


def _is_limit(found: Difference) -> bool:
    is_inside = len(found.place) > 2 and found.place[0] == "rateLimits"  # noqa: PLR2004
    return is_inside and found.name == "limit" and found.fact == "changed"


def _bound(limit: Any) -> bool:
    """Whether a limit is one: -1 says that the method costs nothing."""
    return kind_of(limit) in {"integer", "fraction"} and limit >= 0


@rule(
    Severity.ADDITIVE,
    fires=swap(_WEIGHT, _ORDERS + _WEIGHT),
    near=swap(_WEIGHT, f"{_WEIGHT},{_WEIGHT}"),
)
def rate_limit_new(found: Difference) -> bool:
    """There is a rate limit of another kind besides."""
    return _is_entry(found) and found.fact == "new" and ", again" not in found.name


@rule(
    Severity.BREAKING,
    fires=swap(_WEIGHT, f"{_WEIGHT},{_WEIGHT}"),
    near=swap(_WEIGHT, _ORDERS + _WEIGHT),
)
def rate_limit_twice(found: Difference) -> bool:
    """A rate limit is there twice; readers differ in which one they take."""
    return _is_entry(found) and found.fact == "new"


@rule(
    Severity.BREAKING,
    fires=swap(_ORDERS, "", _BOTH),
    near=swap(f"{_ORDERS}{_WEIGHT}", f"{_WEIGHT},{_ORDERS[:-1]}", _BOTH),
)
def rate_limit_gone(found: Difference) -> bool:
    """A rate limit is no longer told."""
    return _is_entry(found) and found.fact in {"gone", "renamed"}


@rule(
    Severity.ADDITIVE,
    fires=swap('"limit":2400', '"limit":6000'),
    near=swap('"limit":2400', '"limit":1200'),
)
def limit_raised(found: Difference) -> bool:
    """A rate limit allows more."""
    return _is_limit(found) and _bound(found.old) and _bound(found.new) and found.old < found.new


@rule(
    Severity.BREAKING,
    fires=swap('"limit":2400', '"limit":1200'),
    near=swap('"limit":2400', '"limit":2401'),
)
def limit_lowered(found: Difference) -> bool:
    """A rate limit allows less."""
    return _is_limit(found) and _bound(found.old) and _bound(found.new)


@rule(
    Severity.BREAKING,
    fires=swap('"limit":-1,"count":-1', '"limit":2400,"count":7', _UNLIMITED),
    near=swap('"limit":2400,"count":7', '"limit":6000,"count":9'),
)
def limit_known_otherwise(found: Difference) -> bool:
    """A limit is -1 where it was a bound, or a bound where it was -1."""
    return _is_limit(found)


@rule(
    Severity.BREAKING,
    fires=swap('"interval":"MINUTE"', '"interval":"SECOND"'),
    near=swap('"intervalNum":1,"limit":2400', '"limit":2400,"intervalNum":1'),
)
def rate_limit_of_another_kind(found: Difference) -> bool:
    """A rate limit counts something else, or over another interval."""
    naming = {"rateLimitType", "interval", "intervalNum"}
    return "rateLimits" in found.place[:1] and found.fact == "changed" and found.name in naming


@rule(
    Severity.BREAKING,
    fires=swap('"count":7', '"count":2401'),
    near=swap('"count":7', '"count":2400'),
)
def count_out_of_range(found: Difference) -> bool:
    """A count is -1, negative or beyond its limit, where it was none of these; or back."""
    return found.fact == "changed" and found.name == "count"
