"""Where a JSON path is in the text of a frame."""

import pytest

from conformance.report.terminal.spans import span_of

TEXT = '{ "a": [1, {"b c": NaN}], "x": 1, "x": {"y":"]}"} }'


@pytest.mark.parametrize(
    "path, part",
    [
        ("$.a", '[1, {"b c": NaN}]'),
        ("$.a[0]", "1"),
        ('$.a[1]["b c"]', "NaN"),
        ("$.x.y", '"]}"'),
        ("$..x", '"x"'),
    ],
)
def test_a_path_has_its_place(path, part):
    (start, end), missing = span_of(TEXT, path)
    assert TEXT[start:end] == part
    assert not missing


def test_of_members_given_twice_the_last_one_counts_as_it_does_for_readers():
    (start, _), _ = span_of(TEXT, "$.x")
    assert start == TEXT.rindex('{"y"')


def test_what_is_missing_is_missing_where_its_object_begins():
    (start, end), missing = span_of(TEXT, "$.x.z")
    assert (TEXT[start:end], missing) == ("{", "z")
    assert start == TEXT.rindex("{")


@pytest.mark.parametrize("path", ["$", "$.a.b", "$.z.z", "$.a[7].b", "$..z", "nonsense"])
def test_what_has_no_place_has_none(path):
    place = span_of(TEXT, path)
    assert place is None or place[0][1] > place[0][0]


@pytest.mark.parametrize("text", ["", "{", '{"a"', '{"a":', '{"a":1', '{"a":1,', "[" * 5000, "no"])
def test_text_that_is_no_json_has_no_places(text):
    assert span_of(text, "$.a.b") is None
