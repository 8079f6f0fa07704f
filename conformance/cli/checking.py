"""Judges files of captured exchanges: read, redact, judge, tell."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

from conformance.api import schemas
from conformance.contract.clauses import CLAUSES
from conformance.contract.judge import judge
from conformance.contract.verdict import Outcome, Verdict
from conformance.evidence.captures import Capture, read_lines
from conformance.evidence.recordings.reader import CassetteBroken, load
from conformance.report.evidence import Said, scenes
from conformance.report.exit_codes import EXIT_BAD_INPUT, EXIT_INCONCLUSIVE
from conformance.report.records import Record, exit_code
from conformance.report.terminal import failure
from conformance.report.terminal.console import window
from conformance.report.terminal.summary import summary
from conformance.report.writer import results
from conformance.transcript.frames import Transcript
from conformance.transcript.redaction import redact

_MOST_TOLD = 20


@dataclass(slots=True)
class Checked:
    """What came of the files: verdicts, and complaints about what could not be read."""

    verdicts: list[Verdict] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)
    complaints: list[str] = field(default_factory=list)
    fail_on_should: bool = False

    @property
    def records(self) -> list[Record]:
        """The verdicts as records; those without a subject are left out."""
        judged = (v for v in self.verdicts if v.outcome is not Outcome.UNTESTED)
        return [Record.of(v, self.again(v)) for v in judged]

    def again(self, verdict: Verdict) -> str:
        """Return the command that shows a verdict again."""
        return f"conformance check {self.files[verdict.scenario]}"

    @property
    def exit_code(self) -> int:
        """The exit code: bad input before everything else."""
        if self.complaints:
            return EXIT_BAD_INPUT
        if not self.records:
            return EXIT_INCONCLUSIVE
        return exit_code(self.records, self.fail_on_should)

    @property
    def told(self) -> list[str]:
        """Where the evidence came from, and what could not be read."""
        return [
            f"other: {len(self.said)} transcripts, captured elsewhere",
            *self.complaints,
        ]


def check_files(names: Iterable[str], fail_on_should: bool) -> Checked:
    """Judge the exchanges in files; ``-`` is stdin. What cannot be read becomes a complaint.

    Raises SchemaBroken.
    """
    schemas.check()
    checked = Checked(fail_on_should=fail_on_should)
    for name in names:
        for transcript in _transcripts(name, checked.complaints):
            clean, _ = redact(transcript)
            verdicts = judge(clean, CLAUSES)
            checked.verdicts += verdicts
            checked.files[clean.scenario] = name
            checked.said.append((clean, _day(clean), verdicts))
    return checked


def _day(transcript: Transcript) -> date | None:
    """Return the day of a capture; None where it tells no times."""
    at = next((frame.at for frame in transcript.frames if frame.at), 0)
    return datetime.fromtimestamp(at / 1000, UTC).date() if at else None


def _transcripts(name: str, complaints: list[str]) -> Sequence[Transcript]:
    if name.endswith((".yaml", ".yml")):
        try:
            return [load(Path(name)).transcript]
        except CassetteBroken as error:
            complaints.append(str(error))
            return []
    label = "stdin" if name == "-" else name
    try:
        capture = _capture(name)
    except OSError as error:
        complaints.append(f"{label}: it cannot be read ({error.strerror})")
        return []
    complaints += [f"{label}:{number}: {why}" for number, why in capture.unreadable]
    if not capture.transcripts and not capture.unreadable:
        complaints.append(f"{label}: there is no exchange in it; see README, Captured exchanges")
    return capture.transcripts


def _capture(name: str) -> Capture:
    if name == "-":
        return read_lines(BytesIO(sys.stdin.buffer.read()), "stdin")
    with Path(name).open("rb") as file:
        return read_lines(file, name)


def as_text(checked: Checked) -> str:
    """Write the summary, and the first broken clauses in full."""
    records = checked.records
    if not records:
        return "nothing was judged: no clause found anything to look at (is the method known?)"
    broken = [v for v in checked.verdicts if v.outcome is Outcome.BROKEN]
    shown = [failure.text(v, checked.again(v)) for v in broken[:_MOST_TOLD]]
    if len(broken) > _MOST_TOLD:
        shown.append(f"… and {len(broken) - _MOST_TOLD} more; --json has them all")
    width, color = window(100)
    return "\n\n".join([*shown, summary(records, checked.told[:1], (), width, color)])


def as_json(checked: Checked) -> str:
    """Write the report as `schemas/report.json` describes it."""
    now = datetime.now(UTC)
    told, code = checked.told, checked.exit_code
    report = results(checked.records, None, now, told, code, findings=scenes(checked.said))
    return json.dumps(report, indent=1)
