"""A clause that was kept and is untested now is drift of its own kind."""

from dataclasses import replace

import pytest
from drifts import RECORDED

from conformance.drift.change import Difference
from conformance.drift.notation import STOP_SUCCESS, transcript
from conformance.drift.result import Side, compare_sides
from conformance.drift.verdicts import untested_changes, untested_now
from conformance.evidence.recordings.reader import Cassette
from conformance.reference.choices import Choices, Refusal
from conformance.reference.memory import perform_in_memory
from conformance.scenarios.catalogue import BY_NAME
from conformance.transcript.frames import EvidenceClass

GONE = Refusal(400, -1125, "This listenKey does not exist.")


def refused(name="stop-without-stream"):
    return perform_in_memory(BY_NAME[name], choices=Choices(stop_without_stream=GONE))


def clauses(changes):
    return [change.difference.place[0] for change in changes]


def test_the_rule_fires_on_its_example_and_not_on_its_near_miss():
    sides = [
        (transcript(e.old), transcript(e.new)) for e in (untested_now.fires, untested_now.near)
    ]
    assert [bool([*untested_changes(*pair)]) for pair in sides] == [True, False]


def test_a_clause_that_was_kept_and_is_untested_now_is_named():
    let_through = perform_in_memory(BY_NAME["stop-without-stream"])
    assert {"ERR-1", "ERR-2"} <= set(clauses(untested_changes(refused(), let_through)))
    assert clauses(untested_changes(let_through, refused())) == []


def test_recordings_of_two_evidence_classes_are_not_compared_so():
    new = perform_in_memory(BY_NAME["stop-without-stream"])
    new = replace(new, evidence_class=EvidenceClass.TESTNET)
    assert [*untested_changes(refused(), new)] == []


def test_it_is_additive_drift_beside_what_else_changed():
    old = refused()
    sides = [
        Side(name, {old.scenario: Cassette(each, None, "")})
        for name, each in (("old", old), ("new", RECORDED[old.scenario]))
    ]
    changes = compare_sides(*sides)["changes"]
    untested = [change for change in changes if change["rule"] == "untested-now"]
    assert {change["class"] for change in untested} == {"additive"}
    places = {(change["path"], change["old"], change["new"]) for change in untested}
    assert ("verdict ERR-1", "kept", "untested") in places


def test_a_broken_clause_is_no_untested_one():
    broken = transcript(STOP_SUCCESS.replace('"result":{}', '"result":[]'))
    assert [*untested_changes(transcript(STOP_SUCCESS), broken)] == []


@pytest.mark.parametrize("area, is_one", [("verdict", True), ("value", False)])
def test_only_a_difference_of_verdicts_is_one_of_what_is_untested(area, is_one):
    assert untested_now.applies(Difference(area, "changed", ("ERR-1",), "", "")) is is_one
