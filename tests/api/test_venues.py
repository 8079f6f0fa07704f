"""The venues: what is theirs, and which one an endpoint is of."""

import pytest

from conformance.api.venues import (
    COIN_M,
    USD_M,
    RateLimitKind,
    is_below,
    judged_venue,
    venue_at,
)

LIMIT = RateLimitKind("REQUEST_WEIGHT", "MINUTE", 1)


def test_a_kind_of_limit_is_known_by_its_three_members():
    assert LIMIT.is_of({**LIMIT.members, "limit": 2400, "count": 1})
    assert not LIMIT.is_of({**LIMIT.members, "intervalNum": 2})
    assert not LIMIT.is_of(list(LIMIT.members))
    assert str(LIMIT) == "REQUEST_WEIGHT per 1 MINUTE"


def test_the_venue_that_is_meant_without_a_name_has_no_option():
    assert COIN_M.option == ""
    assert USD_M.option == "--venue usdm "


@pytest.mark.parametrize("one, other", [(COIN_M, USD_M), (USD_M, COIN_M)])
def test_each_venue_is_the_others_neighbour(one, other):
    assert one.neighbour_of(one.production) == other.production
    assert one.neighbour_of(one.testnet) == other.testnet
    assert one.neighbour_of("ws://127.0.0.1/") == ""


def test_a_host_is_below_a_domain_at_a_dot_only():
    assert is_below("ws-dapi.binance.com", ("binance.com",))
    assert is_below("binance.com", ("example.org", "binance.com"))
    assert not is_below("ws-binance.com", ("binance.com",))


def test_an_endpoint_is_of_the_venue_whose_path_it_ends_with():
    assert venue_at("ws://127.0.0.1:9/gate/ws-fapi/v1/") is USD_M
    assert venue_at("ws://127.0.0.1:9/ws-dapi/v1?returnRateLimits=false") is COIN_M
    assert venue_at("ws://127.0.0.1:9/") is None
    assert venue_at("ws://[127.0.0.1/ws-dapi/v1") is None


def test_an_endpoint_of_no_venue_is_judged_as_coin_m():
    assert judged_venue("ws://127.0.0.1:9/") is COIN_M
    assert judged_venue("ws://127.0.0.1:9/ws-fapi/v1") is USD_M
