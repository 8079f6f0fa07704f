"""What is shown of a report, before any format."""

from datetime import date

import pytest

from conformance.report.badge import as_badge
from conformance.report.proof import Figure, figures_of
from conformance.report.view import View
from conformance.scenarios.catalogue import CATALOGUE


def test_the_verdict_is_one_sentence(kept, broken, hostile):
    assert View(kept).sentence == (
        f"The reference server keeps the contract, in {len(CATALOGUE)} scenarios; "
        "the exchange was not asked."
    )
    assert View(broken).sentence.startswith(
        "The reference server breaks the contract: 1 clause in "
    )
    assert View(hostile).verdict == "broken"


@pytest.fixture(scope="module")
def known(broken):
    """Return the report of a run in which the only broken clause is known."""
    records = [
        r | ({"known": "agreed"} if r["outcome"] == "broken" else {}) for r in broken["records"]
    ]
    return broken | {"records": records, "footer": broken["footer"] | {"exit_code": 0}}


def test_a_known_breach_is_neither_broken_nor_kept(known, broken):
    view = View(known)
    assert view.verdict == "known"
    assert view.sentence.startswith("The reference server breaks nothing but what is known;")
    assert view.totals["known"] == View(broken).totals["broken"] > 0
    assert Figure("1", "clause known to be broken") in figures_of(view)
    (clause,) = view.broken
    assert (clause.column, clause.known) == ("known", ["agreed"])
    badge = as_badge(known, date(2026, 11, 23))
    assert (badge["color"], badge["isError"]) == ("yellow", False)
    assert badge["message"] == "known breaches by the reference server · 2026-11-23"


def test_a_breach_beyond_the_known_ones_is_broken(known):
    other = next(r for r in known["records"] if r["clause"] == "STAT-1")
    problems = [{"path": "$", "wanted": "1", "got": "2", "exchange": "exchange 1"}]
    records = [*known["records"], other | {"outcome": "broken", "problems": problems}]
    view = View(known | {"records": records})
    assert view.verdict == "broken"
    assert (
        "breaks the contract: 1 clause in 1 scenario; the exchange was not asked; 1 known"
        in view.sentence
    )
    assert [each.clause["id"] for each in view.broken] == ["STAT-1", "ID-1"]


def test_what_could_not_be_had_is_never_green(kept):
    records = [r | {"outcome": "inconclusive", "reason": "unreachable"} for r in kept["records"]]
    view = View(kept | {"records": records})
    assert view.verdict == "inconclusive"
    assert view.sentence.startswith("Nothing could be judged: ")
    one = View(kept | {"records": [*records[1:], kept["records"][0]]})
    assert one.sentence.startswith("Nothing is broken, but ")


def test_authentication_is_a_grid_of_keys_and_sessions(kept):
    grid = View(kept).grid
    assert grid["absent", "logged-on"].keys() == {"let through"}
    assert all(outcome.startswith("refused") for outcome in grid["absent", "none"])
    assert all(outcome.startswith("refused") for outcome in grid["unknown", "logged-on"])


def test_a_run_with_a_fault_of_its_own_is_never_green(kept):
    view = View(kept | {"footer": kept["footer"] | {"exit_code": 3}})
    assert view.verdict == "fault"
    assert as_badge(view.report, date(2026, 11, 23))["isError"]


def with_problems(report, clause, problems):
    """Return a report in which the first record of a clause is broken, with some problems."""
    record = next(r for r in report["records"] if r["clause"] == clause)
    changed = record | {"outcome": "broken", "problems": problems}
    return report | {"records": [changed]}


def problem(place):
    return {"path": "$", "wanted": "1", "got": "2", "exchange": place}


@pytest.mark.parametrize("many, more", [(0, 0), (1, 0), (2, 1), (5, 4)])
def test_a_verdict_says_how_many_further_problems_it_has(kept, many, more):
    report = with_problems(kept, "STAT-1", [problem("exchange 1")] * many)
    ((occurrence,),) = [each.occurrences for each in View(report).broken]
    assert occurrence.more == more


def with_strays(report, place):
    """Return a report whose broken verdict is at a place, and its scenario with five strays."""
    report = with_problems(report, "STAT-1", [problem(place)])
    name = report["records"][0]["scenario"]
    strays = [{"place": f"frame {n}", "kind": "answer", "text": f"{n}"} for n in range(5)]
    scenarios = [s | ({"strays": strays} if s["name"] == name else {}) for s in report["scenarios"]]
    return report | {"scenarios": scenarios}


def test_a_problem_in_a_frame_of_no_exchange_is_shown_with_that_frame(kept):
    ((occurrence,),) = [e.occurrences for e in View(with_strays(kept, "frame 4")).broken]
    assert [stray["text"] for stray in occurrence.unattached] == ["4"]


def test_a_problem_of_no_frame_is_shown_with_the_first_few_frames(kept):
    ((occurrence,),) = [e.occurrences for e in View(with_strays(kept, "the end")).broken]
    assert [stray["text"] for stray in occurrence.unattached] == ["0", "1", "2"]


def test_the_slowest_scenarios_come_first_and_no_more_than_fifteen(kept):
    names = [scenario["name"] for scenario in kept["scenarios"]][:17]
    taken = {name: [n, 3 * n + 1, 2 * n] for n, name in enumerate(names)}
    scenarios = [s | {"latency": taken.get(s["name"], [])} for s in kept["scenarios"]]
    rows = View(kept | {"scenarios": scenarios}).latency
    assert rows[0] == (names[16], 32, 49, 3)
    assert [row[0] for row in rows] == names[16:1:-1]
