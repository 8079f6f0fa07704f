"""Rows as a table for the terminal."""

from conformance.report.terminal.tables import rows_as_text


def test_rows_are_a_table_as_wide_as_is_asked_whose_ids_are_on_one_line():
    first = {"id": "ID-1", "sentence": "one two three four"}
    rows = [first, {"id": "RATE-LIMITS-12", "sentence": "x"}]
    lines = rows_as_text(rows, ("id", "sentence"), width=26).splitlines()
    assert lines[0].split() == ["id", "sentence"]
    assert lines[1].startswith("ID-1 ")
    assert lines[-1].split() == ["RATE-LIMITS-12", "x"]
    assert all(len(line) <= 26 for line in lines)


def test_what_a_row_has_is_no_markup_and_nothing_that_a_terminal_obeys():
    text = rows_as_text([{"id": "[bold]x[/bold]", "level": "\x1b[31mred"}], ("id", "level"), 80)
    assert "[bold]x[/bold]" in text
    assert "\x1b" not in text


def test_only_the_columns_that_are_asked_for_are_shown():
    assert "hidden" not in rows_as_text([{"id": "a", "more": "hidden"}], ("id",), 80)
