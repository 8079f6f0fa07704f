"""Every scenario, whole: in a sentence, its steps, what it needs, and what it costs."""

from dataclasses import fields

from conformance.scenarios.catalogue import CATALOGUE
from conformance.scenarios.ledger import foretell, handshakes_of, weight_of_all
from conformance.scenarios.sentence import sentence_of


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
