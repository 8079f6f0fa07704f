"""Many failures of one clause are one story."""

import re

from mutants import mutant
from running import counts

BROKEN = mutant("status-as-text")
CHOSEN = ("-k", "stop-id- and STAT-1")


def headings(done):
    return re.findall(r"^_+ test_status\[(.+)-STAT-1-other\] _+$", done.stdout, re.MULTILINE)


def test_three_failures_of_a_clause_stand_in_full_and_the_others_are_counted(against):
    done = against(*CHOSEN, mutant=BROKEN)
    failed = counts(done)["failed"]
    assert failed > 10
    assert len(headings(done)) == 3
    assert done.stdout.count("FAILED ") == 3
    assert f"{failed - 3} more failures of the same clauses (STAT-1 {failed - 3})" in done.stdout
    assert f"in {failed} scenarios, first stop-id-uuid" in done.stdout
    assert f"and {failed - 5} more" in done.stdout
    assert done.stdout.count("\n") < 80


def test_all_are_shown_where_much_is_wanted(against):
    done = against(*CHOSEN, "-vvv", mutant=BROKEN)
    assert len(headings(done)) == counts(done)["failed"]
    assert "more failures" not in done.stdout


def test_each_clause_has_failures_of_its_own(against):
    done = against("-k", "stop-id- and STAT", mutant=mutant("created"))
    assert counts(done)["failed"] > 6
    assert len(re.findall(r"^_+ test_status", done.stdout, re.MULTILINE)) <= 6
