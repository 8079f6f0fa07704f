"""A report in Markdown: short when green, complete when red, and harmless."""

import re

from conformance.report.formats.md import as_md


def test_green_is_short_and_red_is_complete(kept, broken):
    assert len(as_md(kept).splitlines()) < 8
    red = as_md(broken)
    for text in ('"id": "7", ←', "ID&#45;1" if "ID&#45;1" in red else "ID-1", "See it again"):
        assert text in red


def test_a_hostile_server_harms_no_markdown(hostile):
    text = as_md(hostile)
    outside = re.sub(r"(~{3,})\w*\n.*?\n\1", "", text, flags=re.DOTALL)
    assert "<script>" not in outside
    assert "<img" not in outside
    assert not {"\x1b", "\u202e"} & set(text)
