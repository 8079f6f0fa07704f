"""Every scenario in a sentence, all together."""

from conformance.scenarios.catalogue import CATALOGUE
from conformance.scenarios.sentence import sentence_of


def test_the_sentences_of_all_scenarios(snapshot):
    lines = (f"{scenario.name}: {sentence_of(scenario)}" for scenario in CATALOGUE)
    assert snapshot == "\n".join(lines)
