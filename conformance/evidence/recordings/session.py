"""A session of clients, recorded by a server or a proxy, as a cassette."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

from conformance.api.wording import counted
from conformance.evidence.recordings.writer import Provenance, write
from conformance.transcript.frames import EvidenceClass
from conformance.transcript.recording import Recording
from conformance.transcript.redaction import redact


def write_session(
    path: Path,
    recording: Recording,
    evidence_class: EvidenceClass,
    endpoint: str,
    api_keys: Collection[str] = (),
) -> str:
    """Write what was recorded, whole, and return a sentence on it.

    Raises SecretLeft and OSError. ``api_keys`` are those that are known, the account's first.
    """
    keys = [*api_keys]
    transcript = replace(
        recording.transcript(path.stem),
        evidence_class=evidence_class,
        endpoint=endpoint,
        api_key=keys[0] if keys else None,
    )
    if not transcript.frames:
        return f"nothing was recorded, so {path} was not written"
    clean, redaction = redact(transcript, keys=keys)
    write(path, clean, redaction, Provenance())
    left_out = f"; {counted(recording.dropped, 'frame')} had no room" if recording.dropped else ""
    return f"{counted(len(transcript.frames), 'frame')} recorded in {path}{left_out}"
