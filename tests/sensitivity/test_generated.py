"""The proof that the checks can fail; a sample of it, as the whole takes half a minute."""

import itertools

from conformance.contract.clauses import CLAUSES
from conformance.contract.judge import judge
from conformance.contract.verdict import Outcome
from conformance.sensitivity.generated import ALLOWED, cases, damage


def test_damage_is_noticed_or_allowed_for_a_reason():
    missed, seen = [], 0
    for case in itertools.islice(cases(), 0, None, 37):
        transcript = damage(case)
        if transcript == case.transcript:
            continue
        seen += 1
        broken = any(v.outcome is Outcome.BROKEN for v in judge(transcript, CLAUSES))
        if not broken and not any(allowance.covers(case) for allowance in ALLOWED):
            missed.append((case.transcript.scenario, case.damaged))
    assert missed == []
    assert seen > 500


def test_every_allowance_has_a_reason_of_its_own():
    reasons = [allowance.reason for allowance in ALLOWED]
    assert len(set(reasons)) == len(reasons)
