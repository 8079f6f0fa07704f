"""JSON as it was written."""

import copy
from math import inf, nan

import pytest
from hypothesis import strategies as st
from properties import given

from conformance.api.document import ABSENT, place_of_constant, read, same_json

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@pytest.mark.slow("tries a hundred texts that nobody thought of")
@given(st.text())
def test_reading_never_raises(text):
    read(text)


def test_a_member_given_twice_is_noticed_at_any_depth():
    assert read('{"a":[{"b":1,"b":2}]}').repeated == ("b",)


def test_constants_that_are_no_json_are_noticed():
    assert read('{"a":NaN,"b":-Infinity}').constants == ("NaN", "-Infinity")


@pytest.mark.parametrize(
    "text",
    ["", "{", '{"a":1} {}', "\ufeff{}", "[" * 100_000, "[" * 150 + "]" * 150, "1" * 5_000, "nul"],
)
def test_what_is_no_json_has_a_reason(text):
    document = read(text)
    assert document.value is ABSENT
    assert document.error


@pytest.mark.parametrize(
    "one, other", [(7, 7.0), (1, True), (0, False), (7, "7"), (None, ABSENT), ([1], [1.0])]
)
def test_values_of_different_types_are_not_the_same(one, other):
    assert not same_json(one, other)


@pytest.mark.slow("tries a hundred texts that nobody thought of")
@given(VALUES)
def test_a_value_is_the_same_as_itself(value):
    assert same_json(value, value)


def test_there_is_one_nothing_though_it_is_copied():
    assert copy.deepcopy(ABSENT) is ABSENT
    assert repr(ABSENT) == "nothing"
    assert not ABSENT


@pytest.mark.parametrize(
    "value, place",
    [
        ({"a": 1.5, "b": [0, {"c": inf}]}, ("b", 1, "c")),
        ([nan, inf], (0,)),
        ({"a": -inf, "b": nan}, ("a",)),
        ({"a": [1.5, "NaN"]}, ()),
        (nan, ()),
    ],
)
def test_the_place_of_the_first_value_that_is_no_json_is_found(value, place):
    assert place_of_constant(value) == place


def test_many_brackets_beside_each_other_are_not_deep():
    assert read("[" + ",".join(["[]"] * 2000) + "]").error is None
