"""Evidence performed now: each scenario once, in the catalogue's order, judged at once."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date

import stamina

from conformance.api.credentials import Credentials
from conformance.api.wording import counted
from conformance.contract.judged import Judged, judge_raw
from conformance.contract.verdict import Outcome, Verdict
from conformance.evidence.evidence import Pair, scenario_pairs, stream_lines
from conformance.evidence.expected import expected_clauses
from conformance.evidence.live.attempts import MOST_ATTEMPTS, Trouble
from conformance.evidence.live.cost import RunCost
from conformance.evidence.live.lacking import is_left_out
from conformance.evidence.live.launch import performer
from conformance.evidence.live.performance import Performance
from conformance.evidence.live.performer import Performer
from conformance.evidence.live.targets import Target
from conformance.evidence.progress import Progress, no_progress
from conformance.scenarios.catalogue import CATALOGUE
from conformance.scenarios.ledger import Ledger
from conformance.scenarios.script import Scenario
from conformance.transcript.redaction import SecretLeft

INTERRUPTED = "not performed: the run was interrupted"
"""Why a scenario that was wanted has no result."""

OnPerformed = Callable[[Performance], None]
"""Is called with each scenario's last attempt, before the next scenario."""


class _Unsettled(Exception):
    """A scenario could not be judged, and may be at another attempt, after ``wait`` s."""

    def __init__(self, wait: float) -> None:
        super().__init__()
        self.wait = wait


@dataclass(frozen=True, slots=True)
class Result:
    """The result of one scenario: its last attempt, with its verdicts if it has a transcript."""

    performance: Performance
    judged: Judged | None
    attempts: int


@dataclass(slots=True)
class Run:
    """Scenarios performed against a target, and judged: ``results`` of those that are ``wanted``.

    ``patience`` is how long an answer may take, in s; ``percent`` of the server's limit of request
    weight may be spent in a minute; ``day`` is today, or None where the target's clock is virtual.
    """

    target: Target
    credentials: Credentials
    patience: float
    percent: float | None = None
    day: date | None = None
    progress: Progress = no_progress
    wanted: list[str] = field(default_factory=list)
    results: dict[str, Result] = field(default_factory=dict)
    cost: RunCost | None = None
    _performer: Performer | None = None

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

        A scenario that cannot be judged is inconclusive. Raises whatever ``on_performed`` raises.
        """
        wanted = {*names} - self.results.keys()
        scenarios = [scenario for scenario in CATALOGUE if scenario.name in wanted]
        self.wanted += [scenario.name for scenario in scenarios]
        self.cost = RunCost.of(scenarios, self.credentials)
        with performer(
            self.target, self.credentials, self.patience, self.percent, self.progress
        ) as own:
            self._performer = own
            for done, scenario in enumerate(scenarios):
                self.progress(scenario.name, done, len(scenarios))
                result = self._perform(own, scenario)
                self.results[scenario.name] = result
                on_performed(result.performance)
                self._judge_belated(own, on_performed)
        self._judge_belated(self._performer, on_performed)
        for performance in self._performer.withdrawn():
            old = self.results[performance.scenario.name]
            self.results[performance.scenario.name] = self._judged(performance, old.attempts)
            on_performed(performance)
        self.progress("")

    def _judge_belated(self, own: Performer, on_performed: OnPerformed) -> None:
        """Judge again what an answer belongs to that came after a scenario's end."""
        for performance in own.belated():
            name = performance.scenario.name
            if (old := self.results.get(name)) is not None:
                self.results[name] = self._judged(performance, old.attempts, old)
                on_performed(self.results[name].performance)

    def _perform(self, own: Performer, scenario: Scenario) -> Result:
        """Perform and judge a scenario; again, where a trouble may pass.

        What an attempt broke stays broken, whatever a later one brings.
        """
        before: Trouble | None = None
        result: Result | None = None
        with contextlib.suppress(_Unsettled):
            for attempt in stamina.retry_context(
                on=_wait, attempts=MOST_ATTEMPTS, timeout=None, wait_initial=0.2, wait_max=0.5
            ):
                with attempt:
                    performance = self._attempt(own, scenario, attempt.num, before)
                    result = self._judged(performance, attempt.num, result)
                    trouble = performance.trouble
                    before = trouble if attempt.num == 1 or before == trouble else None
                    if performance.may_pass:
                        wait = (
                            own.troubles.wait_before(trouble, attempt.num + 1) if trouble else 0.0
                        )
                        raise _Unsettled(wait)
        assert result is not None  # there was one attempt at least
        return result

    def _attempt(
        self, own: Performer, scenario: Scenario, number: int, before: Trouble | None
    ) -> Performance:
        """Perform a scenario once; a fault of ours costs this scenario alone."""
        try:
            return own.perform(scenario, number, before)
        except Exception as error:  # noqa: BLE001 - the other scenarios, and the report, are kept
            return Performance(scenario, failure=_fault(error))

    def _judged(
        self, performance: Performance, number: int, before: Result | None = None
    ) -> Result:
        """Judge an attempt; ``before`` is the result of those before, which a fault leaves."""
        try:
            return self._with(before, performance, number)
        except Exception as error:  # noqa: BLE001 - as above
            failed = Performance(performance.scenario, failure=_fault(error))
            return before or Result(failed, None, number)

    def _with(self, before: Result | None, performance: Performance, number: int) -> Result:
        """Return an attempt, or the one before if that broke more, with all that both broke."""
        transcript = performance.transcript
        judged = None
        if transcript and performance.raw:
            redaction = performance.redaction
            judged = judge_raw(performance.raw, transcript, redaction, self.day)
        if before is None or before.judged is None:
            return Result(performance, judged, number)
        if judged is None or before.judged.gravity > judged.gravity:
            whole = before.judged.joined(judged) if judged else before.judged
            return replace(before, judged=whole, attempts=number)
        return Result(performance, judged.joined(before.judged), number)

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
        of = f"{done} of {len(self.wanted)} scenarios performed now against {where}"
        of += f"; {counted(left, 'optional one')} left out" if left else ""
        lines = [f"{self.target.evidence_class.value}: {of}"]
        again = [name for name, result in self.results.items() if result.attempts > 1]
        if again:
            lines.append(
                f"performed again: {counted(len(again), 'scenario')}, {', '.join(again[:3])}"
            )
        lines += stream_lines(self.judged())
        if self._performer and self.cost and not self.target.exclusive:
            lines += self.cost.summary_lines(self._performer.ledger)
            lines += [f"account: {note}" for note in self._performer.account_notes]
        return lines

    def slowest(self) -> list[tuple[str, float]]:
        """Return the three scenarios that took longest, with their seconds."""
        times = [(name, r.performance.seconds) for name, r in self.results.items() if r.judged]
        return sorted(times, key=lambda pair: -pair[1])[:3]


def _fault(error: Exception) -> str:
    """Return why a scenario could not be judged, where this suite failed."""
    if isinstance(error, SecretLeft):
        return "not judged: it could not be shown without a secret. Please report this"
    return f"not judged: a fault of this suite, please report it ({type(error).__name__})"


def _wait(error: Exception) -> float | bool:
    """Return how long to wait before another attempt, in s, or whether there is one at all."""
    return (error.wait or True) if isinstance(error, _Unsettled) else False
