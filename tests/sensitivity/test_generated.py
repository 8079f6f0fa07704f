"""The proof that the checks can fail; a sample of it, as the whole takes half a minute."""

from conformance.sensitivity import generated
from conformance.sensitivity.generated import ALLOWED, score


def test_damage_is_noticed_or_allowed_for_a_reason():
    result = score(0, 37)
    assert result.missed == []
    assert result.noticed + result.allowed.total() == result.total > 500
    assert result.noticed > 9 * result.allowed.total() > 0


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
