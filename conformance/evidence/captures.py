"""Evidence captured elsewhere: JSON Lines → transcripts, with the text of frames as it came.

A line that cannot be read is reported with its number; the others are read.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import IO, Any, ClassVar, Final

from conformance.api.document import read
from conformance.contract.judged import Judged, judge_whole
from conformance.evidence.recordings.reader import CassetteBroken, load_cassette
from conformance.transcript.frames import Direction, EvidenceClass, Frame, Transcript
from conformance.transcript.redaction import redact

LONGEST_LINE: Final = 4 * 2**20
"""The longest line that is read, in bytes; a frame of COIN-M has some hundred."""
_SESSIONS: Final = {"none": False, "logged-on": True}


class LineUnreadable(Exception):
    """A line is no captured exchange; the message says why."""


@dataclass(frozen=True, slots=True)
class Captured:
    """One line: its frames, its connection, and whether the session was logged on."""

    number: int
    frames: tuple[Frame, ...]
    connection: str | None
    logged_on: bool | None


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
                clean, _ = redact(transcript)
                self._files[clean.scenario] = name
                self._judged.append(judge_whole(clean, _day(clean)))

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
        """Return the judged transcripts, in order."""
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
    with Path(name).open("rb") as file:
        return read_lines(file, name)


def read_lines(file: IO[bytes], name: str) -> Capture:
    """Read JSON Lines; lines with one ``connection`` become one transcript, in order."""
    capture = Capture()
    together: dict[str, list[Captured]] = {}
    for number, line in _lines(file):
        try:
            captured = _captured(number, line)
        except LineUnreadable as error:
            capture.unreadable.append((number, str(error)))
        else:
            key = f"={number}" if captured.connection is None else captured.connection
            together.setdefault(key, []).append(captured)
    capture.transcripts = [_transcript(name, group) for group in together.values()]
    return capture


def _lines(file: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    """Yield lines that are not blank, by number; too long ones cut just beyond LONGEST_LINE."""
    number = 0
    while line := file.readline(LONGEST_LINE + 1):
        number += 1
        rest = line
        while len(rest) > LONGEST_LINE and not rest.endswith(b"\n"):
            rest = file.readline(LONGEST_LINE + 1)
        if line.strip():
            yield number, line


def _captured(number: int, line: bytes) -> Captured:
    """Read one line; raises LineUnreadable."""
    if len(line) > LONGEST_LINE:
        raise LineUnreadable(f"it is longer than {LONGEST_LINE // 2**20} MiB")
    try:
        text = line.decode("utf-8-sig" if number == 1 else "utf-8")
    except UnicodeDecodeError as error:
        raise LineUnreadable(f"it is not UTF-8 (byte {error.start + 1})") from None
    members = _members(text)
    if "response" not in members:
        raise LineUnreadable("it has no response; where none came, write null")
    at = _time(_value(members, "at"))
    method = _value(members, "method")
    if method is not None and not isinstance(method, str):
        raise LineUnreadable("its method is no string")
    session = _value(members, "session")
    if session is not None and (not isinstance(session, str) or session not in _SESSIONS):
        raise LineUnreadable("its session is neither none nor logged-on")
    frames = [
        Frame(direction, frame_text, at, method=method)
        for direction, member in ((Direction.SENT, "request"), (Direction.RECEIVED, "response"))
        if (frame_text := _frame_text(members.get(member, "null"))) is not None
    ]
    if not frames:
        raise LineUnreadable("it has neither a request nor a response")
    connection = _value(members, "connection")
    label = None if connection is None else str(connection)
    return Captured(number, tuple(frames), label, _SESSIONS[session] if session else None)


def _members(text: str) -> dict[str, str]:
    """Return the members of an object with their raw texts. Raises LineUnreadable.

    The raw text is the evidence: a member that is twice in an answer must not be lost.
    """
    document = read(text.strip())
    if not isinstance(document.value, dict):
        why = f" ({document.error})" if document.error else ""
        raise LineUnreadable(f"it is no JSON object{why}")
    decoder = json.JSONDecoder()
    members: dict[str, str] = {}
    place = text.index("{") + 1
    while text[place := _skip(text, place, " \t\r\n,")] != "}":
        name, place = decoder.raw_decode(text, place)
        begin = _skip(text, place, " \t\r\n:")
        _, place = decoder.raw_decode(text, begin)
        members[name] = text[begin:place]
    return members


def _skip(text: str, place: int, characters: str) -> int:
    while text[place] in characters:
        place += 1
    return place


def _value(members: dict[str, str], name: str) -> Any:
    return read(members[name]).value if name in members else None


def _frame_text(raw: str) -> str | None:
    """Return a frame's text: a JSON string's value, other JSON as it stands, None for null."""
    value = read(raw).value
    if value is None:
        return None
    return value if isinstance(value, str) else raw


def _time(written: Any) -> int:
    """Return a time in ms since 1970; 0 where there is none. Raises LineUnreadable."""
    if written is None:
        return 0
    try:
        return int(datetime.fromisoformat(str(written)).timestamp() * 1000)
    except (ValueError, OverflowError):
        raise LineUnreadable("its at is no ISO time") from None


def _transcript(name: str, group: Iterable[Captured]) -> Transcript:
    lines = list(group)
    frames = tuple(frame for line in lines for frame in line.frames)
    first, last = lines[0], lines[-1]
    place = f"{first.number}" if first is last else f"{first.number}-{last.number}"
    return Transcript(
        f"{name}:{place}",
        frames,
        EvidenceClass.OTHER,
        partial=True,
        logged_on=first.logged_on,
    )
