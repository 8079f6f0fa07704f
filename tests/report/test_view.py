"""What is shown of a report, before any format."""

from datetime import date

from conformance.report.badge import as_badge
from conformance.report.view import View


def test_the_verdict_is_one_sentence(kept, broken, hostile):
    assert View(kept).sentence == "The contract is kept, in 104 scenarios."
    assert View(broken).sentence.startswith("The contract is broken: 1 clause in ")
    assert View(hostile).verdict == "broken"


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
