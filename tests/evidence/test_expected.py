"""Which clauses have something to look at in which scenario."""

from conformance.contract.clauses import CLAUSES
from conformance.contract.judge import judge
from conformance.contract.verdict import Outcome
from conformance.evidence.expected import expected_clauses, possible_transcripts
from conformance.reference.memory import perform_in_memory
from conformance.scenarios.catalogue import BY_NAME, CATALOGUE


def ids(name, exclusive=True):
    return {clause.id for clause in expected_clauses(BY_NAME[name], exclusive)}


def test_what_the_law_leaves_open_is_looked_at_both_ways():
    clause_ids = ids("stop-without-stream")
    assert {"RES-1", "RL-1", "ERR-1", "ERR-2"} <= clause_ids


def test_what_the_law_forbids_is_not_expected():
    assert "ERR-1" not in ids("stop-with-api-key")
    assert "RES-1" not in ids("stop-without-credentials")


def test_exact_weights_are_asked_for_only_where_the_address_is_not_shared():
    assert "RL-11" in ids("stop-with-api-key")
    assert "RL-11" not in ids("stop-with-api-key", exclusive=False)


def test_every_subject_that_a_recording_has_was_expected():
    for scenario in CATALOGUE:
        expected = ids(scenario.name)
        for verdict in judge(perform_in_memory(scenario), CLAUSES):
            if verdict.outcome is not Outcome.UNTESTED:
                assert verdict.clause.id in expected, (scenario.name, verdict.clause.id)


def test_rehearsals_keep_the_law_that_they_rehearse():
    for scenario in CATALOGUE:
        for transcript in possible_transcripts(scenario):
            verdicts = judge(transcript, CLAUSES)
            assert Outcome.FAULT not in {verdict.outcome for verdict in verdicts}


def test_what_no_server_can_be_looked_at_for_is_not_expected():
    """A frame that was sent as binary is no malformed text, whatever its answer is."""
    assert {"ENV-10", "ENV-11", "ID-4", "ERR-4"} & ids("stop-binary") == set()
    assert {"ENV-10", "ENV-11", "ID-4", "ERR-4"} <= ids("stop-malformed")
