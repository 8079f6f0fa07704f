"""What came of certifying a client, as plain values: the JSON that an SDK's own CI can keep."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any, Final, Literal

from conformance.report.exit_codes import EXIT_BROKEN, EXIT_INCONCLUSIVE, EXIT_KEPT

BehaviourOutcome = Literal["kept", "broken", "not reached", "unsupported"]
FORMAT: Final = 1


@dataclass(frozen=True, slots=True)
class BrokenRule:
    """A rule that was broken at a behaviour; ``known`` is why a team lives with it."""

    rule: str
    why: str
    advice: str
    known: str = ""


@dataclass(frozen=True, slots=True)
class BehaviourResult:
    """What came of one behaviour.

    ``noticed``: a call failed, or the client did; told of mutants only. ``exit_code`` is None where
    the command was stopped, or not run. ``sent`` are the requests, without values.
    """

    name: str
    kind: str
    summary: str
    wanted: str
    result: BehaviourOutcome
    broken: tuple[BrokenRule, ...] = ()
    exit_code: int | None = None
    seconds: float = 0.0
    noticed: bool = False
    calls: tuple[tuple[str, str], ...] = ()
    sent: tuple[str, ...] = ()
    output: str = ""

    @property
    def is_broken(self) -> bool:
        """Whether a rule is broken with which no team lives."""
        return any(not rule.known for rule in self.broken)


@dataclass(frozen=True, slots=True)
class ClauseResult:
    """What came of one clause on requests, over all behaviours that keep the contract."""

    clause: str
    level: str
    sentence: str
    outcome: str
    behaviour: str = ""
    problem: str = ""
    known: str = ""


@dataclass(frozen=True, slots=True)
class Certificate:
    """All that came of certifying a client; ``at`` is in ISO 8601, ``patience`` in s."""

    client: str
    version: str
    command: tuple[str, ...]
    steps: tuple[str, ...]
    tool: str
    contract: str
    at: str
    patience: float
    behaviours: tuple[BehaviourResult, ...] = ()
    requests: tuple[ClauseResult, ...] = ()
    notes: tuple[str, ...] = ()
    is_whole: bool = True
    format: int = FORMAT
    totals: dict[str, int] = field(default_factory=dict)

    @property
    def reached(self) -> list[BehaviourResult]:
        """What the client really met."""
        return [result for result in self.behaviours if result.result in {"kept", "broken"}]

    def broken_rules(self) -> Counter[str]:
        """Count the behaviours at which each rule is broken."""
        return Counter(rule.rule for result in self.behaviours for rule in result.broken)

    def noticed(self) -> tuple[int, int]:
        """Return how many mutants the client noticed, and how many it met."""
        mutants = [result for result in self.reached if result.kind == "mutant"]
        return sum(result.noticed for result in mutants), len(mutants)

    def exit_code(self, fail_on_should: bool = False) -> int:
        """Return the exit code: 1 where anything is broken, 6 where nothing was reached."""
        levels = {"MUST", "SHOULD"} if fail_on_should else {"MUST"}
        requests = [a for a in self.requests if a.outcome == "broken" and a.level in levels]
        if any(result.is_broken for result in self.behaviours) or any(
            not a.known for a in requests
        ):
            return EXIT_BROKEN
        return EXIT_KEPT if len(self.reached) > PREFLIGHTS else EXIT_INCONCLUSIVE

    def as_json(self) -> dict[str, Any]:
        """Return it as `schemas/certificate.json` describes it."""
        noticed, mutants = self.noticed()
        totals: dict[str, int] = dict(Counter(str(result.result) for result in self.behaviours))
        totals |= {"mutants met": mutants, "mutants noticed": noticed}
        return asdict(self) | {"totals": totals}


PREFLIGHTS: Final = 2
"""So many behaviours are met before the honest one: a closed port, and a refused key."""


def certificate_of(value: dict[str, Any]) -> Certificate:
    """Return the certificate that plain values are of. Raises TypeError, KeyError, ValueError."""
    if value["format"] != FORMAT:
        raise ValueError(f"format {value['format']}")
    behaviours = (
        BehaviourResult(
            **each
            | {
                "broken": tuple(BrokenRule(**rule) for rule in each["broken"]),
                "calls": tuple(tuple(call) for call in each["calls"]),
                "sent": tuple(each["sent"]),
            }
        )
        for each in value["behaviours"]
    )
    return Certificate(
        **value
        | {
            "behaviours": tuple(behaviours),
            "requests": tuple(ClauseResult(**each) for each in value["requests"]),
            "command": tuple(value["command"]),
            "steps": tuple(value["steps"]),
            "notes": tuple(value["notes"]),
        }
    )
