"""The rules of drift as people look them up: by id, with example, near miss and witness."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from typing import Final

from conformance.api.bad_input import BadInput
from conformance.api.document import JsonObject
from conformance.drift.change import WITNESS_NAMES, Example, Rule
from conformance.drift.rules import RULES
from conformance.drift.verdicts import untested_now
from conformance.report.escaping import fenced, markdown

EVERY_RULE: Final[tuple[Rule, ...]] = (*RULES, untested_now)
"""All rules, in the order in which they are tried."""
_LABELS: Final = (("example", "fires"), ("near miss", "near"))


class NoRule(BadInput):
    """There is no such rule; the message names the nearest."""

    def __init__(self, name: str) -> None:
        near = get_close_matches(name, [rule.name for rule in EVERY_RULE], 1, cutoff=0)
        super().__init__(f"there is no rule {name}. Is it {near[0]}? `conformance rules` has all")


def rules_called(name: str | None) -> Sequence[Rule]:
    """Return the rule with an id, or every rule. Raises NoRule."""
    chosen = [rule for rule in EVERY_RULE if name in {None, rule.name}]
    if not chosen:
        raise NoRule(str(name))
    return chosen


def drift_rule_rows(rules: Sequence[Rule]) -> list[JsonObject]:
    """Return rules as plain values."""
    return [
        {
            "id": rule.name,
            "class": rule.severity.value,
            "sentence": rule.sentence,
            "example": {"old": rule.fires.old, "new": rule.fires.new},
            "near_miss": {"old": rule.near.old, "new": rule.near.new},
            "witness": rule.witness,
        }
        for rule in rules
    ]


def rules_as_text(rules: Sequence[Rule]) -> str:
    """Return rules for the terminal, a block for each."""
    blocks = ["\n".join(_block(rule)) for rule in rules]
    return "\n\n".join([*blocks, f"In a witness, {WITNESS_NAMES}."])


def _block(rule: Rule) -> Iterator[str]:
    yield f"{rule.name}  {rule.severity.value}  {rule.sentence}"
    for label, example in (("example", rule.fires), ("near miss", rule.near)):
        yield from _lines(label, "old", example.old)
        yield from _lines("", "new", example.new)
    yield from _lines("witness", "", rule.witness)


def _lines(label: str, side: str, text: str) -> Iterator[str]:
    for number, line in enumerate(text.splitlines()):
        head = (label, side) if number == 0 else ("", "")
        yield f"  {head[0]:9}  {head[1]:3}  {line}"


def rules_as_markdown(rules: Sequence[Rule]) -> str:
    """Return rules in Markdown, a part for each."""
    return (
        "\n".join(part for rule in rules for part in _part(rule))
        + f"\n\nIn a witness, {WITNESS_NAMES}."
    )


def _part(rule: Rule) -> Iterator[str]:
    yield f"\n### {rule.name}\n\n{rule.severity.value.capitalize()}. {markdown(rule.sentence)}"
    for label, name in _LABELS:
        example: Example = getattr(rule, name)
        yield f"\n{label.capitalize()}, old and new:\n"
        yield f"{fenced(example.old)}\n\n{fenced(example.new)}"
    yield f"\nThis breaks:\n\n{fenced(rule.witness, 'python')}"
