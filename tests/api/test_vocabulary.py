"""The API's own words come from its schemas."""

from conformance.api.samples import UNKNOWN_API_KEY
from conformance.api.vocabulary import vocabulary


def test_methods_members_and_fixed_values_are_words():
    assert {"userDataStream.stop", "rateLimits", "listenKey", "REQUEST_WEIGHT"} <= vocabulary()


def test_no_example_is_a_word():
    assert UNKNOWN_API_KEY not in vocabulary()
    assert max(map(len, vocabulary())) < 40
