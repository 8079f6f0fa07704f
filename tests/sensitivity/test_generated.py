"""The proof that the checks can fail; a sample of it, as the whole takes half a minute."""

from collections import Counter

import pytest

from conformance.sensitivity import generated
from conformance.sensitivity.generated import ALLOWED, Score, cases, joined, score


@pytest.mark.slow("judges 2,500 damaged answers")
def test_damage_is_noticed_or_allowed_for_a_reason():
    result = score(17, 37)
    assert result.missed == []
    assert result.noticed + result.allowed.total() == result.total > 500
    assert result.noticed > 9 * result.allowed.total() > 0


@pytest.mark.slow("makes every damage twice")
def test_damage_that_nothing_allows_is_missed_and_named(monkeypatch):
    allowed = score(0, 370).allowed.total()
    monkeypatch.setattr(generated, "ALLOWED", ())
    result = score(0, 370)
    assert len(result.missed) == allowed > 0
    assert result.noticed + allowed == result.total
    assert all(": " in line for line in result.missed)


def test_every_allowance_has_a_reason_of_its_own():
    reasons = [allowance.reason for allowance in ALLOWED]
    assert len(set(reasons)) == len(reasons)


def test_parts_that_are_joined_are_counted_together():
    one = Score(3, 1, Counter({"slight": 1}), ["a"])
    other = Score(4, 2, Counter({"slight": 1, "doubled": 1}), [])
    assert joined([one, other]) == Score(7, 3, Counter({"slight": 2, "doubled": 1}), ["a"])
    assert joined([]) == Score()


@pytest.mark.slow("makes every damage")
def test_null_is_a_sound_id_where_the_request_has_two():
    doubled = [case for case in cases() if case.exchange.request.document.repeated]
    nulls = [case for case in doubled if case.name == "id" and case.damaged.kind == "nulled"]
    assert nulls
    assert all(any(allowance.covers(case) for allowance in ALLOWED) for case in nulls)
