"""API pages: what they say, beside what the contract says."""

import docusaurus
import pytest

from conformance.api.document import ABSENT
from conformance.contract.traceability import PAGES
from conformance.drift.pages.facts import Row, differences, subject_of
from conformance.drift.pages.page import read_pages

STOP = docusaurus.PAGES / "stop.md"
TEXT = STOP.read_text("utf-8")


def rows(text):
    """Return the facts that differ, with what the pages say."""
    return {row.fact: list(row.pages.values()) for row in differences(read_pages(text, "page")[0])}


def test_the_page_says_what_the_contract_says_in_both_languages():
    pages, strange = read_pages(TEXT, "page")
    assert [page.language for page in pages] == ["en", "zh-CN"]
    assert strange == []
    assert differences(pages) == []


def page_of(method):
    """Return the page of another method, in both languages, made from that of a stop."""
    text = TEXT.replace("819e1b1b-8c06-485b-a13e-131326c69599", member(method, "id"))
    key = f'{{"listenKey": "{member(method, "result.listenKey")}"}}'
    text = text.replace("userDataStream.stop", method).replace('"result": {}', f'"result": {key}')
    stops = {s.fact: s for s in PAGES["userDataStream.stop"] if s.fact}
    for statement in PAGES[method]:
        own = stops.get(statement.fact)
        if own and statement.fact in {"title", "description"}:
            for old, new in ((own.english, statement.english), (own.chinese, statement.chinese)):
                text = text.replace(old, new)
    return text


def member(method, path):
    """Return the text that a member of a page's examples has."""
    shown = (s.english for s in PAGES[method] if s.english.startswith(f'`"{path}": "'))
    return next(shown).split('"')[3]


@pytest.mark.parametrize("method", ["userDataStream.start", "userDataStream.ping"])
def test_the_page_of_another_method_is_compared_with_what_it_says(method):
    pages, _ = read_pages(page_of(method), "page")
    assert [subject_of(page) for page in pages] == [method] * 2
    facts = {row.fact for row in differences(pages, method)}
    samples = {"request example: $.params.apiKey", "response example: $.rateLimits[0].count"}
    assert facts <= samples
    weightier, _ = read_pages(page_of(method).replace("**1**", "**2**"), "page")
    assert {row.fact for row in differences(weightier, method)} - samples == {"request weight"}


ONE_FACT = {
    "weight": ("**1**", "**2**", {"request weight": "2"}),
    "type": ("STRING", "LONG", {"parameter apiKey: type": "LONG"}),
    "mandatory": ("| NO|", "| YES|", {"parameter apiKey: mandatory": "YES"}),
    "parameter": ("`apiKey`|", "`key`|", {"parameter apiKey": "called key"}),
    "method": (
        "`userDataStream.stop`",
        "`userDataStream.close`",
        {"method": "userDataStream.close"},
    ),
    "method everywhere": (
        "userDataStream.stop",
        "userDataStream.close",
        {"method": "userDataStream.close"},
    ),
    "method of the example": (
        '"userDataStream.stop"',
        '"userDataStream.close"',
        {"request example: $.method": "userDataStream.close"},
    ),
    "status": ('"status": 200', '"status": 201', {"response example: $.status": 201}),
    "status as text": ('"status": 200', '"status": "200"', {"response example: $.status": "200"}),
    "limit": ('"limit": 2400', '"limit": 1200', {"response example: $.rateLimits[0].limit": 1200}),
    "member gone": ('"result": {},', "", {"response example: $.result": ABSENT}),
    "member new": (
        '"result": {},',
        '"result": {}, "note": null,',
        {"response example: $.note": None},
    ),
    "member renamed": (
        '"count": 2',
        '"used": 2',
        {"response example: $.rateLimits[0].count": "called used"},
    ),
    "result filled": (
        '"result": {}',
        '"result": {"ok": true}',
        {"response example: $.result.ok": True},
    ),
}


@pytest.mark.parametrize("what", ONE_FACT)
def test_one_changed_fact_is_just_that_fact(what):
    old, new, wanted = ONE_FACT[what]
    assert old in TEXT
    assert rows(TEXT.replace(old, new)) == {fact: [v, v] for fact, v in wanted.items()}


@pytest.mark.parametrize("what", ONE_FACT)
@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_one_changed_fact_of_one_language_is_seen_in_html_too(what, language):
    old, new, wanted = ONE_FACT[what]
    text = docusaurus.markdown(language).replace(old, new)
    assert rows(docusaurus.html(language, text)) == {fact: [v] for fact, v in wanted.items()}


def test_pages_that_do_not_agree_with_each_other_are_named():
    text = TEXT.replace("**1**", "**2**", 1)
    (row,) = differences(read_pages(text, "page")[0])
    assert row.disagree
    assert row.pages == {"English": "2", "Chinese": "1"}


def test_a_section_that_the_contract_does_not_know_is_told():
    text = TEXT.replace("## Response Example", "## Notes\n\nMind the gap.\n\n## Response Example")
    assert rows(text) == {'section "Notes"': ["Mind the gap.", ABSENT]}


@pytest.mark.parametrize(
    "old, new, fact",
    [
        ("## API Description", "Deprecated.\n\n## API Description", 'section "introduction"'),
        ("`apiKey`| STRING", "`apiKey`| INT| YES| x\n`apiKey`| STRING", "parameter apiKey (again)"),
        (
            '"status": 200',
            '"status": 400, "status": 200',
            "response example: status is there twice",
        ),
        ("## Request Weight", "    {}\n\n## Request Weight", None),
        ("## Request Weight", "And:\n\n    {}\n\n## Request Weight", "request example 2"),
    ],
)
def test_what_is_said_besides_is_told_too(old, new, fact):
    assert old in TEXT
    facts = rows(TEXT.replace(old, new, 1))
    assert facts if fact is None else fact in facts


def test_a_section_that_is_gone_is_one_fact():
    start, end = TEXT.index("## Response Example"), TEXT.index("---\n\n# Websocket")
    (fact,) = rows(TEXT[:start] + TEXT[end:]).items()
    assert fact[0] == "response example"
    assert fact[1][0] is ABSENT


def test_an_example_that_is_no_json_is_one_fact():
    (fact,) = rows(TEXT.replace('"result": {},', '"result": {', 1)).items()
    assert fact[0] == "response example"
    assert fact[1][0].startswith("no JSON")


def test_a_table_with_its_columns_in_another_order_says_the_same():
    text = TEXT.replace("Name| Type| Mandatory|", "Type| Name| Mandatory|").replace(
        "`apiKey`| STRING| NO| R", "STRING| `apiKey`| NO| R"
    )
    assert rows(text) == {}


@pytest.mark.parametrize(
    "contract, pages, disagree",
    [
        ({"en": 1, "zh-CN": 1}, {"en": 1, "zh-CN": 2}, True),
        ({"en": 1, "zh-CN": 1}, {"en": 2, "zh-CN": 2}, False),
        ({"en": "a", "zh-CN": "b"}, {"en": "c", "zh-CN": "d"}, False),
        ({"en": 1}, {"en": 2}, False),
        ({"a": 1, "b": 1, "c": 1}, {"a": 1, "b": 1, "c": 2}, True),
    ],
)
def test_pages_disagree_in_more_than_their_wording(contract, pages, disagree):
    assert Row("fact", contract, pages).disagree is disagree
