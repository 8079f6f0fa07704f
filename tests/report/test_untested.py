"""What is untested by surprise, and what no longer is, in a line each."""

from dataclasses import replace

import pytest

from conformance.evidence.untested import UntestedList
from conformance.report.records import Record
from conformance.report.untested import untested_notes

PAIR = ("stop-twice", "ERR-1")
LIST = UntestedList({"reference": {PAIR: "it is let through"}})
UNTESTED = Record("ERR-1", "MUST", "stop-twice", "reference", "untested", 0, expected=True)
KEPT = Record("ID-1", "MUST", "stop-twice", "reference", "kept", 1)


def notes(*records, is_whole=True, expected=LIST):
    return [*untested_notes(records, expected, is_whole)]


def test_what_is_expected_is_not_named():
    assert notes(UNTESTED, KEPT) == []


def test_a_surprise_is_named_in_any_run():
    surprise = replace(UNTESTED, clause="ERR-2", expected=False)
    wanted = ["untested by surprise, 1 verdict: stop-twice ERR-2"]
    assert notes(UNTESTED, surprise, is_whole=False) == wanted


def test_of_many_surprises_five_are_named():
    many = [replace(UNTESTED, scenario=f"s{i}", expected=False) for i in range(7)]
    (line,) = notes(UNTESTED, *many)
    assert line.startswith("untested by surprise, 7 verdicts: s0 ERR-1, s1 ERR-1, ")
    assert line.endswith("s4 ERR-1 and 2 more")


@pytest.mark.parametrize("outcome", ["kept", "broken"])
def test_what_was_looked_at_is_named_if_the_list_has_it(outcome):
    line = "no longer untested, though untested.toml has them, 1 verdict: stop-twice ERR-1"
    record = replace(UNTESTED, outcome=outcome, expected=None)
    assert notes(record) == [line]
    assert notes(record, is_whole=False) == []


def test_a_pair_that_is_none_any_more_is_named_if_the_list_has_it():
    assert len(notes(KEPT)) == 1


@pytest.mark.parametrize("outcome", ["inconclusive", "blocked", "fault"])
def test_what_could_not_be_judged_says_nothing_of_the_list(outcome):
    assert notes(replace(UNTESTED, outcome=outcome)) == []


def test_another_evidence_class_says_nothing_of_a_list():
    assert notes(replace(UNTESTED, evidence="testnet", outcome="kept")) == []
