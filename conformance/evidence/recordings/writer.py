"""Transcript → file: a cassette in VCR.py's format, whole, with its provenance, and no secrets.

A frame sent and the frame that came right after it are one interaction; every other frame is one by
itself. Which answer belongs to which request is not decided here. Stock VCR.py can load the file.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from conformance.api.sources import REVISION
from conformance.evidence.recordings.reader import FORMAT_VERSION, fingerprint
from conformance.files import write_whole
from conformance.transcript.frames import (
    Direction,
    Ending,
    Frame,
    Opcode,
    Transcript,
    stream_names,
)
from conformance.transcript.redaction import SecretLeft
from conformance.transcript.replacing import Redaction


@dataclass(frozen=True, slots=True)
class Provenance:
    """Who recorded: by which ``clock`` (wall, virtual), and as which class of ``account``.

    With a virtual clock the version of the tool is left out: the recording is the same with each.
    """

    clock: str = "wall"
    account: str = ""

    def as_metadata(self) -> dict[str, str]:
        """Return its members of the metadata."""
        if self.clock == "virtual":
            return {"clock": self.clock}
        tool = f"userstream-conformance {version('userstream-conformance')}"
        return {"clock": self.clock, "account": self.account, "tool": tool}


def write(
    path: Path, transcript: Transcript, redaction: Redaction, provenance: Provenance | None = None
) -> str:
    """Write a redacted transcript, whole or not at all; return its text.

    Raises SecretLeft and OSError.
    """
    text = dump(transcript, redaction, provenance)
    if not redaction.is_clean(text):
        raise SecretLeft(path.name)
    write_whole(path, text)
    return text


def dump(
    transcript: Transcript, redaction: Redaction | None = None, provenance: Provenance | None = None
) -> str:
    """Return the text of a cassette."""
    from vcr.request import Request  # noqa: PLC0415 - slow to import, and only needed to write
    from vcr.serialize import serialize  # noqa: PLC0415
    from vcr.serializers import yamlserializer  # noqa: PLC0415

    turns, streams = _turns(transcript.frames), stream_names(transcript.frames)
    recording = {
        "requests": [
            Request(method, _uri(headers, transcript, streams), body, headers)
            for method, body, headers in turns
        ],
        "responses": list(_responses(transcript.frames)),
        "metadata": _metadata(transcript, redaction, provenance or Provenance()),
    }
    return str(serialize(recording, yamlserializer))


def _metadata(
    transcript: Transcript, redaction: Redaction | None, provenance: Provenance
) -> dict[str, Any]:
    first = transcript.frames[0].at if transcript.frames else 0
    metadata = {
        "format": FORMAT_VERSION,
        "scenario": transcript.scenario,
        "evidence": transcript.evidence_class.value,
        "endpoint": transcript.endpoint,
        "recorded": datetime.fromtimestamp(first / 1000, UTC).isoformat(timespec="milliseconds"),
        **provenance.as_metadata(),
        "contract": REVISION,
        "api_key": transcript.api_key,
        "exclusive_address": transcript.exclusive,
        "ending": _ending_members(transcript.ending),
        "redacted": sorted(redaction.replacements.values()) if redaction else [],
        "frames": len(transcript.frames),
    }
    if transcript.logged_on:
        metadata["logged_on"] = True
    if transcript.keys:
        metadata["keys"] = dict(transcript.keys)
    if transcript.stream_endpoint:
        metadata["stream_endpoint"] = transcript.stream_endpoint
    if transcript.venues:
        metadata["venues"] = dict(transcript.venues)
    metadata["sha256"] = fingerprint(metadata, transcript.frames)
    return metadata


def _ending_members(ending: Ending) -> dict[str, Any]:
    """Return an ending's members of the metadata, without those that have no value."""
    members = {name: value for name, value in asdict(ending).items() if value not in (None, "")}
    return members if ending.again else {k: v for k, v in members.items() if k != "again"}


def _interactions(frames: tuple[Frame, ...]) -> Iterator[tuple[Frame | None, Frame | None]]:
    """Yield frames sent, each with the one that came right after it, and others by themselves.

    One that came on another connection is by itself.
    """
    rest = list(frames)
    while rest:
        frame = rest.pop(0)
        if frame.direction is Direction.RECEIVED:
            yield None, frame
        elif rest and _answers_at_once(rest[0]) and rest[0].connection == frame.connection:
            yield frame, rest.pop(0)
        else:
            yield frame, None


def _answers_at_once(frame: Frame) -> bool:
    return frame.direction is Direction.RECEIVED and frame.opcode is not Opcode.CLOSE


def _turns(frames: tuple[Frame, ...]) -> Iterator[tuple[str, Any, dict[str, str]]]:
    for sent, came in _interactions(frames):
        if sent:
            yield ("OPEN" if sent.opcode is Opcode.OPEN else "SEND"), sent.data, _headers(sent)
        elif came:
            yield ("CLOSE" if came.opcode is Opcode.CLOSE else "RECEIVE"), None, _place(came)


def _headers(frame: Frame) -> dict[str, str]:
    return {"opcode": frame.opcode.value, "at": str(frame.at)} | _place(frame)


def _place(frame: Frame) -> dict[str, str]:
    """Return the connection of a frame, where there are several."""
    return {"connection": frame.connection} if frame.connection else {}


def _uri(headers: dict[str, str], transcript: Transcript, streams: frozenset[str]) -> str:
    """Return the address of a turn's connection, without a stream's listen key."""
    connection = headers.get("connection", "")
    if connection in streams:
        return transcript.stream_endpoint
    return transcript.venues.get(connection, transcript.endpoint)


def _responses(frames: tuple[Frame, ...]) -> Iterator[dict[str, Any]]:
    for _, came in _interactions(frames):
        data: str | bytes = came.data if came else ""
        yield {
            "status": {"code": 101, "message": "frame"} if came else {"code": 0, "message": "none"},
            "headers": {k: [v] for k, v in _headers(came).items()} if came else {},
            "body": {"string": data.encode() if isinstance(data, str) else data},
        }
