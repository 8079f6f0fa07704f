"""Values in words."""

from conformance.api.document import ABSENT
from conformance.api.wording import Phrase, counted, shown, shown_path


def test_shown_text_is_cut_and_printable():
    assert shown("\x1b[31m\u202e") == '"\\u001b[31m\\u202e"'
    assert shown("x" * 500).endswith("(502 characters)")
    assert shown(ABSENT) == "nothing"


def test_what_cannot_be_written_is_said_to_be_too_deep():
    value = []
    value.append(value)
    assert shown(value) == "a value nested too deeply to be written"


def test_words_are_shown_without_quotes():
    assert shown(Phrase("at least 1")) == "at least 1"


def test_a_path_is_cut():
    assert shown_path("result.listenKey") == "result.listenKey"
    assert shown_path("x" * 201).endswith("… (201 characters)")


def test_one_thing_is_counted_without_an_s():
    assert [counted(n, "clause") for n in (0, 1, 2)] == ["0 clauses", "1 clause", "2 clauses"]
