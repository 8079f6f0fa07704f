"""Evidence from recordings: transcripts from cassettes, each loaded and judged once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import ClassVar

from conformance.api.wording import counted
from conformance.contract.clause import Clause
from conformance.contract.clauses import CLAUSES
from conformance.contract.judge import judge
from conformance.contract.verdict import Verdict
from conformance.evidence.recordings.archive import Archive
from conformance.evidence.recordings.reader import Cassette, load
from conformance.report.evidence import Plain, scenes
from conformance.scenarios.catalogue import BY_NAME
from conformance.transcript.frames import EvidenceClass, Transcript


@dataclass(slots=True)
class Replay:
    """Evidence from cassettes; needs no network and no secrets."""

    is_live: ClassVar[bool] = False
    archive: Archive
    _verdicts: dict[tuple[str, EvidenceClass], dict[str, Verdict]] = field(default_factory=dict)
    _cassettes: dict[tuple[str, EvidenceClass], Cassette] = field(default_factory=dict)

    def gather(self, wanted: Iterable[tuple[str, EvidenceClass]]) -> None:
        """Load what is wanted. Raises CassetteBroken and RequestMissing."""
        for name, evidence in wanted:
            if (name, evidence) not in self._verdicts:
                cassette = self._cassettes[name, evidence] = self._load(name, evidence)
                self._verdicts[name, evidence] = by_clause(cassette.transcript)

    def _load(self, name: str, evidence: EvidenceClass) -> Cassette:
        if evidence is EvidenceClass.DOCUMENTATION:
            return load(self.archive.path(evidence, name))
        return self.archive.load(BY_NAME[name], evidence)

    def verdict(self, name: str, evidence: EvidenceClass, clause: Clause) -> Verdict:
        """Return one verdict. Raises CassetteBroken and RequestMissing."""
        self.gather([(name, evidence)])
        return self._verdicts[name, evidence][clause.id]

    def told(self) -> list[str]:
        """Say where the evidence came from."""
        recorded: dict[EvidenceClass, list[str]] = {}
        for (_, evidence), cassette in self._cassettes.items():
            recorded.setdefault(evidence, []).append(cassette.recorded)
        return [
            f"{evidence.value}: {counted(len(dates), 'recording')} replayed, "
            f"from {' and '.join(sorted(set(dates)))}"
            for evidence, dates in recorded.items()
        ]

    def findings(self) -> Plain:
        """Return what a report says besides the verdicts; drift is for what is performed."""
        said = [
            (cassette.transcript, cassette.day, self._verdicts[key].values())
            for key, cassette in self._cassettes.items()
        ]
        return scenes(said) | {"drift": None}

    @property
    def slowest(self) -> list[tuple[str, float]]:
        """Nothing is slow: nothing was waited for."""
        return []


def by_clause(transcript: Transcript) -> dict[str, Verdict]:
    """Judge a transcript by the whole law."""
    return {verdict.clause.id: verdict for verdict in judge(transcript, CLAUSES)}
