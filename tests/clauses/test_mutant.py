"""The mutants of the clauses."""

import pytest

from conformance.contract.clauses import CLAUSES, MUTANTS


def test_mutants_have_names_of_their_own_and_a_sentence_each():
    names = [mutant.name for _, mutant in MUTANTS]
    assert len(set(names)) == len(names)
    assert all(mutant.summary.endswith(".") for _, mutant in MUTANTS)


@pytest.mark.parametrize("clause", CLAUSES, ids=lambda clause: clause.id)
def test_every_clause_has_a_mutant(clause):
    assert clause.mutants
