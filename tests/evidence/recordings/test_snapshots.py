"""Recordings as they are written, whole."""

from dataclasses import replace
from datetime import date

import pytest
from chances import conversation_by_chance

from conformance.api.sources import REVISION
from conformance.evidence.recordings.reader import load_cassette
from conformance.evidence.recordings.writer import Provenance, dump
from conformance.reference.memory import perform_in_memory
from conformance.scenarios.catalogue import BY_NAME
from conformance.transcript.frames import Ending, Transcript
from conformance.transcript.redaction import redact

NAMES = ("stop-pipelined", "stop-after-logon", "stop-binary", "stream-after-a-stop")


def written(transcript, provenance=None):
    """Return the text of a recording, without what the revision changes."""
    clean, redaction = redact(transcript)
    text = dump(clean, redaction, provenance)
    return "\n".join(line for line in text.split("\n") if "sha256" not in line).replace(
        REVISION, "REVISION"
    )


@pytest.mark.parametrize("name", NAMES)
def test_a_recording_of_a_scenario(snapshot, name):
    assert snapshot == written(perform_in_memory(BY_NAME[name]), Provenance("virtual", "a tool"))


def test_recordings_of_conversations_by_chance(snapshot):
    endings = (Ending(), Ending("silent", detail="no answer", alive=True, again=True))
    texts = []
    for seed in range(12):
        transcript = conversation_by_chance(seed)
        more = {"logged_on": True, "venues": {"B": "wss://other/"}} if seed % 3 else {}
        texts.append(written(replace(transcript, ending=endings[seed % 2], **more)))
    texts.append(written(Transcript("nothing", ())))
    assert snapshot == "\n---\n".join(texts)


@pytest.mark.parametrize("seed", range(20))
def test_what_was_written_is_read_again(tmp_path, seed):
    clean, redaction = redact(conversation_by_chance(seed))
    clean = replace(clean, controls=(), partial=False, scenario="one")
    clean = replace(
        clean, frames=tuple(replace(f, method=None, logged_on=None) for f in clean.frames)
    )
    path = tmp_path / "one.yaml"
    path.write_text(dump(clean, redaction), "utf-8")
    cassette = load_cassette(path, anywhere=True)
    assert cassette.day == date(1970, 1, 1)
    assert cassette.revision == REVISION
    read = cassette.transcript
    assert read.frames == clean.frames
    assert (read.ending, read.api_key, read.keys) == (clean.ending, clean.api_key, clean.keys)


def test_what_a_virtual_clock_timed_has_no_day(tmp_path):
    clean, redaction = redact(perform_in_memory(BY_NAME["stop-twice"]))
    path = tmp_path / "one.yaml"
    path.write_text(dump(clean, redaction, Provenance("virtual", "a tool")), "utf-8")
    assert load_cassette(path, anywhere=True).day is None
