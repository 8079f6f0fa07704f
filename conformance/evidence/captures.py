"""Evidence captured elsewhere: JSON Lines → transcripts, with the text of frames as it came.

A line that cannot be read is reported with its number; the others are read.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import IO, ClassVar

from conformance.api.codes import UNAVAILABLE
from conformance.api.methods import STREAM_PREFIX, VERSION_PREFIX
from conformance.contract.judged import Judged, judge_raw
from conformance.contract.verdict import Outcome
from conformance.evidence.capture_lines import Captured, LineUnreadable, captured_of, lines_of
from conformance.evidence.recordings.reader import CassetteBroken, load_cassette
from conformance.transcript.conversation import conversation_of
from conformance.transcript.frames import Ending, EvidenceClass, Transcript
from conformance.transcript.redaction import SecretLeft, redact


@dataclass(slots=True)
class Capture:
    """A file: its transcripts, and the lines that could not be read, by number with the reason."""

    transcripts: list[Transcript] = field(default_factory=list)
    unreadable: list[tuple[int, str]] = field(default_factory=list)


@dataclass(slots=True)
class Captures:
    """The exchanges in files, judged in order; ``-`` is stdin.

    ``complaints`` are sentences on what could not be read.
    """

    names: Sequence[str]
    complaints: list[str] = field(default_factory=list)
    ledger: ClassVar[None] = None
    _judged: list[Judged] = field(default_factory=list)
    _files: dict[str, str] = field(default_factory=dict)

    def gather(self) -> None:
        """Read and judge every file; what cannot be read becomes a complaint."""
        for name in self.names:
            for transcript in self._transcripts(name):
                try:
                    clean, redaction = redact(transcript)
                except SecretLeft as error:
                    self.complaints.append(str(error))
                    continue
                self._files[clean.scenario] = name
                judged = judge_raw(transcript, clean, redaction, _day(clean))
                tested = (v for v in judged.verdicts if v.outcome is not Outcome.UNTESTED)
                self._judged.append(replace(judged, verdicts=tuple(tested)))

    def _transcripts(self, name: str) -> Sequence[Transcript]:
        if name.endswith((".yaml", ".yml")):
            try:
                return [load_cassette(Path(name)).transcript]
            except CassetteBroken as error:
                self.complaints.append(str(error))
                return []
        label = "stdin" if name == "-" else name
        try:
            capture = _read_file(name)
        except OSError as error:
            self.complaints.append(f"{label}: it cannot be read ({error.strerror})")
            return []
        self.complaints += [f"{label}:{number}: {why}" for number, why in capture.unreadable]
        if not capture.transcripts and not capture.unreadable:
            why = "there is no exchange in it; see README, Captured exchanges"
            self.complaints.append(f"{label}: {why}")
        return capture.transcripts

    def judged(self) -> list[Judged]:
        """Return the judged transcripts, in order; what had nothing to look at is left out."""
        return self._judged

    def file_of(self, scenario: str) -> str:
        """Return the file that a transcript came from."""
        return self._files[scenario]

    def summary_lines(self) -> list[str]:
        """Return sentences on how much was captured, and what could not be read."""
        return [f"other: {len(self._judged)} transcripts, captured elsewhere", *self.complaints]


def _day(transcript: Transcript) -> date | None:
    """Return the day of a capture; None where it has no times."""
    at = next((frame.at for frame in transcript.frames if frame.at), 0)
    return datetime.fromtimestamp(at / 1000, UTC).date() if at else None


def _read_file(name: str) -> Capture:
    if name == "-":
        return read_lines(BytesIO(sys.stdin.buffer.read()), "stdin")
    path = Path(name)
    if path.is_char_device() or path.is_block_device():
        raise OSError(0, "it is no file, but a device")
    with path.open("rb") as file:
        return read_lines(file, name)


def read_lines(file: IO[bytes], name: str) -> Capture:
    """Read JSON Lines; lines with one ``connection`` become one transcript, in order."""
    capture = Capture()
    together: dict[str, list[Captured]] = {}
    for number, line in lines_of(file):
        try:
            captured = captured_of(number, line)
        except LineUnreadable as error:
            capture.unreadable.append((number, str(error)))
        else:
            key = f"={number}" if captured.connection is None else captured.connection
            together.setdefault(key, []).append(captured)
    lasting = _is_lasting(together.values())
    capture.transcripts = [_transcript(name, group, lasting) for group in together.values()]
    return capture


def _is_lasting(groups: Iterable[Iterable[Captured]]) -> bool:
    """Whether a service that calls itself unavailable stays so: no method of a stream succeeds."""
    frames = [frame for group in groups for line in group for frame in line.frames]
    if not any(str(UNAVAILABLE) in str(frame.data) for frame in frames):
        return False
    exchanges = conversation_of(Transcript("", tuple(frames), partial=True)).exchanges
    return not any(
        e.success and str(e.method).removeprefix(VERSION_PREFIX).startswith(STREAM_PREFIX)
        for e in exchanges
    )


def _transcript(name: str, group: Iterable[Captured], lasting: bool) -> Transcript:
    lines = list(group)
    frames = tuple(frame for line in lines for frame in line.frames)
    first, last = lines[0], lines[-1]
    place = f"{first.number}" if first is last else f"{first.number}-{last.number}"
    return Transcript(
        f"{name}:{place}",
        frames,
        EvidenceClass.OTHER,
        endpoint=next((line.endpoint for line in lines if line.endpoint), ""),
        ending=Ending(again=lasting),
        partial=True,
        logged_on=first.logged_on,
    )
