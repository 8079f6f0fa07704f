"""Drift: each difference is classed as a person would class it, and nothing else is one."""

import json
import random
import tomllib

import pytest
from places import DATA

from conformance.contract.clauses import MUTANTS
from conformance.drift.change import Severity
from conformance.drift.compare import Comparison, NotComparable, compare
from conformance.drift.notation import transcript
from conformance.drift.rules import RULES
from conformance.reference.memory import perform_in_memory
from conformance.scenarios.catalogue import BY_NAME, CATALOGUE
from conformance.transcript.conversation import conversation_of
from conformance.transcript.frames import Direction, Frame
from conformance.transcript.redaction import redact

TABLE = tomllib.loads((DATA / "changes.toml").read_text("utf-8"))["change"]
ADDITIVE = {"undocumented-member", "rate-limits-always"}


def drift(old, new):
    """Return the changes between two recordings in the notation."""
    return compare(transcript(old), transcript(new))


@pytest.mark.parametrize("labelled", TABLE, ids=[each["what"] for each in TABLE])
def test_a_change_gets_the_class_on_its_label(labelled):
    found = {(c.severity.value, c.rule.name) for c in drift(labelled["old"], labelled["new"])}
    if labelled["class"] == "none":
        assert found == set()
        return
    assert (labelled["class"], labelled["rule"]) in found
    order = [severity.value for severity in Severity]
    assert min((c for c, _ in found), key=order.index) == labelled["class"]


def test_the_table_has_several_changes_of_each_class_and_every_rule():
    assert len(TABLE) >= 60
    assert {each.get("rule") for each in TABLE} - {None} == {rule.name for rule in RULES}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_fires_on_its_example_and_not_on_its_near_miss(rule):
    assert rule.name in {c.rule.name for c in drift(rule.fires.old, rule.fires.new)}
    assert rule.name not in {c.rule.name for c in drift(rule.near.old, rule.near.new)}


def test_every_rule_has_a_name_and_a_sentence_of_its_own():
    assert len({rule.name for rule in RULES}) == len(RULES)
    assert all(rule.sentence.endswith(".") for rule in RULES)


CLEAN = {scenario.name: redact(perform_in_memory(scenario))[0] for scenario in CATALOGUE}


def recorded_again(recording, chance):
    """Return a recording as it could be another time: ids, counts, times and orders differ."""
    ids = {}
    frames = []
    for frame in recording.frames:
        value, data = frame.document.value, frame.data
        if isinstance(value, dict) and not frame.document.repeated:
            if frame.direction is Direction.SENT and isinstance(value.get("id"), str):
                ids.setdefault(value["id"], f"id-{len(ids)}-{chance.randrange(10**6)}")
            data = written_anew(value, ids, chance)
        frames.append(Frame(frame.direction, data, frame.at + 86_400_000, frame.opcode))
    return type(recording)(
        recording.scenario,
        tuple(frames),
        recording.evidence_class,
        ending=recording.ending,
        api_key=recording.api_key,
        exclusive=recording.exclusive,
    )


def written_anew(value, ids, chance):
    if isinstance(value.get("id"), str):
        value = value | {"id": ids.get(value["id"], value["id"])}
    order = value.get("rateLimits")
    value = varied(value, chance)
    if order:
        value["rateLimits"][0]["count"] = chance.randrange(2400)
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def varied(value, chance):
    if isinstance(value, dict):
        later = {"authorizedSince", "connectedSince", "serverTime"}
        names = chance.sample(list(value), len(value))
        return {
            name: value[name] + chance.randrange(10**6)
            if name in later and isinstance(value[name], int)
            else varied(value[name], chance)
            for name in names
        }
    return [varied(inner, chance) for inner in value] if isinstance(value, list) else value


@pytest.mark.parametrize("seed", range(100))
def test_recording_again_is_no_drift(seed):
    chance, comparison = random.Random(seed), Comparison()
    for old in CLEAN.values():
        comparison.take(old, recorded_again(old, chance))
    assert comparison.changes() == []


def test_the_members_of_a_recording_in_another_order_are_benign_at_most():
    old = CLEAN["stop-with-api-key"]
    frames = [
        Frame(f.direction, json.dumps(dict(reversed(f.document.value.items()))), f.at)
        for f in old.frames
    ]
    new = type(old)(old.scenario, tuple(frames), old.evidence_class, api_key=old.api_key)
    assert {c.severity for c in compare(old, new)} == {Severity.BENIGN}


