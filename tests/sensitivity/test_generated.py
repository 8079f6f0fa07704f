"""The proof that the checks can fail; a sample of it, as the whole takes half a minute."""

import itertools
import json

from conformance.contract.clauses import CLAUSES
from conformance.contract.judge import judge
from conformance.contract.verdict import Outcome
from conformance.sensitivity.generated import ALLOWED, cases, damage
from conformance.transcript.damage import damages

ANSWER = '{"id":1,"status":200,"result":{},"rateLimits":[{"interval":"MINUTE","count":2}]}'


def test_every_kind_of_damage_is_derived():
    kinds = {damaged.kind for damaged in damages(ANSWER)}
    assert kinds == {
        *("dropped", "renamed", "doubled", "nulled", "retyped", "member added"),
        *("enumeration value", "negated", "floated", "huge", "one more", "one less"),
        *("emptied", "lengthened", "re-cased", "wrapped", "repeated", "NaN", "Infinity"),
        *("truncated", "text doubled", "trailed by garbage", "byte order mark", "no UTF-8"),
    }


def test_each_damage_is_one_change_at_its_place():
    texts = [damaged.data for damaged in damages(ANSWER) if damaged.kind == "one more"]
    assert [json.loads(text)["id"] for text in texts] == [2, 1, 1]
    assert '"count":2,"count":2' in str({d.data for d in damages(ANSWER)})


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
