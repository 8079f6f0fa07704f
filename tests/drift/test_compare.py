"""Drift: each difference is classed as a person would class it, and nothing else is one."""

import json

import pytest
from drifts import RECORDED, drift

from conformance.contract.clauses import MUTANTS
from conformance.drift.alignment import NotComparable
from conformance.drift.change import Severity
from conformance.drift.compare import Comparison, compare_transcripts
from conformance.drift.notation import transcript
from conformance.drift.picture import paired_limits
from conformance.reference.memory import perform_in_memory
from conformance.scenarios.catalogue import BY_NAME
from conformance.transcript.conversation import conversation_of
from conformance.transcript.frames import Direction, Frame
from conformance.transcript.redaction import redact

ADDITIVE = {"undocumented-member", "rate-limits-always"}


def test_the_members_of_a_recording_in_another_order_are_benign_at_most():
    old = RECORDED["stop-with-api-key"]
    frames = [
        Frame(f.direction, json.dumps(dict(reversed(f.document.value.items()))), f.at)
        for f in old.frames
    ]
    new = type(old)(old.scenario, tuple(frames), old.evidence_class, api_key=old.api_key)
    assert {c.severity for c in compare_transcripts(old, new)} == {Severity.BENIGN}


KEPT = {name: perform_in_memory(BY_NAME[name]) for name in RECORDED}
"""What the reference server says in every scenario, as it is."""


def drift_of(mutant, names=RECORDED):
    """Return what is drift where a mutant says anything else than the server that it is of."""
    comparison = Comparison()
    for name in names:
        new = perform_in_memory(BY_NAME[name], mutant=mutant)
        if new != KEPT[name]:
            comparison.take(RECORDED[name], redact(new)[0])
    return comparison.changes()


def test_what_says_the_same_has_no_drift():
    comparison = Comparison()
    for name, old in RECORDED.items():
        comparison.take(old, redact(KEPT[name])[0])
    assert comparison.changes() == []


OFTEN, REST = MUTANTS[::12], [each for place, each in enumerate(MUTANTS) if place % 12]
SLOW = pytest.mark.slow("each mutant performs every scenario, for a second of processor time")


@pytest.mark.parametrize(
    "mutant",
    [
        *(pytest.param(mutant, id=mutant.name) for _, mutant in OFTEN),
        *(pytest.param(mutant, id=mutant.name, marks=SLOW) for _, mutant in REST),
    ],
)
def test_a_mutant_is_drift_of_its_class_with_the_same_fingerprints_each_time(mutant):
    changes = drift_of(mutant)
    wanted = Severity.ADDITIVE if mutant.name in ADDITIVE else Severity.BREAKING
    worst = min((c.severity for c in changes), key=[*Severity].index)
    assert worst is wanted
    names = dict.fromkeys(c.scenario for c in changes)  # of several at once it is none of them
    again = drift_of(mutant, names if names.keys() <= RECORDED.keys() else RECORDED)
    assert [c.fingerprint for c in again] == [c.fingerprint for c in changes]


def test_recordings_of_different_scenarios_are_not_compared():
    with pytest.raises(NotComparable, match="different scenarios, one and other"):
        compare_transcripts(transcript("{}", "one"), transcript("{}", "other"))


def test_recordings_of_different_versions_of_a_scenario_are_not_compared():
    more = (
        '{"id":1,"status":200,"result":{}}\n> {"id":2,"method":"userDataStream.ping"}\n< {"id":2}'
    )
    with pytest.raises(NotComparable, match=r"only the new one asks userDataStream.ping"):
        compare_transcripts(transcript('{"id":1,"status":200,"result":{}}'), transcript(more))


def test_what_was_not_asked_after_a_close_is_no_drift_of_its_own():
    two = '{"id":1,"status":200,"result":{}}\n' * 2
    cut = '{"id":1,"status":200,"result":{}}\nx 1008 bye'
    assert [c.rule.name for c in drift(two, cut)] == ["closed"]