def drift_of(mutant):
    comparison = Comparison()
    for name, old in CLEAN.items():
        comparison.take(old, redact(perform_in_memory(BY_NAME[name], mutant=mutant))[0])
    return comparison.changes()


@pytest.mark.parametrize("mutant", [m for _, m in MUTANTS], ids=lambda mutant: mutant.name)
def test_a_mutant_is_drift_of_its_class_with_the_same_fingerprints_each_time(mutant):
    found = drift_of(mutant)
    wanted = Severity.ADDITIVE if mutant.name in ADDITIVE else Severity.BREAKING
    worst = min((c.severity for c in found), key=[*Severity].index)
    assert worst is wanted
    assert [c.fingerprint for c in drift_of(mutant)] == [c.fingerprint for c in found]


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
        compare(transcript('{"id":1,"a":1}', name), transcript('{"id":1,"a":"1"}', name))[0]
        for name in ("one", "other")
    )
    assert first.everywhere == second.everywhere
    assert first.fingerprint != second.fingerprint


def test_recordings_of_different_scenarios_are_not_compared():
    with pytest.raises(NotComparable, match="different scenarios, one and other"):
        compare(transcript("{}", "one"), transcript("{}", "other"))


def test_recordings_of_different_versions_of_a_scenario_are_not_compared():
    more = (
        '{"id":1,"status":200,"result":{}}\n> {"id":2,"method":"userDataStream.ping"}\n< {"id":2}'
    )
    with pytest.raises(NotComparable, match=r"only the new one asks userDataStream.ping"):
        compare(transcript('{"id":1,"status":200,"result":{}}'), transcript(more))


def test_what_was_not_asked_after_a_close_is_no_drift_of_its_own():
    two = '{"id":1,"status":200,"result":{}}\n' * 2
    cut = '{"id":1,"status":200,"result":{}}\nx 1008 bye'
    assert [c.rule.name for c in drift(two, cut)] == ["closed"]


def test_a_probe_after_a_silence_is_no_part_of_the_script():
    stop = '> {"id":1,"method":"userDataStream.stop"}'
    probe = '> {"id":"p","method":"session.status"}\n< {"id":"p","status":200,"result":{}}'
    found = drift(f'{stop}\n< {{"id":1,"status":200,"result":{{}}}}', f"{stop}\n{probe}\nsilence")
    assert [c.rule.name for c in found] == ["answer-gone"]


def test_every_damage_to_an_answer_that_changes_it_is_classed():
    from conformance.transcript.damage import damages  # noqa: PLC0415

    old = CLEAN["stop-with-api-key"]
    exchange = conversation_of(old).exchanges[1]
    for damaged in damages(exchange.answer.frame.data):
        frames = list(old.frames)
        frames[exchange.answer.index] = Frame(Direction.RECEIVED, damaged.data)
        new = type(old)(old.scenario, tuple(frames), old.evidence_class, api_key=old.api_key)
        compare(old, new)


def test_answers_that_are_missing_before_a_close_are_no_less_missing():
    answer = '{"id":1,"status":200,"result":{}}\n'
    found = drift(f"{answer * 5}x 1008 bye", f"{answer}x 1008 bye")
    assert [c.rule.name for c in found] == ["ends-otherwise"]


def test_recordings_without_a_request_in_common_are_not_compared():
    status = '> {"id":1,"method":"session.status"}\nx 1008 bye'
    with pytest.raises(NotComparable):
        drift('> {"id":1,"method":"userDataStream.stop"}\nx 1008 bye', status)


@pytest.mark.parametrize(
    "old, new",
    [
        ('"count":"7"', '"count":"8"'),
        ('"count":7.0', '"count":8.0'),
        ('"signature":"a"', '"signature":"b"'),
        ('"timestamp":1', '"timestamp":2'),
        ('"serverTime":"1"', '"serverTime":"2"'),
    ],
)
def test_what_is_volatile_never_drifts_whatever_its_type(old, new):
    answer = '{"id":1,"status":200,"result":{},"x":{%s}}'
    assert drift(answer % old, answer % new) == []


def test_an_answer_with_nan_is_no_json():
    answer = '{"id":1,"status":200,"result":{},"x":%s}'
    assert [c.rule.name for c in drift(answer % "0.5", answer % "NaN")] == ["answer-unreadable"]
    assert drift(answer % "NaN", answer % "NaN") == []
