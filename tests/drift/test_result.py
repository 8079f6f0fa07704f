"""The result of a comparison: what was compared, and what was not; totals, and how bad it is."""

from datetime import date

import pytest

from conformance.drift.accepted import Acceptance
from conformance.drift.notation import transcript
from conformance.drift.result import Side, compare_sides, reaches, settle
from conformance.evidence.recordings.reader import Cassette

TODAY = date(2026, 11, 23)
OK = '{"id":1,"status":200,"result":{}}'
MORE = '{"id":1,"status":200,"result":{"a":1}}'


def side(name="old", day=TODAY, revision="r1", unusable=None, **recordings):
    """Return a side; recordings are in the notation, by the name of their scenario."""
    cassettes = {n: Cassette(transcript(text, n), day, revision) for n, text in recordings.items()}
    return Side(name, cassettes, unusable or {})


def test_only_what_both_sides_have_is_compared():
    drift = compare_sides(side(a=OK, b=OK), side("new", b=MORE, c=OK))
    assert (drift["kind"], drift["compared"]) == ("recordings", 1)
    assert (drift["only_old"], drift["only_new"]) == (["a"], ["c"])
    assert {change["scenario"] for change in drift["changes"]} == {"b"}
    assert drift["not_compared"] == []


def test_what_cannot_be_used_or_compared_is_listed_and_not_counted():
    ask = '> {"id":1,"method":"userDataStream.stop"}\n< {"id":1,"status":200,"result":{}}'
    other = ask.replace("stop", "ping")
    new = side("new", a=other, unusable={"b": "it is empty", "c": "it is empty"})
    drift = compare_sides(side(a=ask, b=OK), new)
    reasons = {row["scenario"]: row["why"] for row in drift["not_compared"]}
    assert [*reasons] == ["a", "b", "c"]
    assert reasons["a"].startswith("the recordings cannot be compared: ")
    assert reasons["b"] == "it is empty"
    assert (drift["compared"], drift["only_old"], drift["only_new"]) == (0, [], [])


def test_progress_is_said_for_each_recording_and_ends():
    texts = []
    compare_sides(side(a=OK, b=OK), side(a=OK, b=OK), texts.append)
    assert texts == ["comparing 1/2 a", "comparing 2/2 b", ""]


def test_a_side_says_its_days_and_classes():
    one = side(a=OK).as_json()
    assert (one["name"], one["recorded"]) == ("old", ["2026-11-23"])
    assert len(one["evidence"]) == 1
    assert side(day=None, a=OK).as_json()["recorded"] == []


def test_a_revision_that_changed_is_said_first():
    drift = compare_sides(side(a=OK), side(revision="r2", a=OK))
    assert drift["told"] == ["the contract's revision was r1 then r2: its clauses differ"]
    assert compare_sides(side(a=OK), side(a=OK))["told"] == []
    assert compare_sides(side(), side(revision="r2", a=OK))["told"] == []


def settled(*accepted, whole=True):
    drift = compare_sides(side(a=OK, b=OK), side(a=MORE, b=MORE))
    return settle(drift, accepted, TODAY, whole)


def test_changes_that_are_accepted_are_counted_apart():
    drift = settled()
    assert drift["totals"] == {"breaking": 2, "additive": 0, "benign": 0, "accepted": 0}
    (first, _) = drift["changes"]
    one = settled(Acceptance(first["fingerprint"], "agreed"))
    assert (one["totals"]["breaking"], one["totals"]["accepted"]) == (1, 1)
    both = settled(Acceptance(first["everywhere"], "agreed"))
    assert (both["totals"]["breaking"], both["totals"]["accepted"]) == (0, 2)
    assert both["acceptances"] == []


def test_an_acceptance_of_nothing_is_named_where_everything_was_compared():
    stale = Acceptance("nothing", "agreed")
    assert [row["fingerprint"] for row in settled(stale)["acceptances"]] == ["nothing"]
    assert settled(stale, whole=False)["acceptances"] == []
    drift = compare_sides(side(a=OK), side(a=OK))
    assert len(settle(drift, (stale,), TODAY)["acceptances"]) == 1


@pytest.mark.parametrize(
    "severity, levels",
    [
        ("breaking", {"breaking", "additive", "any"}),
        ("additive", {"additive", "any"}),
        ("benign", {"any"}),
        (None, set()),
    ],
)
def test_drift_reaches_the_levels_that_it_is_as_bad_as(severity, levels):
    totals = {name: int(name == severity) for name in ("breaking", "additive", "benign")}
    reached = {
        level for level in ("breaking", "additive", "any") if reaches({"totals": totals}, level)
    }
    assert reached == levels
