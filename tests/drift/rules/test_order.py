"""The order of the rules is written down, and leaves none out."""

from conformance.drift.change import Rule
from conformance.drift.rules import RULES, answers, connections, limits, members


def test_every_rule_that_is_defined_is_listed_once():
    defined = [
        value.name
        for module in (connections, answers, limits, members)
        for value in vars(module).values()
        if isinstance(value, Rule)
    ]
    assert sorted(rule.name for rule in RULES) == sorted(defined)
