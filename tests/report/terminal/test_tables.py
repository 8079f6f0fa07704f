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


def test_a_table_has_no_edges_and_two_blanks_between_its_columns():
    rows = [{"id": "A-1", "x": "yes 1", "n": 2}, {"id": "B-22", "x": "no", "n": 10}]
    assert rows_as_text(rows, ("id", "n", "x"), 80).splitlines() == [
        "id    n   x    ",
        "A-1   2   yes 1",
        "B-22  10  no   ",
    ]


def test_only_the_names_of_columns_are_bold_in_colors(monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.delenv("NO_COLOR", raising=False)
    head, row = rows_as_text([{"id": "A-1", "x": "7 'text'"}], ("id", "x"), 80).splitlines()
    assert head.startswith("\x1b[1mid")
    assert "\x1b" not in row
