"""What several attempts at one scenario come to: what any of them broke is broken."""

from dataclasses import replace

import pytest
from mutants import mutant

from conformance.evidence.live import results
from conformance.evidence.live.performance import Performance
from conformance.evidence.live.results import cleaned, fault_text, judged_attempt
from conformance.reference.memory import perform_in_memory
from conformance.scenarios.catalogue import BY_NAME
from conformance.transcript.redaction import SecretLeft, redact

SCENARIO = BY_NAME["stop-id-integer"]
SILENT = Performance(SCENARIO, failure="no answer")


def attempt(broken=None):
    """Return an attempt at a scenario, against a server or a mutant."""
    raw = perform_in_memory(SCENARIO, mutant=broken and mutant(broken))
    clean, redaction = redact(raw)
    return Performance(SCENARIO, transcript=clean, raw=raw, redaction=redaction)


def broken_by(result):
    return {v.clause.id for v in result.judged.verdicts if v.outcome == "broken"}


KEPT, WORSE = attempt(), attempt("id-as-text")


def judged(*attempts):
    """Return the result of attempts, one after the other."""
    result = None
    for number, each in enumerate(attempts, 1):
        result = judged_attempt(each, number, None, result)
    return result


def test_of_attempts_that_kept_all_the_last_one_counts():
    first, last = attempt(), attempt()
    result = judged(first, last)
    assert result.performance is last
    assert result.attempts == 2
    assert broken_by(result) == set()
    assert len(result.judged.others) == 1


@pytest.mark.parametrize(
    "attempts",
    [(KEPT, WORSE), (WORSE, KEPT), (WORSE, SILENT), (SILENT, WORSE)],
)
def test_what_any_attempt_broke_is_broken(attempts):
    result = judged(*attempts)
    assert result.performance is WORSE
    assert result.attempts == 2
    assert "ID-1" in broken_by(result)


def test_of_attempts_that_are_as_bad_the_last_one_counts():
    again = attempt("id-as-text")
    assert judged(WORSE, again).performance is again


def test_where_no_attempt_was_answered_there_is_nothing_judged():
    other = replace(SILENT, failure="no answer either")
    result = judged(SILENT, other)
    assert (result.performance, result.judged, result.attempts) == (other, None, 2)


def test_a_fault_of_ours_leaves_what_was_before(monkeypatch):
    before = judged(WORSE)

    def fails(*_):
        raise KeyError("x")

    monkeypatch.setattr(results, "judge_raw", fails)
    assert judged_attempt(KEPT, 2, None, before) is before
    alone = judged_attempt(KEPT, 1, None)
    assert alone.judged is None
    assert alone.attempts == 1
    assert "a fault of this suite, please report it (KeyError)" in alone.performance.failure


def test_a_performance_that_cannot_be_redacted_costs_this_scenario_alone():
    class Own:
        def cleaned(self, _):
            raise SecretLeft("x")

    failed = cleaned(Own(), KEPT)
    assert failed.scenario is SCENARIO
    assert failed.transcript is None
    assert failed.failure == fault_text(SecretLeft("x"))
    assert "without a secret" in failed.failure
