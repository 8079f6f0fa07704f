"""Values in words."""

from conformance.api.document import ABSENT
from conformance.api.wording import shown


def test_shown_text_is_cut_and_printable():
    assert shown("\x1b[31m\u202e") == '"\\u001b[31m\\u202e"'
    assert shown("x" * 500).endswith("(502 characters)")
    assert shown(ABSENT) == "nothing"
