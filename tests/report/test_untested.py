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
    wanted = ["untested by surprise, 1 verdict: ERR-2 in stop-twice"]
    assert notes(UNTESTED, surprise, is_whole=False) == wanted


def test_surprises_of_a_clause_are_counted_and_of_many_clauses_five_are_named():
    first = [replace(UNTESTED, scenario=f"s{i}", expected=False) for i in range(7)]
    many = [replace(UNTESTED, clause=f"RL-{i}", expected=False) for i in range(6)]
    (line,) = notes(UNTESTED, *first, *many)
    start = "untested by surprise, 13 verdicts: ERR-1 in 7 scenarios (s0 …), RL-0 in stop-twice, "
    assert line.startswith(start)
    assert line.endswith("RL-3 in stop-twice and 2 more")


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


@pytest.mark.parametrize("many, end", [(5, "RL-4 in stop-twice"), (6, " and 1 more")])
def test_clauses_are_counted_beyond_the_fifth(many, end):
    surprises = [replace(UNTESTED, clause=f"RL-{i}", expected=False) for i in range(many)]
    (line,) = notes(UNTESTED, *surprises)
    assert line.endswith(end)
