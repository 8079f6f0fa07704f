"""Which difference matters: the rules in order, the first that applies counts.

To add one, write a function in the module that it belongs to, before any that would apply as well.
"""

from __future__ import annotations

from typing import Final

from conformance.drift.change import Difference, Rule
from conformance.drift.rules import answers, connections, limits, members

RULES: Final[tuple[Rule, ...]] = tuple(
    value
    for module in (connections, answers, limits, members)
    for value in vars(module).values()
    if isinstance(value, Rule)
)


def rule_of(difference: Difference) -> Rule:
    """Return the rule that classes a difference; there is one for each."""
    return next(rule for rule in RULES if rule.applies(difference))
