"""Evidence from recordings: transcripts from cassettes, each loaded and judged once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import ClassVar

from conformance.archive import Archive
from conformance.cassettes import load
from conformance.clause import Clause, Verdict
from conformance.clauses import CLAUSES
from conformance.judging import judge
from conformance.scenarios import BY_NAME
from conformance.transcript import Evidence, Transcript


@dataclass(slots=True)
class Replay:
    """Evidence from cassettes; needs no network and no secrets."""

    is_live: ClassVar[bool] = False
    archive: Archive
    _verdicts: dict[tuple[str, Evidence], dict[str, Verdict]] = field(default_factory=dict)
    recorded: dict[Evidence, set[str]] = field(default_factory=dict)

    def gather(self, wanted: Iterable[tuple[str, Evidence]]) -> None:
        """Load what is wanted. Raises CassetteBroken and RequestMissing."""
        for name, evidence in wanted:
            if (name, evidence) not in self._verdicts:
                transcript = self._transcript(name, evidence)
                self._verdicts[name, evidence] = by_clause(transcript)

    def _transcript(self, name: str, evidence: Evidence) -> Transcript:
        if evidence is Evidence.DOCUMENTATION:
            cassette = load(self.archive.path(evidence, name))
        else:
            cassette = self.archive.load(BY_NAME[name], evidence)
        self.recorded.setdefault(evidence, set()).add(cassette.recorded)
        return cassette.transcript

    def verdict(self, name: str, evidence: Evidence, clause: Clause) -> Verdict:
        """Return one verdict. Raises CassetteBroken and RequestMissing."""
        self.gather([(name, evidence)])
        return self._verdicts[name, evidence][clause.id]

    def told(self) -> list[str]:
        """Say where the evidence came from."""
        counts = {e: sum(1 for _, kind in self._verdicts if kind is e) for e in self.recorded}
        return [
            f"{evidence.value}: {counts[evidence]} recordings replayed, "
            f"from {' and '.join(sorted(dates))}"
            for evidence, dates in self.recorded.items()
        ]

    def drift(self) -> None:
        """Tell nothing: nothing was performed that could differ."""

    @property
    def slowest(self) -> list[tuple[str, float]]:
        """Nothing is slow: nothing was waited for."""
        return []


def by_clause(transcript: Transcript) -> dict[str, Verdict]:
    """Judge a transcript by the whole law."""
    return {verdict.clause.id: verdict for verdict in judge(transcript, CLAUSES)}
