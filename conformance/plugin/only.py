"""``--only``: the scenarios and clauses that a run judges, by their names, exactly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

import pytest

from conformance.contract.clauses import CLAUSES
from conformance.evidence.evidence import Pair
from conformance.plugin.tally import pair_of


@dataclass(frozen=True, slots=True)
class Choice:
    """A scenario, and perhaps one of its clauses, and the evidence class; empty where any will do.

    Its text is ``EVIDENCE/SCENARIO:CLAUSE``.
    """

    scenario: str
    clause: str = ""
    evidence: str = ""

    @classmethod
    def of(cls, text: str) -> Choice:
        """Read a choice."""
        name, _, clause = text.partition(":")
        evidence, _, scenario = name.rpartition("/")
        return cls(scenario, clause.upper(), evidence)

    def has(self, pair: Pair) -> bool:
        """Whether a pair is chosen."""
        return (
            self.scenario == pair.scenario
            and self.clause in {"", pair.clause.id}
            and self.evidence in {"", pair.evidence_class.value}
        )


def choose_only(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep the tests that ``--only`` names. Raises UsageError where one names nothing.

    A chapter that an earlier revision of the contract does not have is no test.
    """
    items[:] = [item for item in items if pair_of(item) or not _is_of_chapter(item)]
    texts: list[str] = config.option.only or []
    if not texts:
        return
    pairs = {item: pair for item in items if (pair := pair_of(item))}
    choices = [Choice.of(text) for text in texts]
    for text, choice in zip(texts, choices, strict=True):
        if not any(choice.has(pair) for pair in pairs.values()):
            raise pytest.UsageError(f"--only {text}: {_why_none(choice, [*pairs.values()])}")
    kept = [i for i in items if i in pairs and any(c.has(pairs[i]) for c in choices)]
    chosen = {*kept}
    config.hook.pytest_deselected(items=[item for item in items if item not in chosen])
    items[:] = kept


def _is_of_chapter(item: pytest.Item) -> bool:
    return "verdict" in getattr(getattr(item, "callspec", None), "params", ())


def _why_none(choice: Choice, pairs: Sequence[Pair]) -> str:
    """Return why a choice names nothing, and what was perhaps meant."""
    scenarios = {pair.scenario for pair in pairs}
    if choice.scenario not in scenarios:
        near = get_close_matches(choice.scenario, scenarios, n=3)
        hint = f". Perhaps you mean {' or '.join(near)}" if near else ""
        if choice.scenario in {clause.id for clause in CLAUSES}:
            hint = f"; that is a clause: give a scenario before it, as stop-twice:{choice.scenario}"
        return f"there is no such scenario in this run{hint}"
    if choice.evidence and not any(
        (choice.scenario, choice.evidence) == (p.scenario, p.evidence_class) for p in pairs
    ):
        return f"of that scenario there is no evidence of the class {choice.evidence} in this run"
    if choice.clause not in {"", *(clause.id for clause in CLAUSES)}:
        return f"there is no clause {choice.clause}: conformance clauses lists them"
    return "that clause has nothing to look at in this scenario"
