"""Reading API pages, in Markdown and as Docusaurus publishes them."""

import docusaurus
import pytest

from conformance.drift.pages.facts import of_page
from conformance.drift.pages.page import NoApiPage, _check_flat, alternates, read_pages

STOP = docusaurus.PAGES / "stop.md"
TEXT = STOP.read_text("utf-8")


def test_every_fact_of_the_page_is_read():
    page = read_pages(TEXT, "page")[0][0]
    facts = of_page(page)
    assert page.title == "Close User Data Stream (USER_STREAM)"
    assert facts["description"] == "Close out a user data stream."
    assert facts["method"] == "userDataStream.stop"
    assert facts["request weight"] == "1"
    assert page.parameters == {
        "apiKey": {
            "type": "STRING",
            "mandatory": "NO",
            "description": "Required if session is not authenticated via session.logon",
        }
    }
    assert page.examples["request example"].value["method"] == "userDataStream.stop"
    assert facts["response example: $.rateLimits[0].limit"] == 2400


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_html_and_markdown_say_the_same(language):
    from_html = read_pages(docusaurus.html(language), "page")[0]
    assert from_html == read_pages(docusaurus.markdown(language), "page")[0]


@pytest.mark.parametrize("text", ["", "# Hello\n\nworld", "<html><h1>x</h1>", '{"id": 1}', "\x00"])
def test_what_is_no_api_page_is_one_clear_line(text):
    with pytest.raises(NoApiPage, match="page: it is no API page"):
        read_pages(text, "page")


def test_a_page_names_its_other_language():
    assert alternates(docusaurus.html("en"))["zh-CN"] == "/docs/zh-CN/close"


@pytest.mark.parametrize(
    "text, is_flat",
    [
        ("<i>" * 10_000, True),
        ("<i>" * 10_001, False),
        ("<i></i>" * 10_001, True),
        ("<i></i>" * 10_001 + "<i>" * 10_001, False),
        ("<i " + "a " * 4_998 + ">", True),
        ("<i " + "a " * 5_001 + ">", False),
        ("< " * 20_000, True),
    ],
)
def test_a_page_is_nested_so_deeply_and_its_elements_are_so_long_at_most(text, is_flat):
    if is_flat:
        _check_flat(text, "page")
    else:
        with pytest.raises(NoApiPage, match="nest too deeply, or are too long"):
            _check_flat(text, "page")


def test_two_sections_make_an_api_page_and_one_does_not():
    one = "# A\n\n## Method\n\n`a.b`\n\n"
    ((page,), _) = read_pages(f"{one}## Request Weight\n\n1\n", "page")
    assert (page.title, of_page(page)["request weight"]) == ("A", "1")
    with pytest.raises(NoApiPage, match="page: it is no API page"):
        read_pages(one, "page")
