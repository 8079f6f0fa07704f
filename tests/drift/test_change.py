"""The fingerprints of a change."""

from drifts import drift

from conformance.drift.change import Difference, shape
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


def test_the_shape_of_a_value_is_its_kinds_and_of_a_list_its_first():
    assert shape({"a": [1, "b"], "c": None, "d": {}}) == {"a": ["integer"], "c": "null", "d": {}}
    assert shape([[], True, 1.5]) == [[]]


def test_where_a_difference_is_in_words():
    change = Difference("members", "changed", ("rateLimits", 0, "count"), 1, 2, "m", 3)
    assert (change.name, change.path, change.where) == (
        "count",
        "$.rateLimits[0].count",
        "exchange 3 (m)",
    )
    other = Difference("events", "new", ("a\u202eb", 7), 1, 2)
    assert (other.name, other.where, other.exact) == ("7", "the connection", True)
    assert other.path.startswith("events a")
    assert "\u202e" not in other.path
    assert Difference("id", "changed", (), 1, 2, None, 1).where == "exchange 1 (no method)"
    assert Difference("id", "changed", (), 1, 2).name == ""
    assert len(Difference("order", "changed", ("x" * 500,), 1, 2).path) == 200
