"""Evidence performed now: each scenario once, in the catalogue's order, judged at once."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date

import stamina

from conformance.api.credentials import Credentials
from conformance.api.wording import counted
from conformance.contract.judged import Judged
from conformance.contract.verdict import Outcome, Verdict
from conformance.evidence.evidence import Pair, scenario_pairs, stream_lines
from conformance.evidence.expected import expected_clauses
from conformance.evidence.live.attempts import MOST_ATTEMPTS, Trouble
from conformance.evidence.live.cost import RunCost
from conformance.evidence.live.doubts import innocent
from conformance.evidence.live.lacking import is_left_out
from conformance.evidence.live.launch import performer
from conformance.evidence.live.performance import Performance
from conformance.evidence.live.performer import Performer
from conformance.evidence.live.results import Result, cleaned, fault_text, judged_attempt
from conformance.evidence.live.targets import Target
from conformance.evidence.progress import Progress, no_progress
from conformance.scenarios.catalogue import CATALOGUE
from conformance.scenarios.ledger import Ledger
from conformance.scenarios.script import Scenario
from conformance.transcript.conversation import Conversation

INTERRUPTED = "not performed: the run was interrupted"
"""Why a scenario that was wanted has no result."""

OnPerformed = Callable[[Performance], None]
"""Is called with each scenario's last attempt, when all are performed."""


class _Unsettled(Exception):
    """A scenario could not be judged, and may be at another attempt, after ``wait`` s."""

    def __init__(self, wait: float) -> None:
        super().__init__()
        self.wait = wait


