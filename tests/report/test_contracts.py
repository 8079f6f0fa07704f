"""Where the contracts of several reports differ."""

from conformance.contract.revisions import REVISIONS
from conformance.report.contracts import contract_notes


def test_one_revision_differs_from_none():
    assert contract_notes([REVISIONS[-1]] * 3) == []


def test_two_revisions_differ_by_their_clauses():
    (note,) = contract_notes(["2026-11-28", "2026-11-25", "2026-11-28"])
    assert note.startswith("the contract of 2026-11-25, which is that of 2026-11-28 without ID-7,")


def test_what_is_not_known_is_said():
    (note,) = contract_notes([REVISIONS[-1], "2099-01-01"])
    assert "newer than this version" in note
    (note,) = contract_notes([REVISIONS[0], "2001-01-01"])
    assert "older than the first" in note


def test_days_of_one_revision_judge_alike():
    first, later = "2026-11-25", "2026-11-26"
    assert contract_notes([first, later]) == [f"the contracts of {first} and {later} judge alike"]


def test_the_first_revision_is_known():
    (note,) = contract_notes(REVISIONS[:2])
    assert "older than the first" not in note
    assert REVISIONS[0] in note
