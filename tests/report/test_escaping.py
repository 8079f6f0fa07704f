"""Texts of a server in other notations: nothing of theirs means anything there."""

import pytest

from conformance.api.wording import visible
from conformance.report.escaping import code, command, fenced, markdown


@pytest.mark.parametrize("text", ["~~~", "~~~~~~\n# x", "a\n~~~\nb", "~~~~ and ~ and ~~~~\n~~~~"])
def test_no_text_ends_its_own_fence(text):
    block = fenced(text).splitlines()
    assert block[0] == block[-1]
    tildes = [line for line in block[1:-1] if line.strip("~") == ""]
    assert all(len(line) < len(block[0]) for line in tildes)


def test_a_fence_has_three_tildes_or_one_more_than_the_text():
    assert fenced("x", "json") == "~~~json\nx\n~~~"
    assert fenced("~~") == "~~~\n~~\n~~~"
    assert fenced("~~~") == "~~~~\n~~~\n~~~~"


def test_markdown_has_no_mark_of_its_own_left():
    assert markdown("a|b\n# *c* <d>") == "a&#124;b &#35; &#42;c&#42; &lt;d&gt;"
    assert markdown("[e](f) `g` @h\x1b") == "&#91;e&#93;&#40;f&#41; &#96;g&#96; &#64;h\ufffd"
    assert code("<") == "<code>&lt;</code>"
    assert visible("\x00\x1b\u202e\n") == "\ufffd\ufffd\ufffd\n"


def test_no_message_ends_its_own_command():
    line = command("error", "a\n::error::b%", title="c:d,e", line=3)
    assert line == "::error title=c%3Ad%2Ce,line=3::a%0A::error::b%25"
