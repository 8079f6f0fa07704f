"""What each mutant changes, as drift has it, whole."""

import json

import pytest
from chances import changed_by_chance, conversation_by_chance
from drifts import RECORDED
from stream_chances import streams_by_chance

from conformance.contract.clauses import MUTANTS
from conformance.drift.alignment import NotComparable
from conformance.drift.candidates import examples, values_of_changed_members, variants
from conformance.drift.compare import compare_transcripts
from conformance.drift.picture import (
    connection_picture,
    exchange_picture,
    increments,
    member_orders,
)
from conformance.drift.volatile import Keys
from conformance.reference.memory import perform_in_memory
from conformance.scenarios.catalogue import BY_NAME
from conformance.transcript.conversation import conversation_of
from conformance.transcript.redaction import redact

NAMES = (
    "stop-twice",
    "stop-after-logon",
    "stop-binary",
    "stop-id-zero",
    "stream-after-a-stop",
)


def lines(old, new):
    """Return a line a change."""
    try:
        changes = compare_transcripts(old, new)
    except NotComparable as error:
        return [f"not comparable: {error}"]
    members = ("class", "rule", "where", "path", "old", "new", "fingerprint", "everywhere")
    texts = [change.as_json() for change in changes]
    return [" | ".join(str(text[m]) for m in members) for text in texts]


@pytest.mark.parametrize("name", NAMES)
def test_what_the_mutants_change_in_a_scenario(snapshot, name):
    texts = []
    for _, mutant in MUTANTS:
        new = redact(perform_in_memory(BY_NAME[name], mutant=mutant))[0]
        if changes := lines(RECORDED[name], new):
            texts += [f"# {mutant.name}", *changes, "# and back", *lines(new, RECORDED[name]), ""]
    assert snapshot == "\n".join(texts)


BEFORE = {
    "answer": {
        "properties": {
            "id": {"type": ["string", "integer", "null"], "maxLength": 3},
            "status": {"type": "integer", "minimum": 200, "exclusiveMaximum": 600},
            "gone": {"const": 7},
            "same": {"type": "string"},
        },
        "required": ["id", "same"],
        "examples": [{"id": 1, "status": 200}, {"status": 200, "id": 1}],
    },
    "stop-request": {"properties": {"method": {"const": "x"}}, "required": ["method"]},
}
NOW = {
    "answer": {
        "properties": {
            "id": {"type": "string", "minLength": 0, "enum": ["a", 1]},
            "status": {"type": "integer", "exclusiveMinimum": 200, "maximum": 600},
            "same": {"type": "string"},
            "properties": {"anyOf": [{"properties": {"deep": {"type": "boolean"}}}]},
        },
        "required": ["id", "same", "status"],
        "examples": [{"id": 2}],
    },
    "stop-request": {"properties": {"method": {"const": "y"}}},
}


def test_the_answers_that_are_tried_of_two_schemas(snapshot):
    values = values_of_changed_members(BEFORE, NOW)
    lines = [f"{name}: {values[name]!r}" for name in sorted(values)]
    lines.append(f"{examples('answer', BEFORE, NOW)}")
    answer = {"id": "a", "rateLimits": [{"count": 1}, 2], "result": {}}
    tried = variants(answer, {name: values[name][:2] for name in sorted(values)})
    lines += [json.dumps(each) for each in tried]
    assert snapshot == "\n".join(lines)


def test_what_chance_changes_in_conversations_and_scenarios(snapshot):
    texts = []
    some = [conversation_by_chance(seed) for seed in range(120)]
    some += [streams_by_chance(seed) for seed in range(80)]
    for seed, old in enumerate([*some, *RECORDED.values(), *RECORDED.values()]):
        if old.frames:
            texts += [f"# {old.scenario}", *lines(old, changed_by_chance(seed, old))]
    assert snapshot == "\n".join(texts)


def pictured(conversation):
    """Yield how drift sees each exchange, and the connection."""
    keys = Keys()
    for exchange in conversation.exchanges:
        yield f"{exchange.place}: {exchange_picture(exchange, keys)}"
    numbers = {exchange.number: exchange.number for exchange in conversation.exchanges}
    yield f"connection: {connection_picture(conversation, numbers)}"
    rises = {f"{kind} {rise}": times for (kind, rise), times in increments(conversation).items()}
    orders = [(place, names) for (place, _), names in member_orders(conversation)]
    yield f"{sorted(rises.items())} {orders}"


def test_how_conversations_by_chance_are_seen(snapshot):
    texts = []
    for seed in range(80):
        conversation = conversation_of(conversation_by_chance(seed))
        texts += [f"# {seed}", *pictured(conversation)]
    for name in NAMES:
        texts += [f"# {name}", *pictured(conversation_of(RECORDED[name]))]
    assert snapshot == "\n".join(texts)
