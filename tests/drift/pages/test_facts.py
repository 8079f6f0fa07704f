"""API pages: what they say, beside what the contract says."""

import os
import subprocess
import sys

import docusaurus
import pytest
from places import ROOT

from conformance.api.document import ABSENT
from conformance.drift.pages.compare import compare_pages
from conformance.drift.pages.facts import differences, of_page
from conformance.drift.pages.fetch import PageGone, PageUnreachable, fetch
from conformance.drift.pages.page import NoApiPage, alternates, read_pages

STOP = docusaurus.PAGES / "stop.md"
TEXT = STOP.read_text("utf-8")


def docs(*names, cwd=ROOT):
    return subprocess.run(
        [sys.executable, "-m", "conformance", "docs", *map(str, names)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        cwd=cwd,
        env=os.environ | {"COLUMNS": "120"},
    )


def rows(text):
    """Return the facts that differ, with what the pages say."""
    found = differences(read_pages(text, "page")[0])
    return {row.fact: list(row.pages.values()) for row in found}


def test_the_page_says_what_the_contract_says_in_both_languages():
    pages, strange = read_pages(TEXT, "page")
    assert [page.language for page in pages] == ["en", "zh-CN"]
    assert strange == []
    assert differences(pages) == []


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


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_html_and_markdown_say_the_same(language):
    from_html = read_pages(docusaurus.html(language), "page")[0]
    assert from_html == read_pages(docusaurus.markdown(language), "page")[0]


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
    found = rows(TEXT.replace(old, new, 1))
    assert found if fact is None else fact in found


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


@pytest.mark.parametrize("text", ["", "# Hello\n\nworld", "<html><h1>x</h1>", '{"id": 1}', "\x00"])
def test_what_is_no_api_page_is_one_clear_line(text):
    with pytest.raises(NoApiPage, match="page: it is no API page"):
        read_pages(text, "page")


def test_of_several_files_the_good_ones_are_compared(tmp_path):
    (tmp_path / "strange.md").write_text("# Hello\n")
    (tmp_path / "latin.md").write_bytes(b"# \xff")
    (tmp_path / "mixed.md").write_text(TEXT + "\n\n# A story\n\nOnce.\n")
    done = docs("strange.md", "latin.md", "nowhere.md", "mixed.md", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stdout.startswith("no drift: ")
    said = done.stderr.splitlines()
    assert [line.split(": ")[1] for line in said] == [
        "strange.md",
        "latin.md",
        "nowhere.md",
        "mixed.md",
    ]


def test_the_command_prints_what_differs_side_by_side(tmp_path):
    (tmp_path / "page.md").write_text(TEXT.replace("**1**", "**2**"))
    done = docs("page.md", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stdout.splitlines()[0].startswith("1 fact differs: ")
    assert done.stdout.splitlines()[-1].split() == ["request", "weight", "1", "2", "2"]
    assert docs(STOP).returncode == 0


def test_a_page_names_its_other_language():
    assert alternates(docusaurus.html("en"))["zh-CN"] == "/docs/zh-CN/close"


@pytest.mark.vcr
@pytest.mark.block_network
def test_a_page_is_fetched_with_its_other_language():
    texts, troubles = fetch("http://127.0.0.1:8017/docs/close")
    assert troubles == []
    assert list(texts) == [f"http://127.0.0.1:8017{path}" for path in docusaurus.PATHS.values()]


@pytest.mark.vcr("test_a_page_is_fetched_with_its_other_language.yaml")
@pytest.mark.block_network
def test_a_fetched_page_is_compared_in_both_languages():
    compared = compare_pages(["http://127.0.0.1:8017/docs/close"])
    assert [page.language for page in compared.pages] == ["en", "zh-CN"]
    assert (compared.rows, compared.exit_code) == ([], 0)


@pytest.mark.vcr
@pytest.mark.block_network
def test_a_page_that_is_not_there_is_bad_input():
    with pytest.raises(PageGone, match="there is no such page"):
        fetch("http://127.0.0.1:8017/docs/moved")
    assert compare_pages(["http://127.0.0.1:8017/docs/moved"]).exit_code == 2


def test_a_host_that_cannot_be_reached_is_nobodys_fault():
    with pytest.raises(PageUnreachable, match=r"could not be fetched: .*refused"):
        fetch("http://127.0.0.1:9/docs")
    done = docs("http://127.0.0.1:9/docs")
    assert done.returncode == 6
    assert len(done.stderr.splitlines()) == 1


def test_over_a_socket_it_is_the_same():
    with docusaurus.site() as address:
        done = docs(f"{address}/docs/zh-CN/close")
    assert done.returncode == 0
    assert "English" in done.stdout
    assert "Chinese" in done.stdout
