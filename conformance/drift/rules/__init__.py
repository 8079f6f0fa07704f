"""Which differences matter: the rules in order, of which the first that applies counts.

To add one, write a function in the module that it belongs to, and list it in the tuple at the end
of that module, before any that would apply as well.
"""

from __future__ import annotations

from typing import Final

from conformance.drift.change import Difference, Rule
from conformance.drift.rules.answers import ANSWER_RULES
from conformance.drift.rules.connections import CONNECTION_RULES
from conformance.drift.rules.limits import LIMIT_RULES
from conformance.drift.rules.members import MEMBER_RULES

RULES: Final[tuple[Rule, ...]] = (
    *CONNECTION_RULES,
    *ANSWER_RULES,
    *LIMIT_RULES,
    *MEMBER_RULES,
)


def rule_of(difference: Difference) -> Rule:
    """Return the rule that classes a difference; there is one for each."""
    return next(rule for rule in RULES if rule.applies(difference))
