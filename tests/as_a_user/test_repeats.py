"""Many failures of one clause are one story."""

import re
from types import SimpleNamespace

import pytest
from mutants import mutant
from running import counts

from conformance.plugin.repeats import _reworded

pytestmark = pytest.mark.slow("runs the suite in a process of its own, again and again")

BROKEN = mutant("status-as-text")
CHOSEN = ("-k", "stop-id- and STAT-1")


def headings(done):
    return re.findall(r"^_+ test_status\[(.+)-STAT-\d-other\] _+$", done.stdout, re.MULTILINE)


def test_the_first_failure_of_a_clause_stands_in_full_two_in_a_line_and_the_others_are_counted(
    against,
):
    done = against(*CHOSEN, mutant=BROKEN)
    failed = counts(done)["failed"]
    assert failed > 10
    assert headings(done) == ["stop-id-uuid"]
    assert done.stdout.count("  asked   ") == 1
    also = re.findall(r"^  also .* \(--only (.+):STAT-1\)$", done.stdout, re.MULTILINE)
    assert also == ["stop-id-integer", "stop-id-zero"]
    common = "all 21 have in common: the account's apiKey"
    assert f"  more    {failed - 3} further failures, which -vv shows; {common}" in done.stdout
    assert f"in {failed} scenarios, first stop-id-uuid" in done.stdout
    assert f"and {failed - 5} more" in done.stdout


def test_the_short_summary_has_the_test_and_the_reason_in_one_line(against):
    done = against(*CHOSEN, mutant=BROKEN, COLUMNS="80", CI="true")
    lines = [line for line in done.stdout.splitlines() if line.startswith("FAILED ")]
    failed = counts(done)["failed"]
    test = "tests/contract/test_status.py::test_status[stop-id-uuid-STAT-1-other]"
    assert lines == [f'FAILED {test} - wanted an integer, got "200", and {failed - 1} more']


def test_reasons_are_cut_however_long_an_answer_is(against):
    done = against("-k", "stop-twice and RES-1", mutant=mutant("stop-returns-the-listen-key"))
    (line,) = [line for line in done.stdout.splitlines() if line.startswith("FAILED ")]
    assert len(line) < 240


def test_all_are_shown_where_much_is_wanted(against):
    done = against(*CHOSEN, "-vvv", mutant=BROKEN)
    assert len(headings(done)) == counts(done)["failed"]
    assert done.stdout.count("FAILED tests") == counts(done)["failed"]
    assert "further failure" not in done.stdout
    assert '>   "status": "200",' in done.stdout


def test_each_clause_has_a_story_of_its_own(against):
    done = against("-k", "stop-id- and STAT", mutant=mutant("created"))
    assert counts(done)["failed"] > 6
    assert len(headings(done)) == 1


@pytest.mark.parametrize("settings", [{"COLUMNS": "80"}, {"COLUMNS": "120", "CI": "true"}])
def test_one_clause_that_breaks_in_a_hundred_scenarios_takes_sixty_lines(against, settings):
    done = against(mutant=BROKEN, **settings)
    assert counts(done)["failed"] > 100
    assert done.stdout.count("\n") <= 60


def test_the_reason_is_named_also_where_pytest_has_names_of_one_part():
    older = {"location": ("a.py", 1, "b"), "keywords": {}, "outcome": "failed", "when": "call"}
    report = SimpleNamespace(nodeid="a.py::b[c]", sections=[], **older)
    again = _reworded(report, "in full", "the status is text")
    assert again.nodeid == "a.py::b[c] - the status is text"
