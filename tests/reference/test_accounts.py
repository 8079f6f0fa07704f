"""Accounts and meters."""

from conformance.reference.accounts import Meter

NOW = 1_767_225_630_000


def test_addresses_are_counted_apart():
    meter = Meter()
    assert meter.charge("a", 5, NOW) == 5
    assert meter.charge("b", 1, NOW) == 1
