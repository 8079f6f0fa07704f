"""What differs between two values: members gone, new, renamed, of another type, or changed."""

import pytest

from conformance.api.document import ABSENT
from conformance.drift.differences import deep


@pytest.mark.parametrize(
    "old, new, differences",
    [
        ({"a": 1}, {"a": 1}, []),
        ({"a": 1}, {"a": 2}, [("changed", ("a",), 1, 2)]),
        ({"a": 1}, {"a": "1"}, [("retyped", ("a",), 1, "1")]),
        ({"a": 1}, {"b": 1}, [("renamed", ("a",), "a", "b")]),
        ({"a": 1}, {"b": "x"}, [("gone", ("a",), 1, ABSENT), ("new", ("b",), ABSENT, "x")]),
        ({"a": 1, "b": 2}, {"b": 3}, [("gone", ("a",), 1, ABSENT), ("changed", ("b",), 2, 3)]),
        (
            {"a": 1, "b": 1},
            {"c": 1},
            [("gone", ("a",), 1, ABSENT), ("gone", ("b",), 1, ABSENT), ("new", ("c",), ABSENT, 1)],
        ),
        (
            {"a": 1},
            {"b": 1, "c": 1},
            [("gone", ("a",), 1, ABSENT), ("new", ("b",), ABSENT, 1), ("new", ("c",), ABSENT, 1)],
        ),
        ([1, 2], [1], [("gone", (1,), 2, ABSENT)]),
    ],
)
def test_what_differs_is_named_with_its_place_and_both_values(old, new, differences):
    assert [*deep(old, new)] == differences
