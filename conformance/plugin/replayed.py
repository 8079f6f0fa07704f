"""The suite of a run that replays recordings: it reaches no server, and has no lanes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar

from conformance.api.wording import counted
from conformance.contract.edition import Edition
from conformance.evidence.evidence import Pair
from conformance.evidence.progress import Progress
from conformance.evidence.recordings.archive import Archive
from conformance.evidence.replay import Replay
from conformance.report.evidence import evidence_part
from conformance.transcript.frames import EvidenceClass


@dataclass
class ReplayedSuite:
    """Recordings, judged without a network."""

    archive: Archive
    edition: Edition = field(default_factory=Edition)
    evidence: Replay = field(init=False)
    api_keys: ClassVar[tuple[str, ...]] = ()
    numbers: ClassVar[Mapping[str, int]] = {}

    def __post_init__(self) -> None:
        self.evidence = Replay(self.archive)

    @cached_property
    def pairs(self) -> Sequence[Pair]:
        """The recordings' pairs. Raises CassetteBroken and SchemaBroken."""
        return [p for p in self.evidence.pairs() if self.edition.has(p.clause)]

    def part(self, pair: Pair) -> ReplayedSuite:
        """Return this suite: a replay has no lanes."""
        del pair
        return self

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
        own = sum(len(self.archive.own_names(each)) for each in EvidenceClass)
        above = [f"{counted(own, 'recording')} of {self.archive.root}, above those of the package"]
        return [*self.evidence.summary_lines(), *(above if own and self.archive.beneath else [])]

    def findings(self) -> dict[str, Any]:
        """Return the parts of a report besides the verdicts; a replay has no drift."""
        return evidence_part(self.evidence) | {"drift": None}

    def joined(self, parts: Sequence[dict[str, Any]]) -> dict[str, Any]:
        """Return nothing: workers that replay hand nothing over."""
        del parts
        return {}

    def keep(self, recordings: Mapping[str, str]) -> list[str]:
        """Return an empty list: a replay writes nothing."""
        del recordings
        return []
