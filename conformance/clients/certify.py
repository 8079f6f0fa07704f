"""Certifies a client: lets its command meet every behaviour that it reaches, and judges it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from datetime import datetime
from importlib.metadata import version as distribution_version
from typing import Final

from conformance.api.bad_input import BadInput
from conformance.api.sources import REVISION
from conformance.api.wording import counted
from conformance.clients.behaviours import (
    BEHAVIOURS,
    CLOSED_PORT,
    HONEST,
    REFUSED_KEY,
    Behaviour,
    BehaviourKind,
)
from conformance.clients.certificate import BehaviourResult, BrokenRule, Certificate
from conformance.clients.requests import judged_requests, sent_lines
from conformance.clients.rules import breaches
from conformance.clients.run import UNSUPPORTED, ClientRun
from conformance.clients.runner import Runner
from conformance.clients.steps import is_reached
from conformance.evidence.progress import Progress, no_progress

FIRST: Final = (CLOSED_PORT, REFUSED_KEY)


class NoDriver(BadInput):
    """A command cannot tell success from failure, so nothing can be judged by it."""


@dataclass(slots=True)
class Certification:
    """The runs of a client's command; ``only`` are names of behaviours, all where it is empty."""

    runner: Runner
    jobs: int = 1
    only: Sequence[str] = ()
    progress: Progress = no_progress
    runs: dict[str, ClientRun] = field(default_factory=dict)

    def perform(self) -> None:
        """Let the client meet everything. Raises NoDriver and CommandUnusable."""
        for behaviour in FIRST:
            self.progress(behaviour.name)
            self.runs[behaviour.name] = run = self.runner.run(behaviour)
            self._check_driver(behaviour, run)
        self.progress(HONEST.name)
        self.runs[HONEST.name] = honest = self.runner.run(HONEST)
        self._check_known(honest)
        completes = honest.exit_code is not None and not honest.failed
        chosen = [b for b in self._chosen() if is_reached(b, self.runner.steps)]
        self._run_all(chosen if completes else [])

    def certificate(self, client: str, version: str, at: datetime) -> Certificate:
        """Return what came of it; ``at`` is the time to write in it."""
        completes = HONEST.name in self.runs and not self.runs[HONEST.name].failed
        why = "it does not complete against an honest server, so it met nothing else"
        return Certificate(
            client,
            version,
            tuple(self.runner.command),
            self.runner.steps,
            f"userstream-conformance {distribution_version('userstream-conformance')}",
            REVISION,
            at.isoformat(timespec="seconds"),
            self.runner.patience,
            tuple(self._met(behaviour) for behaviour in (*FIRST, HONEST, *self._chosen())),
            tuple(judged_requests(legal_runs(self.runs))),
            (*(() if completes else (why,)), *self._leftovers()),
            is_whole=not self.only,
        )

    def _leftovers(self) -> list[str]:
        """Return a sentence on processes that the command left running."""
        left = sum(run.leftovers > 0 for run in self.runs.values())
        return [f"it left processes running in {counted(left, 'run')}; they were ended"] * bool(
            left
        )

    def _chosen(self) -> list[Behaviour]:
        """Return what is met besides the first three."""
        rest = [b for b in BEHAVIOURS if b not in {*FIRST, HONEST}]
        return [b for b in rest if not self.only or b.name in self.only]

    def _check_driver(self, behaviour: Behaviour, run: ClientRun) -> None:
        """Refuse a command that succeeds where nothing can. Raises NoDriver."""
        if run.exit_code == 0:
            where = {
                CLOSED_PORT: "nothing listens at its URL",
                REFUSED_KEY: "its API key is refused",
            }[behaviour]
            raise NoDriver(
                f"the command ends with 0 although {where}, so it can show no failure: let it end "
                "with another code when a call fails"
            )

    def _check_known(self, honest: ClientRun) -> None:
        """Refuse a command that supports nothing, or that is not there. Raises NoDriver."""
        if honest.exit_code == UNSUPPORTED:
            raise NoDriver(
                "the command ends with 127 (unsupported, or not there) for the calls "
                f"{','.join(self.runner.steps)}: see --steps, and whether the command runs"
            )

    def _run_all(self, behaviours: Iterable[Behaviour]) -> None:
        """Run several at once, each against a server of its own."""
        with ThreadPoolExecutor(self.jobs) as pool:
            waiting = {pool.submit(self.runner.run, each): each for each in behaviours}
            try:
                for number, future in enumerate(as_completed(waiting), start=1):
                    self.runs[waiting[future].name] = future.result()
                    self.progress("behaviours met", number, len(waiting))
            except BaseException:
                self.runner.stop.set()
                pool.shutdown(cancel_futures=True)
                raise

    def _met(self, behaviour: Behaviour) -> BehaviourResult:
        """Return what came of a behaviour."""
        run = self.runs.get(behaviour.name)
        plain = (behaviour.name, behaviour.kind.value, behaviour.summary, behaviour.wanted.value)
        if run is None:
            return BehaviourResult(*plain, "not reached")
        if run.exit_code == UNSUPPORTED:
            return BehaviourResult(*plain, "unsupported", exit_code=UNSUPPORTED)
        if behaviour.kind is BehaviourKind.MUTANT and not run.altered:
            return BehaviourResult(
                *plain, "not reached", exit_code=run.exit_code, seconds=run.seconds
            )
        broken = tuple(
            BrokenRule(breach.rule.value, breach.why, breach.advice)
            for breach in breaches(behaviour, run, self.runner.steps)
        )
        return BehaviourResult(
            *plain,
            "broken" if broken else "kept",
            broken,
            run.exit_code,
            round(run.seconds, 3),
            noticed=run.failed,
            calls=tuple((call.call, call.outcome.value) for call in run.calls),
            sent=tuple(sent_lines(run.transcript)),
            output=run.output if broken else "",
        )


def legal_runs(runs: dict[str, ClientRun]) -> Iterator[tuple[str, ClientRun]]:
    """Yield the runs over behaviours that keep the contract."""
    for behaviour in BEHAVIOURS:
        if behaviour.name in runs and behaviour.kind is not BehaviourKind.MUTANT:
            yield behaviour.name, runs[behaviour.name]
