"""Captures: files judged one after the other, with results as they come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import IO, Final

from conformance.evidence.captures.files import BROKEN_FILE, CaptureFile, blocks, opened, why_unread
from conformance.evidence.captures.har import HarBroken, har_lines
from conformance.evidence.captures.jobs import Judges, in_order
from conformance.evidence.captures.pieces import Batch, Piece, judge_piece
from conformance.evidence.captures.recognition import NoCapture, check_capture
from conformance.evidence.captures.shapes import Shapes
from conformance.evidence.captures.stream import BlockResult, LineBlock, LineStream
from conformance.evidence.progress import Progress, no_progress
from conformance.evidence.recordings.reader import CassetteBroken, load_cassette
from conformance.transcript.frames import EvidenceClass

DETAILED: Final = 25
"""In the first so many lines, what is kept has verdicts of its own; in all others it is counted."""
MOST_PIECES: Final = 10_000
"""How many pieces wait for the end of a file at most; what comes of more is only counted."""


@dataclass(frozen=True, slots=True)
class Portion:
    """What came of a part of a file: what is shown, what is counted, what could not be read."""

    source: CaptureFile
    evidence_class: EvidenceClass
    batch: Batch
    complaints: list[str] = field(default_factory=list)
    lines: int = 0


@dataclass(slots=True)
class Captures:
    """The exchanges in files, judged in order."""

    sources: Iterable[CaptureFile]
    judges: Judges
    progress: Progress = no_progress
    _lines: int = 0

    def portions(self) -> Iterator[Portion]:
        """Judge every file; what cannot be read becomes a complaint."""
        for source in self.sources:
            portions = _cassette(source) if source.kind == "cassette" else self._file(source)
            for portion in portions:
                self._lines += portion.lines
                yield portion

    def _file(self, source: CaptureFile) -> Iterator[Portion]:
        """Yield the portions of a file; the last is what depends on the whole of it."""
        detailed = max(0, DETAILED - self._lines)
        lasting, passing, works, lines = Batch(), Batch(), False, 0
        complaints: list[str] = []
        try:
            with opened(source) as (content, raw):
                for result in self._results(source, detailed, content, raw):
                    works |= result.works
                    lines += result.lines + len(result.unreadable)
                    lasting.merge(result.lasting, MOST_PIECES)
                    passing.merge(result.passing, MOST_PIECES)
                    yield _portion(source, result)
        except (HarBroken, NoCapture) as error:
            complaints.append(f"{source.label}: {error}")
        except BROKEN_FILE as error:
            complaints.append(f"{source.label}: {why_unread(error)}")
        if not lines and not complaints:
            why = "there is no exchange in it; see README, Captured exchanges"
            complaints.append(f"{source.label}: {why}")
        rest = passing if works else lasting
        yield Portion(source, EvidenceClass.OTHER, rest, complaints)

    def _results(
        self, source: CaptureFile, detailed: int, content: IO[bytes], raw: IO[bytes]
    ) -> Iterator[BlockResult]:
        if source.kind == "har":
            yield from _har_results(source, detailed, content)
            return
        yield from self.judges.judge(source.label, detailed, self._shown(source, content, raw))

    def _shown(
        self, source: CaptureFile, content: IO[bytes], raw: IO[bytes]
    ) -> Iterator[LineBlock]:
        """Yield the blocks of a file, and show how far it is read."""
        size = source.size
        for block in blocks(content, source.name if content is raw and size else ""):
            if block.first == 1:
                check_capture(block.data)
            if size:
                self.progress(
                    f"line {block.end:,} of {Path(source.label).name[:30]}", raw.tell(), size
                )
            yield block


def _portion(source: CaptureFile, result: BlockResult) -> Portion:
    complaints = [f"{source.label}:{number}: {why}" for number, why in result.unreadable]
    return Portion(source, EvidenceClass.OTHER, result.certain, complaints, result.lines)


def _har_results(source: CaptureFile, detailed: int, content: IO[bytes]) -> Iterator[BlockResult]:
    """Yield what came of the messages of a HAR, some at a time."""
    stream = LineStream(source.label, detailed, Shapes())
    messages = har_lines(content)
    while some := [*islice(messages, 1000)]:
        yield in_order([stream.take_captured(some)])
    yield in_order([stream.finish()])


def _cassette(source: CaptureFile) -> Iterator[Portion]:
    """Yield what came of a cassette."""
    try:
        transcript = load_cassette(Path(source.name)).transcript
    except CassetteBroken as error:
        yield Portion(source, EvidenceClass.OTHER, Batch(), [str(error)])
        return
    judgement = judge_piece(transcript)
    batch = Batch(1, [Piece(1, 1, transcript, judgement.verdicts, judgement.unreadable)])
    yield Portion(source, transcript.evidence_class, batch, lines=1)
