"""A report in Markdown: short when green, complete when red, and harmless."""

import re

import pytest

from conformance.report.formats.md import _some, as_md


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


def clause_with(report, **members):
    """Return a report whose broken clause has other facts."""
    clauses = [c | (members if c["id"] == "ID-1" else {}) for c in report["clauses"]]
    return report | {"clauses": clauses}


def test_the_source_of_a_clause_is_a_link_to_its_page(broken):
    text = as_md(clause_with(broken, source="Stop", url="https://host.example/stop"))
    assert "Says who: [Stop](https://host.example/stop). In " in text


@pytest.mark.parametrize(
    "url", ["", "http://host.example/", "javascript:x", "https://a b", "https://a)b", "https://a`b"]
)
def test_what_could_leave_a_link_is_none(broken, url):
    text = as_md(clause_with(broken, source="Stop", url=url))
    assert "Says who: Stop. In " in text


def test_a_clause_without_a_source_says_so(broken):
    assert "Says who: not told. In " in as_md(clause_with(broken, source="", url=""))


def test_further_problems_of_a_verdict_are_counted(broken):
    records = [r | {"problems": r["problems"] * 3} for r in broken["records"]]
    assert "… and 2 further problems of this verdict" in as_md(broken | {"records": records})
    assert "further problem" not in as_md(broken)


def test_of_many_names_the_first_twenty_are_given():
    names = [f"s{number}" for number in range(21)]
    assert _some(names[:20]) == ", ".join(names[:20])
    assert _some(names) == ", ".join(names[:20]) + " and 1 more"