@dataclass(slots=True)
class Run:
    """Scenarios performed against a target, and judged: ``results`` of those that are ``wanted``.

    ``patience`` is how long an answer may take, in s; ``percent`` of the limit may be spent;
    ``day`` is None where the clock is virtual; ``alone``: no other account may share the address.
    """

    target: Target
    credentials: Credentials
    patience: float
    percent: float | None = None
    day: date | None = None
    progress: Progress = no_progress
    alone: bool = True
    wanted: list[str] = field(default_factory=list)
    results: dict[str, Result] = field(default_factory=dict)
    cost: RunCost | None = None
    _performer: Performer | None = None
    _belated: list[Performance] = field(default_factory=list)

    @property
    def target_name(self) -> str:
        """The name of the target that scenarios are performed against."""
        return self.target.name

    @property
    def ledger(self) -> Ledger | None:
        """The request weight of the run; None where each scenario has an address of its own."""
        return self._performer.ledger if self._performer and not self.target.exclusive else None

    def pairs(self) -> list[Pair]:
        """List each scenario with each clause that could have a subject. Raises SchemaBroken."""
        exclusive = self.target.exclusive
        return [
            pair
            for scenario in CATALOGUE
            for pair in scenario_pairs(
                scenario, self.target.evidence_class, expected_clauses(scenario, exclusive)
            )
        ]

    def gather(self, names: Iterable[str], on_performed: OnPerformed) -> None:
        """Perform scenarios by name, each once.

        All are performed before any is judged. A scenario that cannot be judged is inconclusive.
        Raises whatever ``on_performed`` raises.
        """
        wanted = {*names} - self.results.keys()
        scenarios = [scenario for scenario in CATALOGUE if scenario.name in wanted]
        self.wanted += [scenario.name for scenario in scenarios]
        self.cost = RunCost.of(scenarios, self.credentials)
        performed: list[tuple[Scenario, list[Performance]]] = []
        try:
            with performer(
                self.target, self.credentials, self.patience, self.percent, self.progress
            ) as own:
                self._performer = own
                for done, scenario in enumerate(scenarios):
                    self.progress(scenario.name, done, len(scenarios))
                    performed.append((scenario, []))
                    self._perform(own, *performed[-1])
                self._perform_unsure(own, performed)
        finally:  # judging takes its time, and the server need not wait for it
            self._judge_all(performed, on_performed)
        self.progress("")

    def _perform_unsure(
        self, own: Performer, performed: list[tuple[Scenario, list[Performance]]]
    ) -> None:
        """Perform again what something may belong to that came after its end.

        If it comes again, it is that scenario's alone; if not, the one that it came after keeps it.
        """
        doubts, belated = own.connections.await_late(), own.belated()
        for scenario, attempts in performed:
            if scenario.name in doubts:
                self._perform(own, scenario, attempts)
        others = innocent(doubts, (attempts[-1] for _, attempts in performed if attempts))
        self._belated = [late for late in belated if late.scenario.name not in others]

    def _judge_all(
        self, performed: list[tuple[Scenario, list[Performance]]], on_performed: OnPerformed
    ) -> None:
        """Judge what was performed, each scenario by all its attempts."""
        if (own := self._performer) is None:
            return
        for _, attempts in performed:
            attempts[:] = [cleaned(own, attempt) for attempt in attempts]
        for scenario, attempts in performed:
            result: Result | None = None
            for number, attempt in enumerate(attempts, start=1):
                masked = replace(attempt, failure=own.masked(attempt.failure))
                result = judged_attempt(masked, number, self.day, result)
            if result is not None:
                self.results[scenario.name] = result
                on_performed(result.performance)
        self._judge_belated(own, on_performed)
        for performance in own.withdrawn():
            old = self.results[performance.scenario.name]
            result = judged_attempt(performance, old.attempts, self.day)
            self.results[performance.scenario.name] = result
            on_performed(performance)

    def _judge_belated(self, own: Performer, on_performed: OnPerformed) -> None:
        """Judge again what an answer belongs to that came after a scenario's end."""
        for performance in [*self._belated, *own.belated()]:
            name = performance.scenario.name
            if (old := self.results.get(name)) is not None:
                self.results[name] = judged_attempt(performance, old.attempts, self.day, old)
                on_performed(self.results[name].performance)

    def _perform(self, own: Performer, scenario: Scenario, attempts: list[Performance]) -> None:
        """Perform a scenario; again, where a trouble may pass."""
        before: Trouble | None = None
        with contextlib.suppress(_Unsettled):
            for attempt in stamina.retry_context(
                on=_wait, attempts=MOST_ATTEMPTS, timeout=None, wait_initial=0.2, wait_max=0.5
            ):
                with attempt:
                    performance = self._attempt(own, scenario, attempt.num, before)
                    attempts.append(performance)
                    trouble = performance.trouble
                    before = trouble if attempt.num == 1 or before == trouble else None
                    if performance.may_pass:
                        wait = (
                            own.troubles.wait_before(trouble, attempt.num + 1) if trouble else 0.0
                        )
                        raise _Unsettled(wait)

    def _attempt(
        self, own: Performer, scenario: Scenario, number: int, before: Trouble | None
    ) -> Performance:
        """Perform a scenario once; a fault of ours costs this scenario alone."""
        try:
            return own.perform(scenario, number, before)
        except Exception as error:  # noqa: BLE001 - the other scenarios, and the report, are kept
            return Performance(scenario, failure=fault_text(error))

    def verdict(self, pair: Pair) -> Verdict:
        """Return one verdict: inconclusive where the scenario was not performed."""
        result = self.results.get(pair.scenario)
        if result and result.judged:
            return result.judged.verdict_of(pair.clause)
        return Verdict(
            pair.clause,
            pair.scenario,
            pair.evidence_class,
            Outcome.INCONCLUSIVE,
            reason=result.performance.failure if result else INTERRUPTED,
            optional=bool(result and result.performance.optional),
        )

    def conversation(self, pair: Pair) -> Conversation | None:
        """Return the conversation that a verdict is about; None where none was performed."""
        result = self.results.get(pair.scenario)
        return result.judged.conversation_of(pair.clause) if result and result.judged else None

    def judged(self) -> Iterator[Judged]:
        """Yield what was performed, in order."""
        return (result.judged for result in self.results.values() if result.judged)

    def leaves_out(self, scenario: Scenario) -> bool:
        """Whether a scenario needs what a run may do without, and this one has not."""
        return not self.target.exclusive and is_left_out(scenario.needs - self.credentials.has)

    def failures(self) -> dict[str, str]:
        """Return why scenarios were not performed, by name, but for what was left out."""
        tried = {n: r.performance for n, r in self.results.items() if not r.judged}
        failures = {n: each.failure for n, each in tried.items() if not each.optional}
        return failures | {n: INTERRUPTED for n in self.wanted if n not in self.results}

    def summary_lines(self) -> list[str]:
        """Return sentences on what was performed, its cost, and the state of the account."""
        if not self.wanted:
            return []
        done = sum(1 for result in self.results.values() if result.judged)
        left = sum(1 for result in self.results.values() if result.performance.optional)
        where = "the embedded reference server" if self.target.exclusive else self.target.name
        of = f"{done} of {counted(len(self.wanted), 'scenario')} performed now against {where}"
        of += f"; {counted(left, 'optional one')} left out" if left else ""
        lines = [f"{self.target.evidence_class.value}: {of}"]
        again = [name for name, result in self.results.items() if result.attempts > 1]
        if again:
            names = ", ".join(again[:3])
            lines.append(f"performed again: {counted(len(again), 'scenario')}, {names}")
        lines += stream_lines(self.judged())
        if self._performer and self.cost and not self.target.exclusive:
            lines += self.cost.summary_lines(self._performer.ledger, self.alone)
            notes = "; ".join(self._performer.account_notes)
            lines += [f"account: {notes}"] if notes else []
        return lines

    def slowest(self) -> list[tuple[str, float]]:
        """Return the three scenarios that took longest, with their seconds."""
        times = [(name, r.performance.seconds) for name, r in self.results.items() if r.judged]
        return sorted(times, key=lambda pair: -pair[1])[:3]


def _wait(error: Exception) -> float | bool:
    """Return how long to wait before another attempt, in s, or whether there is one at all."""
    return (error.wait or True) if isinstance(error, _Unsettled) else False
