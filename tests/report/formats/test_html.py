"""A report as a page: complete, small, and harmless whatever a server says."""

import json
import re

import reports
from drifts import drift
from reports import written

from conformance.contract.clauses import CLAUSES
from conformance.drift.notation import STOP_REFUSAL, STOP_SUCCESS
from conformance.report.formats.html import _data, _weight, as_html
from conformance.report.reader import read_report
from conformance.report.view import View


def test_from_the_page_alone_one_can_say_what_was_asked_came_was_wanted_and_by_whom(broken):
    page = as_html(broken)
    case = View(broken).broken[0].occurrences[0]
    assert [line.text for line in case.request if "method" in line.text]
    (marked,) = [line.text for line in case.answer if line.is_marked]
    assert marked == '  "id": "7",'
    assert f"<mark>{marked.replace(chr(34), '&#34;')}</mark>" in page
    for text in (case.problem["wanted"], "An answer carries the id of its request"):
        assert text in page
    assert "COIN-M WebSocket API General Info" in page
    assert "pytest -k &#34;stop-id-integer and ID-1&#34;" in page


def test_every_clause_has_its_sentence_source_and_link(kept):
    page = as_html(kept)
    for clause in CLAUSES:
        assert f'id="{clause.id}"' in page
        assert clause.source.url.replace("&", "&amp;") in page


def test_a_hostile_server_harms_no_page(hostile):
    page = as_html(hostile)
    assert "<script>window" not in page
    assert "<img src=x" not in page
    assert not {"\x1b", "\u202e"} & set(page)
    assert len(page) < 2**20


def test_a_page_runs_no_script_but_its_own(hostile):
    page = as_html(hostile)
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)[1]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert page.count("<script") == 2  # the data, and our own


def test_a_page_of_ten_thousand_verdicts_is_small(tmp_path):
    report = read_report(written(tmp_path, reports.many(10_000)))
    assert len(as_html(report).encode()) < 5 * 2**20


def rows_of(page, pattern):
    return re.search(pattern, page, re.DOTALL)[0]


def test_a_clause_kept_here_and_untested_there_shows_both(kept):
    counts = View(kept).by_clause["RES-1"]
    untested = [
        r | ({"outcome": "untested"} if r["clause"] == "RES-1" and "after" in r["scenario"] else {})
        for r in kept["records"]
    ]
    report = kept | {"records": untested}
    both = View(report).by_clause["RES-1"]
    assert both["kept"] + both["untested"] == counts.total()
    row = rows_of(as_html(report), r'<details class="clause" id="RES-1".*?</summary>')
    assert f"{both['kept']} ✓" in row
    assert f"{both['untested']} ·" in row


def test_scenarios_that_are_all_kept_are_folded_and_others_are_not(kept, broken):
    assert as_html(kept).count('<table class="matrix">') == 1
    page = as_html(broken)
    first, folded = page.split('<details class="fold">')[:2]
    assert ">stop-id-integer</th>" in first
    assert ">stop-with-api-key</th>" not in first
    assert ">stop-with-api-key</th>" in folded


def test_every_chapter_has_its_title_and_every_scenario_its_sentence(kept):
    page = as_html(kept)
    for code, title in View(kept).chapters.items():
        assert f"<strong>{code}</strong> {title}" in page
    assert "<dt>stop-id-zero<dd>Starts a stream; stops with its apiKey, id 0." in page


def test_examples_alike_are_one_and_the_others_are_counted(broken):
    page = as_html(broken)
    assert page.count('<section class="instance">') == 1
    assert "and 9 more like this, in stop-id-zero, stop-id-negative …" in page


def test_a_recommendation_that_is_not_followed_is_not_called_broken():
    page = as_html(reports.report(reports.mutant("answer-twice"), ("stop-with-api-key",)))
    assert '<h2 id="broken-title">Not as recommended</h2>' in page


def test_drift_cites_its_rule_by_id(kept):
    changes = [c.as_json() | {"accepted": None} for c in drift(STOP_SUCCESS, STOP_REFUSAL)]
    totals = {"breaking": 1, "additive": 0, "benign": 0, "accepted": 0}
    page = as_html(kept | {"drift": kept["drift"] | {"changes": changes, "totals": totals}})
    assert "<code>refused</code>: What succeeded is refused." in page
    assert "`conformance rules ID`" in page


def test_the_number_of_verdicts_is_written_where_a_record_stands_for_several(kept):
    one, two = kept["records"][0], kept["records"][0] | {"verdicts": 2}
    records = json.loads(_data(View(kept | {"records": [one, two]})))["records"]
    assert [record[5:] for record in records] == [[], [2]]


def test_where_no_weight_was_seen_the_highest_is_none(kept):
    assert _weight(kept | {"weights": []})["highest"] == 0