def test_a_probe_after_a_silence_is_no_part_of_the_script():
    stop = '> {"id":1,"method":"userDataStream.stop"}'
    probe = '> {"id":"p","method":"session.status"}\n< {"id":"p","status":200,"result":{}}'
    changes = drift(f'{stop}\n< {{"id":1,"status":200,"result":{{}}}}', f"{stop}\n{probe}\nsilence")
    assert [c.rule.name for c in changes] == ["answer-gone"]


def test_every_damage_to_an_answer_that_changes_it_is_classed():
    from conformance.transcript.damage import damages  # noqa: PLC0415

    old = RECORDED["stop-with-api-key"]
    exchange = conversation_of(old).exchanges[1]
    for damaged in damages(exchange.answer.frame.data):
        frames = list(old.frames)
        frames[exchange.answer.index] = Frame(Direction.RECEIVED, damaged.data)
        new = type(old)(old.scenario, tuple(frames), old.evidence_class, api_key=old.api_key)
        is_volatile = damaged.where.endswith(".count") and damaged.kind in {"one more", "one less"}
        assert (compare_transcripts(old, new) == []) == is_volatile, damaged


def test_answers_that_are_missing_before_a_close_are_no_less_missing():
    answer = '{"id":1,"status":200,"result":{}}\n'
    changes = drift(f"{answer * 5}x 1008 bye", f"{answer}x 1008 bye")
    assert [c.rule.name for c in changes] == ["ends-otherwise"]


def test_recordings_without_a_request_in_common_are_not_compared():
    status = '> {"id":1,"method":"session.status"}\nx 1008 bye'
    with pytest.raises(NotComparable):
        drift('> {"id":1,"method":"userDataStream.stop"}\nx 1008 bye', status)


def test_an_answer_with_nan_is_no_json():
    answer = '{"id":1,"status":200,"result":{},"x":%s}'
    assert [c.rule.name for c in drift(answer % "0.5", answer % "NaN")] == ["answer-unreadable"]
    assert drift(answer % "NaN", answer % "NaN") == []


def weights(*rises):
    """Return a comparison in which stops were counted with some weights before, and one now."""
    comparison = Comparison()
    comparison.weights[0].update({("stop", rise): times for rise, times in rises})
    comparison.weights[1].update({("stop", 9): 3})
    return [change.difference.old for change in comparison.changes()]


def test_a_weight_is_usual_that_half_of_at_least_three_counts_had():
    assert weights((7, 3)) == [7]
    assert weights((7, 3), (8, 3)) == [7]
    assert weights((7, 3), (8, 2), (5, 2)) == []
    assert weights((7, 2)) == []
    assert weights((9, 3)) == []


def test_an_order_that_varies_on_either_side_is_no_change():
    names = '{"id":1,"status":200,"result":{}}', '{"status":200,"id":1,"result":{}}'
    one, other = transcript(names[0]), transcript(names[1])
    comparison = Comparison()
    comparison.take(one, other)
    assert [change.rule.name for change in comparison.changes()] == ["members-in-another-order"]
    comparison.take(one, one)
    assert comparison.changes() == []


def entry(kind="REQUEST_WEIGHT", interval="MINUTE", number=1, **more):
    return {"rateLimitType": kind, "interval": interval, "intervalNum": number} | more


def test_limits_of_one_kind_or_nearly_belong_together():
    minute, second, orders = entry(), entry(interval="SECOND"), entry("ORDERS")
    other = entry("ORDERS", "DAY")
    assert keys(paired_limits([minute, orders], [orders, minute])) == 2
    assert keys(paired_limits([minute], [second])) == 1
    assert keys(paired_limits([minute], [other])) == 2
    assert keys(paired_limits([minute, orders], [second, orders])) == 2
    assert keys(paired_limits([minute, second], [second, orders])) == 2
    assert keys(paired_limits([minute, minute], [minute])) == 2
    assert paired_limits([minute], "text") == ([minute], "text")
    assert paired_limits([minute, 7], [minute]) == ([minute, 7], [minute])


def keys(sides):
    first, second = sides
    return len(first.keys() | second.keys())
