"""Every broken client is caught by its own clause, and by no other; a whole one by none."""

import pytest

from conformance.api.sources import BINDING
from conformance.contract.clause import MUST
from conformance.contract.judge import judge
from conformance.contract.requests import BROKEN_CLIENTS, REQUEST_CLAUSES
from conformance.contract.verdict import Outcome
from conformance.sensitivity.clients import catches, perform_all

CATCHES = {each.mutant.name: each for each in catches()}


@pytest.mark.parametrize("name", [mutant.name for _, mutant in BROKEN_CLIENTS])
def test_a_broken_client_breaks_its_own_clause_and_no_other(name):
    caught = CATCHES[name]
    assert caught.faults == ()
    assert caught.broken.keys() == {caught.clause.id}


@pytest.mark.parametrize("clause", REQUEST_CLAUSES, ids=lambda clause: clause.id)
def test_a_clause_on_requests_has_a_mutant_a_source_and_a_level_that_it_can_carry(clause):
    assert clause.mutants
    assert clause.level is not MUST or (clause.source.kind in BINDING and clause.source.url)


def test_a_whole_client_breaks_nothing_and_meets_every_clause():
    verdicts = [v for t in perform_all() for v in judge(t, REQUEST_CLAUSES)]
    assert {v.outcome for v in verdicts} <= {Outcome.KEPT, Outcome.UNTESTED}
    kept = {v.clause.id for v in verdicts if v.outcome is Outcome.KEPT}
    assert kept == {clause.id for clause in REQUEST_CLAUSES}
