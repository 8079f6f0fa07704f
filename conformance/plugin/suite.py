"""The suite of one pytest run: its evidence, recording, and comparison with earlier recordings.

A suite is replayed or performed; the hooks use only `Suite`. Every error is one line.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

import pytest

from conformance.api import schemas
from conformance.api.bad_input import BadInput
from conformance.evidence.evidence import Pair, ScenarioEvidence
from conformance.evidence.progress import Progress
from conformance.evidence.recordings.archive import Archive, archive
from conformance.evidence.replay import Replay
from conformance.plugin import summary
from conformance.plugin.interruption import interruptible
from conformance.report.evidence import evidence_part
from conformance.scenarios.catalogue import CATALOGUE
from conformance.transcript.frames import EvidenceClass

if TYPE_CHECKING:
    from conformance.drift.accepted import Acceptance
    from conformance.drift.result import Side
    from conformance.evidence.live.performance import Performance
    from conformance.evidence.recordings.modes import Recorder
    from conformance.evidence.run import Run


class Suite(Protocol):
    """A run of the suite, replayed or performed, as the hooks need it."""

    archive: Archive

    @property
    def api_keys(self) -> tuple[str, ...]:
        """The API keys of every account; none where none is used."""

    @property
    def evidence(self) -> ScenarioEvidence:
        """The evidence that is judged."""

    @property
    def pairs(self) -> Sequence[Pair]:
        """The pairs that could be judged. Raises CassetteBroken and SchemaBroken."""

    def header(self) -> str | None:
        """Return lines on what the run is about to do, or None."""

    def cost_line(self, names: Iterable[str]) -> str | None:
        """Return a line on the cost of performing scenarios; None where it is not counted."""

    def gather(self, pairs: Iterable[Pair], progress: Progress) -> None:
        """Gather the evidence of pairs, once. Raises BadInput and OSError."""

    def complaints(self) -> list[str]:
        """Return sentences on what could not be gathered or written as it was wanted."""

    def has_gathered(self) -> bool:
        """Whether `gather` was called, or need not be."""

    def summary_lines(self) -> list[str]:
        """Return lines on where the evidence came from, and what was written."""

    def findings(self) -> dict[str, Any]:
        """Return the parts of a report besides the verdicts; empty where nothing was gathered."""


@dataclass
class ReplayedSuite:
    """Recordings, judged without a network."""

    archive: Archive
    evidence: Replay = field(init=False)
    api_keys: ClassVar[tuple[str, ...]] = ()

    def __post_init__(self) -> None:
        self.evidence = Replay(self.archive)

    @cached_property
    def pairs(self) -> Sequence[Pair]:
        """The recordings' pairs. Raises CassetteBroken and SchemaBroken."""
        return self.evidence.pairs()

    def header(self) -> None:
        """Return None: a replay reaches no server."""

    def cost_line(self, names: Iterable[str]) -> None:
        """Return None: a replay costs nothing."""

    def gather(self, pairs: Iterable[Pair], progress: Progress) -> None:
        """Load and judge the recordings of pairs. Raises BadInput."""
        del progress
        self.evidence.gather(dict.fromkeys((p.scenario, p.evidence_class) for p in pairs))

    def complaints(self) -> list[str]:
        """Return an empty list: a replay writes nothing."""
        return []

    def has_gathered(self) -> bool:
        """Return True: a recording that is missing is loaded when its verdict is needed."""
        return True

    def summary_lines(self) -> list[str]:
        """Return lines on the recordings that were replayed."""
        return self.evidence.summary_lines()

    def findings(self) -> dict[str, Any]:
        """Return the parts of a report besides the verdicts; a replay has no drift."""
        return evidence_part(self.evidence) | {"drift": None}


