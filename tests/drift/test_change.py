"""The fingerprints of a change."""

from drifts import drift

from conformance.drift.compare import compare_transcripts
from conformance.drift.notation import transcript


def test_a_fingerprint_holds_no_volatile_value():
    old, new = '{"id":1,"status":200,"count":%d}', '{"id":1,"status":"200","count":%d}'
    (one,), (other,) = drift(old % 1, new % 2), drift(old % 3, new % 4)
    assert one.fingerprint == other.fingerprint


def test_another_lowered_limit_has_another_fingerprint():
    old = '{"id":1,"status":200,"result":{},"limit":%d}'
    (one,), (other,) = drift(old % 2400, old % 1200), drift(old % 2400, old % 600)
    assert one.fingerprint != other.fingerprint


def test_everywhere_is_the_same_in_whatever_scenario():
    first, second = (
        compare_transcripts(
            transcript('{"id":1,"a":1}', name), transcript('{"id":1,"a":"1"}', name)
        )[0]
        for name in ("one", "other")
    )
    assert first.everywhere == second.everywhere
    assert first.fingerprint != second.fingerprint
