"""The report of captures: a record for each verdict that is shown, one for many that are counted.

However many lines there are, it keeps so many records, parts and complaints at most.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Final

from conformance.api.document import JsonObject
from conformance.api.wording import counted, on_one_line
from conformance.contract.judged import Judged
from conformance.contract.verdict import Outcome, Verdict
from conformance.evidence.captures.files import CaptureFile
from conformance.evidence.captures.gather import MOST_PIECES, Portion
from conformance.evidence.captures.jobs import clause_of
from conformance.evidence.captures.pieces import MOST_WHOLE, Piece, Sum
from conformance.report.evidence import scenario_part, weights_alone
from conformance.report.known import KnownBreaches
from conformance.report.records import Record
from conformance.transcript.conversation import conversation_of
from conformance.transcript.frames import EvidenceClass, Transcript
from conformance.transcript.redaction import redact

_MOST_COMPLAINTS: Final = 100
_SumOfFile = tuple[CaptureFile, EvidenceClass, Sum]


@dataclass(slots=True)
class CaptureRecords:
    """The records of captures, gathered portion by portion.

    ``parts`` are the evidence parts of the pieces that came first, ``weights`` their weights.
    """

    known: KnownBreaches
    transcripts: int = 0
    parts: list[JsonObject] = field(default_factory=list)
    weights: list[JsonObject] = field(default_factory=list)
    _records: list[Record] = field(default_factory=list)
    _complaints: list[str] = field(default_factory=list)
    _unread: int = 0
    _sums: dict[_SumOfFile, tuple[int, int]] = field(default_factory=dict)

    def add(self, portion: Portion) -> Iterator[tuple[Verdict, Record]]:
        """Add a portion; yield its verdicts that are shown, each with its record."""
        self.transcripts += portion.batch.judged
        for complaint in portion.complaints:
            self._complain(complaint)
        for piece in portion.batch.pieces:
            if piece.unreadable:
                self._complain(piece.unreadable)
            for verdict in piece.verdicts:
                record = Record.of(verdict, _again(portion.source), self.known.why(verdict))
                if len(self._records) < MOST_PIECES:
                    self._records.append(record)
                else:
                    key = (verdict.clause.id, verdict.outcome.value, "")
                    self._sum(portion, key, 1, verdict.subjects)
                yield verdict, record
            self._add_part(piece)
        for key, (verdicts, subjects) in portion.batch.sums.items():
            self._sum(portion, key, verdicts, subjects)

    def _sum(self, portion: Portion, key: Sum, verdicts: int, subjects: int) -> None:
        place = (portion.source, portion.evidence_class, key)
        before = self._sums.get(place, (0, 0))
        self._sums[place] = (before[0] + verdicts, before[1] + subjects)

    def _complain(self, complaint: str) -> None:
        self._unread += 1
        if len(self._complaints) < _MOST_COMPLAINTS:
            self._complaints.append(complaint)

    def _add_part(self, piece: Piece) -> None:
        """Keep what is shown of a piece in full."""
        if len(self.parts) >= MOST_WHOLE or not (piece.verdicts and piece.transcript.frames):
            return
        clean, _ = redact(piece.transcript)
        judged = Judged(conversation_of(clean), _day(clean), piece.verdicts)
        self.parts.append(scenario_part(judged))
        self.weights += weights_alone(judged.conversation)

    @property
    def records(self) -> list[Record]:
        """The records: first those of one verdict, then those of many."""
        return self._records + [
            _record_of(place, counts, self.known) for place, counts in self._sums.items()
        ]

    @property
    def complaints(self) -> list[str]:
        """Sentences on what could not be read, the first of them, and how many more there are."""
        more = self._unread - len(self._complaints)
        return self._complaints + ([f"{counted(more, 'line')} more cannot be read"] if more else [])

    def summary_line(self) -> str:
        """Return a sentence on how much was captured."""
        return f"other: {counted(self.transcripts, 'transcript')}, captured elsewhere"


def _record_of(place: _SumOfFile, counts: tuple[int, int], known: KnownBreaches) -> Record:
    """Return the record of many verdicts of one clause; ``counts`` are those, and subjects."""
    source, evidence_class, (clause, outcome, reason) = place
    verdicts, subjects = counts
    verdict = Verdict(
        clause_of(clause), source.label, evidence_class, Outcome(outcome), subjects, reason=reason
    )
    record = Record.of(verdict, _again(source), known.why(verdict))
    return replace(record, verdicts=verdicts)


def _again(source: CaptureFile) -> str:
    """Return the command that repeats a verdict."""
    return f"conformance check {shlex.quote(on_one_line(source.name))}"


def _day(transcript: Transcript) -> date | None:
    """Return the day of a capture; None where it has no times."""
    at = next((frame.at for frame in transcript.frames if frame.at), 0)
    return datetime.fromtimestamp(at / 1000, UTC).date() if at else None
