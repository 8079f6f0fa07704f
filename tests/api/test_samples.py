"""The public values."""

from conformance.api.samples import UNKNOWN_API_KEY, WRONG_SIGNATURE


def test_public_values_are_well_formed():
    assert len(UNKNOWN_API_KEY) == 64
    assert len(WRONG_SIGNATURE) == 88
