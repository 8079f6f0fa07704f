"""Every drift rule has its mirror: what classes the same change the other way round."""

import pytest

from conformance.drift.change import Example
from conformance.drift.compare import compare_transcripts
from conformance.drift.notation import transcript
from conformance.drift.rules import RULES

WITHOUT_MIRROR = {
    "outcome-unclear": "what becomes clear again is let through or refused, which have rules",
    "rate-limit-twice": "the second entry is gone again as any entry would be: rate-limit-gone",
    "limit-known-otherwise": "one rule for both ways; the count's range changes with it",
    "result-not-empty": "a result that is empty again has lost a member: member-gone",
    "value-emptied": "a text that is there again is only worded otherwise",
    "more-precise": "fewer digits cannot be told from another value",
}
"""Rules that have none, with the reason."""
NAMES = [rule.name for rule in RULES]


def rules_of(example):
    """Return the names of the rules that class what changed between the sides of an example."""
    changes = compare_transcripts(transcript(example.old), transcript(example.new))
    return {change.rule.name for change in changes}


MIRRORS = {rule.name: rules_of(Example(rule.fires.new, rule.fires.old)) for rule in RULES}


def has_mirror(name):
    """Whether one rule classes the change the other way round, and this one that rule's."""
    mirror = MIRRORS[name]
    return len(mirror) == 1 and all(MIRRORS[other] == {name} for other in mirror)


@pytest.mark.parametrize("name", NAMES)
def test_a_rule_has_its_mirror_or_a_reason_why_not(name):
    assert has_mirror(name) != (name in WITHOUT_MIRROR), MIRRORS[name]


def test_reasons_are_of_rules_that_exist():
    assert WITHOUT_MIRROR.keys() <= set(NAMES)
