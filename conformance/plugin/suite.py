"""The suite of one pytest run: its evidence, recording, and comparison with earlier recordings.

A suite is replayed or performed; the hooks use only `Suite`. Every error is one line.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from conformance.api.bad_input import BadInput
from conformance.contract.edition import Edition
from conformance.evidence.evidence import Pair, ScenarioEvidence
from conformance.evidence.progress import Progress
from conformance.evidence.recordings.archive import Archive
from conformance.plugin import summary
from conformance.plugin.findings import joined_findings
from conformance.plugin.interruption import interruptible
from conformance.report.evidence import evidence_part
from conformance.scenarios.catalogue import CATALOGUE

if TYPE_CHECKING:
    from conformance.drift.accepted import Acceptance
    from conformance.drift.result import Side
    from conformance.evidence.live.performance import Performance
    from conformance.evidence.recordings.modes import Recorder
    from conformance.evidence.run import Run


class AccountsDiffer(BadInput):
    """A worker has other accounts than the main process, so that lanes might meet in one."""

    def __init__(self) -> None:
        super().__init__(
            "a worker has other accounts than the main process: give each host the same file, "
            "and name it in BINANCE_ACCOUNTS there"
        )


class Suite(Protocol):
    """A run of the suite, replayed or performed, as the hooks need it."""

    @property
    def archive(self) -> Archive:
        """The recordings that are replayed, or written."""

    @property
    def edition(self) -> Edition:
        """The contract by which is judged."""

    @property
    def api_keys(self) -> tuple[str, ...]:
        """The API keys of every account; none where none is used."""

    @property
    def evidence(self) -> ScenarioEvidence:
        """The evidence that is judged."""

    @property
    def pairs(self) -> Sequence[Pair]:
        """The pairs that could be judged. Raises CassetteBroken and SchemaBroken."""

    @property
    def numbers(self) -> Mapping[str, int]:
        """The lanes of pairs, by their ids, from 0; empty of one lane. Raises SchemaBroken."""

    def part(self, pair: Pair) -> Suite:
        """Return the suite of the lane that a pair belongs to. Raises AccountsDiffer."""

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

    def joined(self, parts: Sequence[dict[str, Any]]) -> dict[str, Any]:
        """Return what workers handed over as the parts of one report."""

    def keep(self, recordings: Mapping[str, str]) -> list[str]:
        """Write recordings that workers made on other machines; return complaints."""


@dataclass
class PerformedSuite:
    """Scenarios performed now, recorded as the record mode says, and compared with recordings.

    ``before`` are the recordings as they were before the run. ``note`` is a sentence on accounts
    that are not used; ``differs``: a worker whose accounts are not those of the main process.
    """

    archive: Archive
    evidence: Run
    recorder: Recorder
    accepted: tuple[Acceptance, ...] = ()
    before: Side | None = None
    note: str = ""
    differs: bool = False
    edition: Edition = field(default_factory=Edition)
    numbers: ClassVar[Mapping[str, int]] = {}

    @property
    def api_keys(self) -> tuple[str, ...]:
        """The API keys of every account; none where they are the embedded server's."""
        return self.evidence.credentials.api_keys

    @cached_property
    def pairs(self) -> Sequence[Pair]:
        """The scenarios' pairs. Raises SchemaBroken."""
        return [p for p in self.evidence.pairs() if self.edition.has(p.clause)]

    def part(self, pair: Pair) -> PerformedSuite:
        """Return this suite: it is one lane. Raises AccountsDiffer."""
        del pair
        if self.differs:
            raise AccountsDiffer
        return self

    def header(self) -> str:
        """Return lines on the target, the account, and what cannot be performed."""
        return summary.header(self.evidence.target, [self.evidence.credentials])

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
        note = [self.note] if first and self.note else []
        return [*first, *note, *(self.recorder.summary_lines() if first else []), *rest]

    def findings(self) -> dict[str, Any]:
        """Return the parts of a report besides the verdicts; empty where nothing was performed."""
        if not self.has_gathered():
            return {}
        lines = {"told": self.summary_lines(), "complaints": self.complaints()}
        rest = {"tried": [*self.evidence.results], "recordings": self.recorder.texts}
        return evidence_part(self.evidence) | {"drift": self._drift()} | lines | rest

    def joined(self, parts: Sequence[dict[str, Any]]) -> dict[str, Any]:
        """Return what workers handed over as the parts of one report."""
        return joined_findings(parts, self.accepted)

    def keep(self, recordings: Mapping[str, str], api_keys: Iterable[str] = ()) -> list[str]:
        """Write recordings that workers made on other machines; return complaints.

        ``api_keys`` are further keys that are not to be in them.
        """
        self.recorder.keep(recordings, [*self.api_keys, *api_keys])
        return self.recorder.complaints()

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
