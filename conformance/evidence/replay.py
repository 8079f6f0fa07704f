"""Evidence from recordings: transcripts from cassettes, each loaded and judged once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import ClassVar

from conformance.api.wording import counted
from conformance.contract.clauses import CLAUSES
from conformance.contract.judged import Judged, judge_whole
from conformance.contract.verdict import Verdict
from conformance.evidence.evidence import Pair, scenario_pairs, stream_lines
from conformance.evidence.expected import expected_clauses
from conformance.evidence.recordings.archive import Archive
from conformance.evidence.recordings.reader import Cassette, load_cassette
from conformance.scenarios.catalogue import BY_NAME, CATALOGUE
from conformance.transcript.conversation import Conversation, conversation_of
from conformance.transcript.frames import EvidenceClass


@dataclass(slots=True)
class Replay:
    """Evidence from cassettes; needs no network and no secrets."""

    archive: Archive
    ledger: ClassVar[None] = None
    target_name: ClassVar[None] = None
    _judged: dict[tuple[str, EvidenceClass], Judged] = field(default_factory=dict)

    def pairs(self) -> list[Pair]:
        """List each recording with each clause that could have a subject in it.

        Raises CassetteBroken and SchemaBroken.
        """
        pairs = []
        for scenario in CATALOGUE:
            for evidence in self.archive.classes(scenario):
                clauses = expected_clauses(scenario, evidence is EvidenceClass.REFERENCE)
                pairs += scenario_pairs(scenario, evidence, clauses)
        return [*pairs, *self._documented_pairs()]

    def _documented_pairs(self) -> Iterator[Pair]:
        """Yield each example of the API pages with each clause that has a subject in it."""
        for name in self.archive.names(EvidenceClass.DOCUMENTATION):
            cassette = load_cassette(self.archive.place(EvidenceClass.DOCUMENTATION, name))
            conversation = conversation_of(cassette.transcript)
            for clause in CLAUSES:
                if next(iter(clause.of(conversation)), None):
                    yield Pair(name, clause, EvidenceClass.DOCUMENTATION)

    def gather(self, wanted: Iterable[tuple[str, EvidenceClass]]) -> None:
        """Load and judge recordings, by name and class. Raises CassetteBroken, RequestMissing."""
        for name, evidence_class in wanted:
            if (name, evidence_class) not in self._judged:
                cassette = self._load(name, evidence_class)
                self._judged[name, evidence_class] = judge_whole(cassette.transcript, cassette.day)

    def _load(self, name: str, evidence_class: EvidenceClass) -> Cassette:
        if evidence_class is EvidenceClass.DOCUMENTATION:
            return load_cassette(self.archive.place(evidence_class, name))
        return self.archive.load_cassette(BY_NAME[name], evidence_class)

    def verdict(self, pair: Pair) -> Verdict:
        """Return one verdict. Raises CassetteBroken and RequestMissing."""
        self.gather([(pair.scenario, pair.evidence_class)])
        return self._judged[pair.scenario, pair.evidence_class].verdict_of(pair.clause)

    def conversation(self, pair: Pair) -> Conversation | None:
        """Return the conversation that a verdict is about; None where none was loaded."""
        judged = self._judged.get((pair.scenario, pair.evidence_class))
        return judged.conversation if judged else None

    def judged(self) -> list[Judged]:
        """Return the judged recordings, in the order in which they were loaded."""
        return [*self._judged.values()]

    def summary_lines(self) -> list[str]:
        """Return sentences on how many recordings were replayed, and when they were made."""
        days: dict[EvidenceClass, list[str]] = {}
        for (_, evidence_class), judged in self._judged.items():
            day = judged.day.isoformat() if judged.day else "runs on a virtual clock"
            days.setdefault(evidence_class, []).append(day)
        lines = [
            f"{evidence_class.value}: {counted(len(each), 'recording')} replayed, "
            f"from {' and '.join(sorted(set(each)))}"
            for evidence_class, each in days.items()
        ]
        return [*lines, *stream_lines(self._judged.values())]

    def slowest(self) -> list[tuple[str, float]]:
        """Return nothing: a replay waits for nobody."""
        return []
