"""What is shown of a report, before any format."""

from datetime import date

import pytest

from conformance.report.badge import as_badge
from conformance.report.view import View


def test_the_verdict_is_one_sentence(kept, broken, hostile):
    assert View(kept).sentence == (
        "The reference server keeps the contract, in 143 scenarios; the exchange was not asked."
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
    assert (1, "known to be broken") in view.numbers
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
    assert "could not be had" in view.sentence


def test_authentication_is_a_grid_of_keys_and_sessions(kept):
    grid = View(kept).grid
    assert grid["absent", "logged-on"].keys() == {"let through"}
    assert all(outcome.startswith("refused") for outcome in grid["absent", "none"])
    assert all(outcome.startswith("refused") for outcome in grid["unknown", "logged-on"])


def test_a_run_with_a_fault_of_its_own_is_never_green(kept):
    view = View(kept | {"footer": kept["footer"] | {"exit_code": 3}})
    assert view.verdict == "fault"
    assert as_badge(view.report, date(2026, 11, 23))["isError"]