@dataclass
class PerformedSuite:
    """Scenarios performed now, recorded as the record mode says, and compared with recordings.

    ``before`` are the recordings as they were before the run.
    """

    archive: Archive
    evidence: Run
    recorder: Recorder
    accepted: tuple[Acceptance, ...] = ()
    before: Side | None = None

    @property
    def api_keys(self) -> tuple[str, ...]:
        """The API keys of every account; none where they are the embedded server's."""
        return self.evidence.credentials.api_keys

    @cached_property
    def pairs(self) -> Sequence[Pair]:
        """The scenarios' pairs. Raises SchemaBroken."""
        return self.evidence.pairs()

    def header(self) -> str:
        """Return lines on the target, the account, and what cannot be performed."""
        return summary.header(self.evidence.target, self.evidence.credentials)

    def cost_line(self, names: Iterable[str]) -> str | None:
        """Return a line on the scenarios' cost; None for the embedded server."""
        return summary.cost_line(self.evidence, names)

    def gather(self, pairs: Iterable[Pair], progress: Progress) -> None:
        """Perform, judge and record the scenarios of pairs, each once.

        Raises CassetteBroken and OSError before anything is performed.
        """
        from conformance.drift.since import baseline  # noqa: PLC0415 - only once a run

        names = dict.fromkeys(pair.scenario for pair in pairs)
        scenarios = [scenario for scenario in CATALOGUE if scenario.name in names]
        self.recorder.plan(scenarios)
        compared = [s.name for s in scenarios if not self.evidence.leaves_out(s)]
        self.before = baseline(self.archive, self.evidence.target.evidence_class, compared)
        self.evidence.progress = interruptible(progress)
        self.evidence.gather(names, self._record)
        if scenarios:
            self.recorder.finish()

    def _record(self, performance: Performance) -> None:
        """Record a performance, unless another attempt may have another result."""
        if performance.transcript and not performance.may_pass:
            self.recorder.record(performance.transcript, performance.redaction)

    def has_gathered(self) -> bool:
        """Whether the scenarios were performed, or the first of them was begun."""
        return bool(self.evidence.wanted)

    def complaints(self) -> list[str]:
        """Return sentences on recordings that could not be written."""
        return self.recorder.complaints()

    def summary_lines(self) -> list[str]:
        """Return lines on what was performed and written, its cost, and the account."""
        lines = self.evidence.summary_lines()
        first, rest = lines[:1], lines[1:]
        return [*first, *(self.recorder.summary_lines() if first else []), *rest]

    def findings(self) -> dict[str, Any]:
        """Return the parts of a report besides the verdicts; empty where nothing was performed."""
        if not self.has_gathered():
            return {}
        lines = {"told": self.summary_lines(), "complaints": self.complaints()}
        return evidence_part(self.evidence) | {"drift": self._drift()} | lines

    def _drift(self) -> dict[str, Any]:
        """Compare the scenarios with the recordings from before the run."""
        from conformance.drift.result import settle  # noqa: PLC0415
        from conformance.drift.since import since  # noqa: PLC0415

        assert self.before is not None  # `gather` took it
        today = datetime.now(UTC).date()
        run = self.evidence
        drift = since(self.before, run.target.name, [*run.judged()], run.failures(), today)
        whole = run.results.keys() >= {scenario.name for scenario in CATALOGUE}
        return settle(drift, self.accepted, today, whole)


def choose(config: pytest.Config) -> Suite:
    """Return the suite of a run, with nothing loaded or sent yet. Raises UsageError."""
    try:
        schemas.check_schemas()
        return _performed(config) if config.option.live else ReplayedSuite(_archive(config))
    except BadInput as error:
        raise pytest.UsageError(str(error)) from None


def _performed(config: pytest.Config) -> PerformedSuite:
    from conformance.api.credentials import Credentials  # noqa: PLC0415 - slow to import, and
    from conformance.drift import accepted  # noqa: PLC0415 - not needed offline, as are these
    from conformance.evidence.live import targets  # noqa: PLC0415
    from conformance.evidence.recordings.modes import Recorder  # noqa: PLC0415
    from conformance.evidence.recordings.writer import Provenance  # noqa: PLC0415
    from conformance.evidence.run import Run  # noqa: PLC0415

    option = config.option
    name = "testnet" if option.target is None else option.target
    target = targets.find_target(name, option.i_own_this_production_account)
    own = target.name == "reference"
    credentials = Credentials() if own else targets.read_credentials()
    credentials = targets.with_extras(credentials, target, option.with_stream)
    targets.guard_credentials(target, credentials)
    day = None if target.exclusive else datetime.now(UTC).date()
    run = Run(target, credentials, option.answer_timeout, option.weight_budget, day)
    account = " and ".join(sorted(credentials.has & {"apiKey", "signature"})) or "none"
    is_virtual = target.evidence_class is EvidenceClass.REFERENCE
    provenance = Provenance("virtual") if is_virtual else Provenance(account=account)
    recordings = _archive(config)
    mode = option.record_mode or "none"
    recorder = Recorder(recordings, target.evidence_class, mode, provenance)
    acceptances = accepted.read_accepted(config.rootpath / accepted.FILE)
    return PerformedSuite(recordings, run, recorder, acceptances)


def _archive(config: pytest.Config) -> Archive:
    own = config.rootpath / "cassettes"
    return Archive(own) if own.is_dir() else archive()
