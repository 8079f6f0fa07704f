"""The lines of a frame, and the one that a problem points at."""

from conformance.report.marking import lines


def test_what_is_missing_has_a_line_of_its_own():
    marked_lines = lines('{"a":{"b":1}}', "$.a.c")
    assert [line.text for line in marked_lines if line.is_missing] == ['    "c" is missing']
    assert [line.text for line in lines("no json", "$.x")] == ["no json"]
    assert lines(None)[0].text == "no answer came"
