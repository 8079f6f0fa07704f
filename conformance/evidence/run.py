"""Evidence performed now: each scenario once, in order, and recorded as the record mode says."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import ClassVar

import stamina

from conformance.api.credentials import Credentials
from conformance.contract.clause import Clause
from conformance.contract.clauses import CLAUSES
from conformance.contract.verdict import Outcome, Verdict
from conformance.drift.accepted import Acceptance
from conformance.drift.result import Plain, Side, settle
from conformance.drift.since import baseline, doubt, since
from conformance.evidence.live.account import BEFORE
from conformance.evidence.live.performer import Performance, Progress, Stage, silent, stage
from conformance.evidence.live.targets import Target
from conformance.evidence.recordings.archive import Archive, RequestMissing, check_asked
from conformance.evidence.recordings.reader import load
from conformance.evidence.recordings.writer import Recorder, write
from conformance.evidence.replay import by_clause
from conformance.report.evidence import scenes
from conformance.scenarios.catalogue import BY_NAME, CATALOGUE
from conformance.scenarios.ledger import foretell
from conformance.scenarios.script import Scenario
from conformance.transcript.frames import Ending, EvidenceClass

_ATTEMPTS = 2
"""How often a scenario is performed that could not be judged for a cause that may pass."""


class _Unsettled(Exception):
    """A scenario could not be judged, and may be at another attempt."""


@dataclass(slots=True)
class Live:
    """Evidence performed now; recorded as the record mode says."""

    is_live: ClassVar[bool] = True
    archive: Archive
    target: Target
    credentials: Credentials
    patience: float
    mode: str = "none"
    percent: float | None = None
    tell: Progress = silent
    performed: dict[str, Performance] = field(default_factory=dict)
    _verdicts: dict[str, dict[str, Verdict]] = field(default_factory=dict)
    written: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    attempts: dict[str, int] = field(default_factory=dict)
    accepted: tuple[Acceptance, ...] = ()
    before: Side = field(default_factory=lambda: Side(""))
    house: Stage | None = None
    foretold: int = 0

    def gather(self, wanted: Iterable[tuple[str, EvidenceClass]]) -> None:
        """Perform what is wanted, in the catalogue's order, each once.

        Raises CassetteBroken before anything is performed, SecretLeft, and OSError.
        """
        names = {name for name, _ in wanted} - self.performed.keys()
        scenarios = [scenario for scenario in CATALOGUE if scenario.name in names]
        due = {scenario.name for scenario in scenarios if self._is_due(scenario)}
        asked = [scenario.name for scenario in scenarios]
        self.before = baseline(self.archive, self.target.evidence, asked)
        with stage(self.target, self.credentials, self.patience, self.percent, self.tell) as house:
            self.house = house
            for done, scenario in enumerate(scenarios, start=1):
                self.tell(scenario.name, done - 1, len(scenarios))
                performance = self._perform(house, scenario)
                self.performed[scenario.name] = performance
                if scenario.name in due:
                    self._record(performance)
        self.tell("")
        if self.mode == "rewrite" and scenarios:
            self._remove_orphans()

    def _perform(self, house: Stage, scenario: Scenario) -> Performance:
        """Perform and judge a scenario; again, if nothing broke and what was in the way may pass.

        A contract that breaks once is broken: it is never given another chance.
        """
        before: Ending | None = None
        with contextlib.suppress(_Unsettled):
            for attempt in stamina.retry_context(
                on=_Unsettled, attempts=_ATTEMPTS, timeout=None, wait_initial=0.2, wait_max=0.5
            ):
                with attempt:
                    performance = house.perform(scenario, before)
                    verdicts = self._judge(performance)
                    broken = any(v.outcome is Outcome.BROKEN for v in verdicts.values())
                    self._verdicts[scenario.name] = verdicts
                    self.attempts[scenario.name] = attempt.num
                    before = performance.transcript.ending if performance.transcript else None
                    if performance.passing and not broken:
                        raise _Unsettled
        return performance

    def findings(self) -> Plain:
        """Return what a report says besides the verdicts; empty where nothing was performed."""
        if not self.performed:
            return {}
        today = None if self.target.exclusive else datetime.now(UTC).date()
        said = [
            (performance.transcript, today, self._verdicts[name].values())
            for name, performance in self.performed.items()
            if performance.transcript
        ]
        ledger = self.house.ledger if self.house and not self.target.exclusive else None
        return scenes(said, ledger) | {"drift": self._drift(), "told": self.told()}

    def _drift(self) -> Plain:
        """Say what changed since the recordings that were there before the run."""
        said = {n: p.transcript for n, p in self.performed.items() if p.transcript}
        doubts = {n: why for n, found in self._verdicts.items() if (why := doubt(found.values()))}
        today = datetime.now(UTC).date()
        found = since(self.before, self.target.name, said, doubts, today)
        whole = self.performed.keys() >= {scenario.name for scenario in CATALOGUE}
        return settle(found, self.accepted, today, whole)

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
        """Write a cassette, unless the scenario was not performed to its end, or throttled."""
        transcript = performance.transcript
        if transcript is None or performance.passing:
            return
        ending = transcript.ending
        if ending.kind == "complete" or (ending.kind in {"closed", "silent"} and ending.alive):
            path = self.archive.path(self.target.evidence, transcript.scenario)
            write(path, transcript, performance.redaction, self._recorder())
            self.written.append(transcript.scenario)

    def _recorder(self) -> Recorder:
        if self.target.evidence is EvidenceClass.REFERENCE:
            return Recorder("virtual")
        return Recorder(account=" and ".join(sorted(self.credentials.has)) or "none")

    def _remove_orphans(self) -> None:
        for name in self.archive.names(self.target.evidence):
            if name not in BY_NAME:
                self.archive.remove(self.target.evidence, name)
                self.removed.append(name)

    def verdict(self, name: str, evidence: EvidenceClass, clause: Clause) -> Verdict:
        """Return one verdict."""
        if name not in self._verdicts:
            self.gather([(name, evidence)])
        return self._verdicts[name][clause.id]

    def told(self) -> list[str]:
        """Say where the evidence came from, and what was written."""
        if not self.performed:
            return []
        done = sum(1 for p in self.performed.values() if p.transcript)
        what = "the embedded reference server" if self.target.exclusive else self.target.name
        of = f"{done} of {len(self.performed)} scenarios performed now against {what}"
        lines = [f"{self.target.evidence.value}: {of}"]
        if self.mode != "none":
            lines.append(f"{len(self.written)} recordings written, {len(self.removed)} removed")
        again = [name for name, count in self.attempts.items() if count > 1]
        if again:
            lines.append(f"{len(again)} scenarios were performed again: {', '.join(again[:3])}")
        return lines + self._told_of_costs()

    def _told_of_costs(self) -> list[str]:
        """Say what the run cost, what the server counted, and how the account was left."""
        if self.house is None or self.target.exclusive:
            return []
        ledger = self.house.ledger
        agreed = ledger.compared - len(ledger.differences)
        counts = f"{agreed} of {ledger.compared} counts of the server agreed"
        spent = f"{ledger.spent} spent of {self.foretold} foretold"
        lines = [f"request weight: {spent}; {counts}"]
        lines += [f"request weight differed: {told}" for told in ledger.differences[:3]]
        return lines + [f"account: {told}" for told in self.house.custody.told]

    def announce(self, names: Iterable[str]) -> str:
        """Say what scenarios will cost; empty where nothing is counted."""
        if self.target.exclusive:
            return ""
        chosen = set(names)
        able = [s for s in CATALOGUE if s.name in chosen and not s.needs - self.credentials.has]
        before = [BEFORE] if self.credentials.api_key and able else []
        self.foretold = foretell([*able, *before], shared=True)
        apart = foretell(able, shared=False)
        bound = f"at most {self.percent:g} % of the server's limit in a minute"
        return (
            f"request weight: {self.foretold} foretold (with a connection each: {apart}), {bound}"
        )

    @property
    def slowest(self) -> list[tuple[str, float]]:
        """The three scenarios that took longest, in s."""
        times = [(p.scenario.name, p.seconds) for p in self.performed.values()]
        return sorted(times, key=lambda pair: -pair[1])[:3]
