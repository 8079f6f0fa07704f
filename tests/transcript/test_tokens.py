"""JSON strings are read once, from left to right, in any text."""

import time

import pytest

from conformance.transcript.tokens import decoded, strings


@pytest.mark.parametrize(
    "token, value",
    [
        ('"a"', "a"),
        ('"a', "a"),
        ('"\\u0061"', "a"),
        ('"\\u00', None),
        ('"\\q"', None),
        ('"', ""),
        ('"\u2028\u202e"', "\u2028\u202e"),
        ('"a\x1fb"', None),
    ],
)
def test_a_string_is_decoded_where_it_can_be(token, value):
    assert decoded(token) == value


def test_a_string_comes_after_the_one_that_names_it():
    assert [*strings('{"a" : "b", "c": ["d", "e"], "f')] == [
        ("", "a"),
        ("a", "b"),
        ("", "c"),
        ("", "d"),
        ("", "e"),
        ("", "f"),
    ]


@pytest.mark.parametrize("text", ['\\"', '"', '""', '"\\', '"a":', '\\"a\\":\\"b\\",'])
def test_ten_times_the_text_takes_no_hundred_times_as_long(text):
    def seconds(times):
        began = time.perf_counter()
        assert sum(1 for _ in strings(text * times)) >= 0
        return time.perf_counter() - began

    short = min(seconds(10_000) for _ in range(3))
    assert min(seconds(100_000) for _ in range(2)) < 40 * short + 0.05
