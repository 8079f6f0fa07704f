"""The one face of all evidence: recorded, performed now, or captured elsewhere.

Doors and reports see this, and not where a transcript came from.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from conformance.contract.clause import Clause
from conformance.contract.judged import Judged
from conformance.contract.verdict import Verdict
from conformance.scenarios.ledger import Ledger
from conformance.scenarios.script import Scenario
from conformance.transcript.frames import EvidenceClass


class Evidence(Protocol):
    """Transcripts, each judged once."""

    @property
    def ledger(self) -> Ledger | None:
        """The request weight of all of it together; None where scenarios are counted alone."""

    def judged(self) -> Iterable[Judged]:
        """Yield what was judged, in order."""

    def summary_lines(self) -> list[str]:
        """Say where it came from, in sentences for people."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A scenario and a clause that could have something to look at in it, by evidence class."""

    scenario: str
    clause: Clause
    evidence_class: EvidenceClass

    def __str__(self) -> str:
        return f"{self.scenario}-{self.clause.id}-{self.evidence_class}"


class ScenarioEvidence(Evidence, Protocol):
    """Evidence of the catalogue's scenarios, gathered once for a run of the suite."""

    @property
    def target_name(self) -> str | None:
        """Whom scenarios are performed against; None where recordings are replayed."""

    def pairs(self) -> Sequence[Pair]:
        """List what could be judged. Raises CassetteBroken and SchemaBroken."""

    def verdict(self, pair: Pair) -> Verdict:
        """Return one verdict. Raises BadInput."""

    def slowest(self) -> list[tuple[str, float]]:
        """Name the scenarios that took longest, with their seconds."""


def scenario_pairs(
    scenario: Scenario, evidence_class: EvidenceClass, clauses: Iterable[Clause]
) -> list[Pair]:
    """Return the pairs of one scenario."""
    return [Pair(scenario.name, clause, evidence_class) for clause in clauses]
