"""The interface of all evidence: recorded, performed now, or captured elsewhere.

The plugin, the commands and reports use it without knowing where a transcript comes from.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from conformance.contract.clause import Clause
from conformance.contract.judged import Judged
from conformance.contract.listening import closed_streams
from conformance.contract.verdict import Verdict
from conformance.scenarios.ledger import Ledger
from conformance.scenarios.script import Scenario
from conformance.transcript.conversation import Conversation
from conformance.transcript.frames import EvidenceClass


class Evidence(Protocol):
    """Transcripts, each judged once."""

    @property
    def ledger(self) -> Ledger | None:
        """The request weight of all scenarios; None where each is counted by itself."""

    def judged(self) -> Iterable[Judged]:
        """Yield the judged transcripts, in order."""

    def summary_lines(self) -> list[str]:
        """Return sentences for people on where it came from."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A scenario and a clause that could have a subject in it, by evidence class."""

    scenario: str
    clause: Clause
    evidence_class: EvidenceClass

    def __str__(self) -> str:
        return f"{self.scenario}-{self.clause.id}-{self.evidence_class}"


class ScenarioEvidence(Evidence, Protocol):
    """Evidence of the catalogue's scenarios, gathered once for a run of the suite."""

    @property
    def target_name(self) -> str | None:
        """The target's name; None where recordings are replayed."""

    def pairs(self) -> Sequence[Pair]:
        """List the pairs that could be judged. Raises CassetteBroken and SchemaBroken."""

    def verdict(self, pair: Pair) -> Verdict:
        """Return one verdict. Raises BadInput."""

    def conversation(self, pair: Pair) -> Conversation | None:
        """Return the redacted conversation that a verdict is about; None where there is none."""

    def slowest(self) -> list[tuple[str, float]]:
        """Return the scenarios that took longest, with their seconds."""


def stream_lines(judged: Iterable[Judged]) -> list[str]:
    """Return a sentence on what stops did to streams that were listened to; none without any."""
    findings = Counter(s.finding for each in judged for s in closed_streams(each.conversation))
    if not findings:
        return []
    counts = ", ".join(f"{finding} {n}" for finding, n in findings.most_common())
    silent = "; silence proves nothing" if "silence" in findings else ""
    return [f"streams after a stop: {counts}{silent}"]


def scenario_pairs(
    scenario: Scenario, evidence_class: EvidenceClass, clauses: Iterable[Clause]
) -> list[Pair]:
    """Return the pairs of one scenario, in the order of the clauses."""
    return [Pair(scenario.name, clause, evidence_class) for clause in clauses]
