"""Evidence performed now: each scenario once, in order, and recorded as the record mode says."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import ClassVar

from conformance.archive import Archive, RequestMissing, check_asked
from conformance.cassettes import load, write
from conformance.clause import Clause, Outcome, Verdict
from conformance.clauses import CLAUSES
from conformance.live import Performance, stage
from conformance.performing import Credentials
from conformance.replaying import by_clause
from conformance.scenarios import BY_NAME, CATALOGUE, Scenario
from conformance.targets import Target
from conformance.transcript import Evidence

Tell = Callable[[int, int, str], None]
"""Called before each scenario: how many were performed, of how many, and its name."""


@dataclass(slots=True)
class Live:
    """Evidence performed now; recorded as the record mode says."""

    is_live: ClassVar[bool] = True
    archive: Archive
    target: Target
    credentials: Credentials
    patience: float
    mode: str = "none"
    tell: Tell | None = None
    performed: dict[str, Performance] = field(default_factory=dict)
    _verdicts: dict[str, dict[str, Verdict]] = field(default_factory=dict)
    written: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)

    def gather(self, wanted: Iterable[tuple[str, Evidence]]) -> None:
        """Perform what is wanted, in the catalogue's order, each once.

        Raises CassetteBroken before anything is performed, SecretLeft, and OSError.
        """
        names = {name for name, _ in wanted} - self.performed.keys()
        scenarios = [scenario for scenario in CATALOGUE if scenario.name in names]
        due = {scenario.name for scenario in scenarios if self._is_due(scenario)}
        with stage(self.target, self.credentials, self.patience) as house:
            for done, scenario in enumerate(scenarios):
                if self.tell:
                    self.tell(done, len(scenarios), scenario.name)
                performance = house.perform(scenario)
                self.performed[scenario.name] = performance
                self._verdicts[scenario.name] = self._judge(performance)
                if scenario.name in due:
                    self._record(performance)
        if self.mode == "rewrite" and scenarios:
            self._remove_orphans()

    def _judge(self, performance: Performance) -> dict[str, Verdict]:
        if performance.transcript:
            return by_clause(performance.transcript)
        name, evidence = performance.scenario.name, self.target.evidence
        return {
            clause.id: Verdict(
                clause, name, evidence, Outcome.INCONCLUSIVE, reason=performance.failure
            )
            for clause in CLAUSES
        }

    def _is_due(self, scenario: Scenario) -> bool:
        """Whether the record mode asks for a new recording. Raises CassetteBroken."""
        path = self.archive.path(self.target.evidence, scenario.name)
        if self.mode in {"all", "rewrite"}:
            return True
        if self.mode == "none" or not path.exists():
            return self.mode != "none"
        if self.mode == "once":
            return False
        try:
            check_asked(scenario, load(path).transcript)
        except RequestMissing:
            return True
        return False

    def _record(self, performance: Performance) -> None:
        """Write a cassette, unless the scenario was not performed to its end."""
        transcript = performance.transcript
        if transcript is None:
            return
        ending = transcript.ending
        if ending.kind == "complete" or (ending.kind == "closed" and ending.alive):
            path = self.archive.path(self.target.evidence, transcript.scenario)
            clock = "virtual" if self.target.evidence is Evidence.REFERENCE else "wall"
            write(path, transcript, performance.redaction, clock)
            self.written.append(transcript.scenario)

    def _remove_orphans(self) -> None:
        for name in self.archive.names(self.target.evidence):
            if name not in BY_NAME:
                self.archive.path(self.target.evidence, name).unlink()
                self.removed.append(name)

    def verdict(self, name: str, evidence: Evidence, clause: Clause) -> Verdict:
        """Return one verdict."""
        if name not in self._verdicts:
            self.gather([(name, evidence)])
        return self._verdicts[name][clause.id]

    def told(self) -> list[str]:
        """Say where the evidence came from, and what was written."""
        done = sum(1 for p in self.performed.values() if p.transcript)
        what = "the embedded reference server" if self.target.exclusive else self.target.name
        of = f"{done} of {len(self.performed)} scenarios performed now against {what}"
        lines = [f"{self.target.evidence.value}: {of}"]
        if self.mode != "none":
            lines.append(f"{len(self.written)} recordings written, {len(self.removed)} removed")
        return lines

    @property
    def slowest(self) -> list[tuple[str, float]]:
        """The three scenarios that took longest, in s."""
        times = [(p.scenario.name, p.seconds) for p in self.performed.values()]
        return sorted(times, key=lambda pair: -pair[1])[:3]
