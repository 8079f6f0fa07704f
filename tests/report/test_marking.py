"""The lines of a frame, and the one that a problem points at."""

import pytest

from conformance.report.marking import lines

FRAME = '{"id":1,"a":{"b":[1,{"c":null}],"d":{}},"e":"x"}'
WHOLE = [
    "{",
    '  "id": 1,',
    '  "a": {',
    '    "b": [',
    "      1,",
    "      {",
    '        "c": null',
    "      }",
    "    ],",
    '    "d": {}',
    "  },",
    '  "e": "x"',
    "}",
]


def shown(text, path=""):
    """Return lines, each with a sign before it if it is marked."""
    return [f"{'←' if line.is_marked else ''}{line.text}" for line in lines(text, path)]


def marked(path, text=FRAME):
    """Return the places of the lines that are marked."""
    return [place for place, line in enumerate(lines(text, path)) if line.is_marked]


def test_json_is_shown_on_lines_as_it_is_nested():
    assert shown(FRAME) == WHOLE


@pytest.mark.parametrize(
    "path, places",
    [
        ("$", [0, 12]),
        ("$.id", [1]),
        ("$.a", [2, 10]),
        ("$.a.b", [3, 8]),
        ("$.a.b[0]", [4]),
        ("$.a.b[1]", [5, 7]),
        ("$.a.b[1].c", [6]),
        ("$.a.d", [9]),
        ("$.e", [11]),
    ],
)
def test_the_place_of_a_problem_is_marked_where_it_begins_and_ends(path, places):
    assert marked(path) == places


def test_what_is_missing_has_a_line_of_its_own():
    marked_lines = lines('{"a":{"b":1}}', "$.a.c")
    assert [line.text for line in marked_lines if line.is_missing] == ['    "c" is missing']
    assert [line.text for line in lines("no json", "$.x")] == ["no json"]
    assert lines(None)[0].text == "no answer came"


def test_what_is_missing_stands_first_in_the_object_that_lacks_it():
    assert shown('{"id":1,"a":{"b":1}}', "$.a.c") == [
        *("{", '  "id": 1,', '  "a": {', '←    "c" is missing', '    "b": 1', "  }", "}")
    ]
    assert shown('{"id":1}', "$.status") == ["{", '←  "status" is missing', '  "id": 1', "}"]


@pytest.mark.parametrize("path", ["$.x.y.z", "$.a[9]", "$.not-a-name", "nowhere"])
def test_what_is_missing_in_nothing_that_is_there_is_not_shown(path):
    assert shown(FRAME, path) == WHOLE


def test_no_answer_is_marked_as_what_is_missing():
    (line,) = lines(None, "$.x")
    assert (line.is_marked, line.is_missing) == (True, True)


@pytest.mark.parametrize("text", ["", "no json", "two\nlines", '{"a":1,"a":2}'])
def test_what_cannot_be_read_is_shown_as_it_came_and_marked_as_a_whole(text):
    parts = text.splitlines() or ["(empty)"]
    assert shown(text) == parts
    assert shown(text, "$") == [f"←{part}" for part in parts]


def test_what_is_nested_deeper_than_is_read_is_on_one_line():
    deep = "[" * 23 + "7" + "]" * 23
    assert shown(deep)[20:22] == ["  " * 20 + "[", "  " * 21 + "[[7]]"]
