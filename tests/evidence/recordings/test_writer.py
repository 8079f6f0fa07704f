"""Writing a cassette: to the byte, whole or not at all, and without secrets."""

import pathlib

import pytest
import yaml
from hypothesis import strategies as st
from properties import given

from conformance.evidence.recordings.reader import load_cassette
from conformance.evidence.recordings.writer import dump, write
from conformance.files import folder
from conformance.transcript.frames import (
    Direction,
    Ending,
    EvidenceClass,
    Frame,
    Opcode,
    Transcript,
)
from conformance.transcript.redaction import SecretLeft
from conformance.transcript.replacing import Redaction


@pytest.fixture
def recorded(tmp_path):
    """Return a copy of a recording that may be damaged."""
    original = folder("cassettes") / "reference" / "stop-after-logon.yaml"
    path = tmp_path / "cassettes" / "reference" / original.name
    path.parent.mkdir(parents=True)
    path.write_bytes(original.read_bytes())
    return path


KINDS = (Opcode.TEXT, Opcode.BINARY, Opcode.CLOSE, Opcode.OPEN)
"""What is recorded; pings and pongs are not."""


def data(opcode):
    text = st.text(max_size=40).filter(lambda t: t.isprintable() or t.isascii())
    return {
        Opcode.TEXT: text | st.just(b"\xff\xfe not UTF-8"),
        Opcode.BINARY: st.binary(max_size=20),
        Opcode.CLOSE: st.just("1008 disconnected"),
        Opcode.OPEN: st.just("a-listen-key"),
    }[opcode]


@st.composite
def frames(draw):
    opcode = draw(st.sampled_from([*KINDS]))
    fixed = {Opcode.CLOSE: Direction.RECEIVED, Opcode.OPEN: Direction.SENT}
    direction = fixed.get(opcode) or draw(st.sampled_from(Direction))
    connection = draw(st.sampled_from(["", "A", "stream"]))
    at = draw(st.integers(0, 2**41))
    return Frame(direction, draw(data(opcode)), at, opcode, connection=connection)


TRANSCRIPTS = st.builds(
    Transcript,
    scenario=st.just("round-trip"),
    frames=st.lists(frames(), max_size=10).map(tuple),
    evidence_class=st.sampled_from(EvidenceClass),
    endpoint=st.just("ws://reference/ws-dapi/v1"),
    ending=st.builds(Ending, st.just("closed"), st.integers(1000, 4999), st.text(max_size=9)),
    api_key=st.none() | st.just("<apiKey-1>"),
    exclusive=st.booleans(),
    logged_on=st.booleans(),
    keys=st.just({}) | st.just({"otherKey": "<apiKey-2>", "rsaKey": "<apiKey-3>"}),
    stream_endpoint=st.sampled_from(["", "ws://reference/ws/"]),
    venues=st.just({}) | st.just({"neighbour": "ws://reference/ws-fapi/v1"}),
)


@pytest.mark.slow("writes and reads a hundred recordings")
@given(TRANSCRIPTS)
def test_what_was_written_is_read_to_the_byte(tmp_path_factory, transcript):
    path = tmp_path_factory.mktemp("cassette") / "round-trip.yaml"
    write(path, transcript, Redaction())
    assert load_cassette(path).transcript == transcript
    assert path.read_text("utf-8") == dump(transcript, Redaction())


def test_eight_requests_in_flight_are_eight_turns():
    text = (folder("cassettes") / "reference" / "stop-pipelined.yaml").read_text()
    methods = [turn["request"]["method"] for turn in yaml.safe_load(text)["interactions"]]
    assert methods == ["SEND"] * 9 + ["RECEIVE"] * 7


def test_a_file_with_a_secret_is_not_written(tmp_path):
    path = tmp_path / "stop.yaml"
    redaction = Redaction()
    redaction.learn("apiKey", "canary" * 10)
    frame = Frame(Direction.SENT, "canary" * 10)
    with pytest.raises(SecretLeft) as caught:
        write(path, Transcript("stop", (frame,)), redaction)
    assert "canary" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_a_write_that_fails_leaves_the_old_file(recorded, monkeypatch):
    whole = recorded.read_bytes()
    transcript = load_cassette(recorded).transcript

    def fail(*_):
        raise OSError("disk full")

    monkeypatch.setattr(pathlib.Path, "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        write(recorded, transcript, Redaction())
    assert recorded.read_bytes() == whole
    assert list(recorded.parent.iterdir()) == [recorded]
