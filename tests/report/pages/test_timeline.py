"""The page of a history: charts with axes and named points, a calendar, and what was spent."""

import re

import reports

from conformance.api.sources import REVISION
from conformance.report.pages.timeline import history_as_html

SPENT = "request weight: 1234 spent of 1300 foretold; 9 of 9 counts of the server agreed"


def night(report, **header):
    return report | {"header": report["header"] | header}


def page(*nights):
    return history_as_html(reports.history(reports.nights(*nights)))


def test_a_point_of_a_chart_tells_its_run(kept, broken):
    text = page(kept, broken)
    assert "<title>2026-11-21 2026-11-21.json: 10 ms</title>" in text
    for label in ("<span>2026-11-20</span>", "<span>2026-11-21</span>", "<span>10</span>"):
        assert label in text


def test_an_axis_has_each_of_two_days_once_and_one_day_alone(kept, broken):
    for nights, days in (((kept, broken), ["2026-11-20", "2026-11-21"]), ((kept,), ["2026-11-20"])):
        figure = re.search(r"<figure.*?</figure>", page(*nights), re.DOTALL)[0]
        assert re.findall(r"<span>(\d{4}-\d\d-\d\d)</span>", figure) == days


def test_each_target_is_a_line_of_its_own(kept):
    text = page(kept, night(kept, target="testnet"), kept, night(kept, target="testnet"))
    figure = re.search(r"<figure.*?</figure>", text, re.DOTALL)[0]
    assert figure.count("<polyline") == 2
    assert "reference</span>, <span" in figure
    assert "testnet</span>" in figure


def test_a_change_of_the_contract_is_a_mark_and_a_sentence(kept):
    text = page(night(kept, contract="2026-11-25"), kept)
    assert 'class="mark"' in text
    assert f"Dashed, 2026-11-21: contract {REVISION}" in text
    assert f"which is that of {REVISION} without ID-7" in text


def test_what_was_spent_stands_beside_the_highest_count(kept):
    text = page(night(kept, told=[SPENT]), kept)
    assert "<td>1234</td><td>21</td>" in text
    assert "Request weight spent in a run" in text
    assert "Highest count of request weight" in page(kept)
    assert "<td>·</td><td>21</td>" in text


def test_only_the_newest_reports_are_shown_before_anything_is_unfolded(kept):
    text = page(*[kept] * 10)
    assert "earlier</summary>" not in text
    text = history_as_html(reports.history([(f"{n}", kept) for n in range(12)]))
    assert "<summary>2 earlier</summary>" in text


def test_the_title_says_whose_answers_they_are_and_what_is_broken(kept, broken):
    assert "no clause broken; the reference server answered; the exchange was not" in page(kept)
    assert "1 clause broken when last judged" in page(kept, broken)


def test_commands_of_a_template_leave_no_lines_on_a_page(kept, broken):
    text = page(kept, broken)
    assert len(re.findall(r"\n[ \t]*\n", text)) < text.count("\n") // 20
