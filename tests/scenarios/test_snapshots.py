"""Every scenario, whole: in a sentence, its steps, what it needs, and what it costs."""

import random
from dataclasses import fields

from conversations import ask, came

from conformance.scenarios.catalogue import CATALOGUE
from conformance.scenarios.ledger import Ledger, foretell, handshakes_of, weight_of_all
from conformance.scenarios.sentence import sentence_of
from conformance.transcript.conversation import conversation_of
from conformance.transcript.frames import Transcript


def test_the_sentences_of_all_scenarios(snapshot):
    lines = (f"{scenario.name}: {sentence_of(scenario)}" for scenario in CATALOGUE)
    assert snapshot == "\n".join(lines)


def different_of(step):
    """Return the fields of a step that are not as they are by default."""
    values = ((each, getattr(step, each.name)) for each in fields(step) if each.name != "frame")
    return {each.name: value for each, value in values if value != each.default}


def described(scenario):
    yield f"# {scenario.name} {scenario.query} {'own' * scenario.needs_own_connection}"
    costs = weight_of_all(scenario), handshakes_of(scenario)
    alone = [foretell([scenario], shared) for shared in (True, False)]
    yield f"needs {sorted(scenario.needs)}, costs {costs} {alone}, {scenario.connection_key}"
    for step in scenario.steps:
        yield f"  {step.frame!r} {different_of(step)}"


def test_the_steps_of_all_scenarios(snapshot):
    lines = [line for scenario in CATALOGUE for line in described(scenario)]
    assert snapshot == "\n".join(lines)


def counted(count, limit):
    """Return a conversation whose answer tells a count."""
    kind = {"rateLimitType": "REQUEST_WEIGHT", "interval": "MINUTE", "intervalNum": 1}
    entry = kind | {"limit": limit, "count": count}
    answer = {"id": 1, "status": 200, "result": {}, "rateLimits": [entry]}
    return conversation_of(Transcript("some", (ask("userDataStream.stop"), came(answer))))


def test_a_ledger_in_a_course_of_chance(snapshot):
    chance, ledger, now, lines = random.Random(1), Ledger(50, limit=100), 0.0, []
    for _ in range(400):
        now += chance.choice((0, 10, 20, 30, 60))
        act = chance.choice(("spend", "charge", "charge", "wait", "wait", "back off"))
        if act == "spend":
            ledger.spend(chance.choice((5, 10)), now)
        elif act == "back off":
            ledger.back_off(now + chance.choice((0, 30)))
        elif act == "charge":
            count = chance.choice((ledger._since + 1, ledger._since + 2, 0, 40, 100, 101))
            last = ledger._last_count or 0
            count = last + ledger._since + 1 if chance.random() < 0.4 else count
            ledger.charge(counted(count, chance.choice((100, 100, 0, -1, "100"))), now)
        weight = chance.choice((5, 10, 45, 50, 51))
        waits = [ledger.wait(weight, now), ledger.own_wait(weight, now)]
        state = [ledger.spent, ledger.compared, ledger.allowed, ledger.limit, ledger._last_count]
        lines.append(f"{now} {act}: {weight} {waits} {state}")
    assert snapshot == "\n".join([*lines, *ledger.differences, *map(str, ledger.points)])
