"""Fragments are joined, and each message is written down once, as what it was."""

import pytest
from websockets.frames import Frame as WireFrame
from websockets.frames import Opcode as WireOpcode

from conformance.reference.watching import Assembly
from conformance.transcript.frames import Direction, Opcode
from conformance.transcript.recording import Recording


def written(*frames):
    """Return what is written down of frames as they come."""
    recording = Recording(lambda: 7)
    assembly = Assembly(recording, Direction.SENT, "c1")
    for frame in frames:
        assembly.take(frame)
    transcript = recording.transcript("")
    frames = (*transcript.frames, *transcript.controls)
    assert {frame.direction for frame in frames} <= {Direction.SENT}
    return [(frame.opcode, frame.data) for frame in frames]


@pytest.mark.parametrize(
    "frames, opcode, data",
    [
        ([(WireOpcode.TEXT, b"ab", True)], Opcode.TEXT, "ab"),
        ([(WireOpcode.TEXT, b"a", False), (WireOpcode.CONT, b"b", True)], Opcode.TEXT, "ab"),
        ([(WireOpcode.BINARY, b"a", False), (WireOpcode.CONT, b"b", True)], Opcode.BINARY, b"ab"),
        ([(WireOpcode.TEXT, b"\xff", True)], Opcode.TEXT, b"\xff"),
        ([(WireOpcode.CLOSE, b"\x03\xe8bye", True)], Opcode.CLOSE, "1000 bye"),
        ([(WireOpcode.CLOSE, b"\x03\xe8", True)], Opcode.CLOSE, "1000"),
        ([(WireOpcode.CLOSE, b"", True)], Opcode.CLOSE, "1005"),
    ],
)
def test_a_message_is_written_down_when_it_is_whole(frames, opcode, data):
    frames = [WireFrame(kind, text, fin=fin) for kind, text, fin in frames]
    assert written(*frames) == [(opcode, data)]


def test_a_message_without_an_end_is_not_written_down():
    assert written(WireFrame(WireOpcode.TEXT, b"a", fin=False)) == []


def test_a_ping_between_fragments_does_not_part_them():
    frames = written(
        WireFrame(WireOpcode.TEXT, b"a", fin=False),
        WireFrame(WireOpcode.PING, b"p"),
        WireFrame(WireOpcode.CONT, b"b"),
    )
    assert [data for opcode, data in frames if opcode is Opcode.TEXT] == ["ab"]
