"""The kill matrix: each mutant breaks its own clause only, as the file says."""

from collections import Counter

import pytest
from places import DATA

from conformance.contract.clauses import CLAUSES, MUTANTS
from conformance.report.catalogue import rows_as_markdown
from conformance.sensitivity.matrix import MATRIX_COLUMNS, Kill, kill, matrix, row

MATRIX = (DATA / "kills.md").read_text("utf-8").splitlines()


def each_mutant():
    """Yield every mutant; quick tests take the first of each clause."""
    known = set()
    for clause, mutant in MUTANTS:
        slow = [pytest.mark.slow("one more mutant of its clause")] if clause.id in known else []
        known.add(clause.id)
        yield pytest.param(clause, mutant, marks=slow, id=f"{clause.id}-{mutant.name}")


@pytest.mark.parametrize("clause, mutant", list(each_mutant()))
def test_a_mutant_breaks_its_clause_and_no_other_as_the_matrix_says(clause, mutant):
    killed = kill(clause, mutant)
    assert set(killed.broken) == {clause.id}
    assert killed.faults == ()
    (line,) = rows_as_markdown([row(killed)], MATRIX_COLUMNS).splitlines()[2:]
    assert line in MATRIX, "write it anew: make sensitivity"


def test_the_matrix_has_a_line_for_each_mutant_in_order_and_no_other():
    lines = [line.split(" | ")[:2] for line in MATRIX if line.startswith("| ")]
    assert lines[2 : len(MUTANTS) + 2] == [
        [f"| {mutant.name}", clause.id] for clause, mutant in MUTANTS
    ]


def test_a_mutant_that_was_never_seen_is_not_killed():
    clause, mutant = MUTANTS[0]
    result = Kill(clause, mutant, Counter(), Counter(), (), None)
    assert not result.is_clean
    assert row(result)["first seen"] == "never"


def test_the_matrix_is_the_mutants_then_the_subjects():
    text = matrix([kill(*MUTANTS[0])])
    assert len(text.splitlines()) == 9 + 1 + 4 + len(CLAUSES)
    assert set(text.splitlines()) < {*MATRIX, ""}
    assert [line for line in MATRIX if not line.startswith("| ")] == [
        line for line in text.splitlines() if not line.startswith("| ")
    ]
