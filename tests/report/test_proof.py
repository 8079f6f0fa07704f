"""What a report opens with: what is wrong, or what was proved; a unit to each number."""

import pytest

from conformance.report.proof import Figure, figures_of
from conformance.report.view import View
from conformance.scenarios.catalogue import CATALOGUE


def test_green_opens_with_what_was_proved(kept):
    view = View(kept)
    figures = {figure.label: figure.value for figure in figures_of(view)}
    assert figures["clauses kept"] == str(len(view.by_clause))
    assert figures["verdicts kept"] == f"{view.totals['kept']:,}"
    assert figures["scenarios"] == str(len(CATALOGUE))
    assert figures["answered"] == "the reference server"
    assert figures_of(view)[-1] == Figure("2026-11-23", "performed", "2026-11-23")


def test_red_opens_with_what_is_broken_and_one_is_one(broken):
    first = figures_of(View(broken))[0]
    assert (first.value, first.label) == ("1", "clause broken")


def replayed(report, *days):
    header = report["header"] | {"target": None}
    pairs = zip(report["scenarios"], days, strict=False)
    scenarios = [scenario | {"recorded": day} for scenario, day in pairs] or report["scenarios"]
    return View(report | {"header": header, "scenarios": scenarios})


def test_the_age_of_recordings_is_that_of_the_oldest(kept):
    age = figures_of(replayed(kept, "2026-11-21", "2026-11-20"))[-1]
    assert age == Figure("2026-11-20", "recorded first, 3 days before this run", "2026-11-20")


@pytest.mark.parametrize(
    "day, words",
    [("2026-11-23", "recorded"), ("2026-11-22", "recorded, 1 day before this run")],
)
def test_recordings_of_one_day_have_an_age_unless_it_is_today(kept, day, words):
    assert figures_of(replayed(kept, day, day))[-1] == Figure(day, words, day)


def test_recordings_of_a_virtual_clock_have_no_age(kept):
    scenarios = [s | {"recorded": None} for s in kept["scenarios"]]
    age = figures_of(replayed(kept | {"scenarios": scenarios}))[-1]
    assert (age.value, age.label) == ("undated", "recorded by a virtual clock")


def test_captures_without_a_time_are_not_said_to_be_of_a_virtual_clock(kept):
    header = kept["header"] | {"evidence": ["other"]}
    age = figures_of(replayed(kept | {"header": header, "scenarios": []}))[-1]
    assert (age.value, age.label) == ("undated", "captured, at no known time")


def test_a_clause_that_nothing_was_there_for_is_not_counted_as_kept(kept):
    records = [
        r | ({"outcome": "untested"} if r["clause"] == "RES-1" else {}) for r in kept["records"]
    ]
    view = View(kept | {"records": records})
    figures = {figure.label: figure.value for figure in figures_of(view)}
    assert figures["clause with nothing to look at"] == "1"
    assert figures["clauses kept"] == str(len(view.by_clause) - 1)


def test_a_recommendation_that_is_not_followed_stands_beside_what_was_proved(kept):
    problems = [{"path": "$", "wanted": "1", "got": "2", "exchange": "exchange 1"}]
    records = [
        r | ({"outcome": "broken", "problems": problems} if r["clause"] == "ENV-13" else {})
        for r in kept["records"]
    ]
    view = View(kept | {"records": records})
    assert view.verdict == "kept"
    assert Figure("1", "recommendation not followed") in figures_of(view)


def test_a_clause_with_all_that_is_quiet_is_counted_as_kept(kept):
    outcomes = iter(("untested", "optional"))
    records = [
        r | ({"outcome": next(outcomes, r["outcome"])} if r["clause"] == "RES-1" else {})
        for r in kept["records"]
    ]
    view = View(kept | {"records": records})
    figures = {figure.label: figure.value for figure in figures_of(view)}
    assert figures["clauses kept"] == str(len(view.by_clause))
