"""Frames of several connections, written down in one order, and no more than there is room for."""

from itertools import count

import pytest

from conformance.transcript.frames import Direction, Opcode
from conformance.transcript.recording import Recording

SENT, RECEIVED = Direction.SENT, Direction.RECEIVED


@pytest.fixture
def recording():
    return Recording(count(1).__next__, most=4)


def keep(recording, data, connection="c1", direction=RECEIVED, opcode=Opcode.TEXT):
    recording.keep(direction, opcode, data, connection)


def texts(transcript):
    return [frame.data for frame in transcript.frames]


def test_each_connection_gets_a_name_of_its_own(recording):
    assert [recording.name() for _ in range(3)] == ["c1", "c2", "c3"]


def test_frames_stand_in_the_order_in_which_they_came_with_their_connections(recording):
    for data, connection in (("a", "c1"), ("b", "c2"), ("c", "c1")):
        keep(recording, data, connection)
    whole = recording.transcript("t")
    assert [(f.data, f.connection, f.at) for f in whole.frames] == [
        ("a", "c1", 1),
        ("b", "c2", 2),
        ("c", "c1", 3),
    ]
    assert (recording.size_of("c1"), recording.size_of("c2"), recording.size_of("c3")) == (2, 1, 0)


def test_a_connection_that_is_the_only_one_has_no_name(recording):
    keep(recording, "a", "c7")
    assert [f.connection for f in recording.transcript("t").frames] == [""]
    assert recording.transcript("t").scenario == "t"


def test_frames_of_one_connection_are_those_after_its_beginning(recording):
    for data in "abc":
        keep(recording, data)
    assert texts(recording.of("c1", "t")) == ["a", "b", "c"]
    assert texts(recording.of("c1", "t", since=2)) == ["c"]
    assert texts(recording.of("c9", "t")) == []


def test_no_more_frames_are_kept_than_there_is_room_for(recording):
    for data in "abcdef":
        keep(recording, data)
    assert texts(recording.transcript("t")) == ["a", "b", "c", "d"]
    assert recording.dropped == 2


def test_a_frame_that_is_too_large_is_dropped_and_the_next_is_kept(recording):
    keep(recording, "x" * (2**17 + 1))
    keep(recording, "x" * 2**17)
    assert [len(text) for text in texts(recording.transcript("t"))] == [2**17]
    assert recording.dropped == 1


def test_no_more_bytes_are_kept_than_there_is_room_for():
    recording = Recording(lambda: 0)
    for _ in range(2**6):
        keep(recording, "x" * 2**17)
    assert recording.dropped == 0
    keep(recording, "y")
    assert recording.dropped == 1


def test_what_is_forgotten_makes_room(recording):
    recording._room = 10
    for data in ("aaaa", "bbbb"):
        keep(recording, data)
    keep(recording, "cccc", "c2")
    assert recording.dropped == 1
    recording.forget("c1")
    recording.forget("never there")
    assert (recording._room, recording._kept) == (10, 0)
    for data in "defg":
        keep(recording, data, "c2")
    assert texts(recording.transcript("t")) == ["d", "e", "f", "g"]


def test_pings_pongs_and_closes_of_the_client_are_controls(recording):
    keep(recording, b"", opcode=Opcode.PING)
    keep(recording, "a")
    keep(recording, "1000", direction=SENT, opcode=Opcode.CLOSE)
    keep(recording, "1000", opcode=Opcode.CLOSE)
    transcript = recording.transcript("t")
    assert texts(transcript) == ["a"]
    assert [(f.direction, f.opcode) for f in transcript.controls] == [
        (RECEIVED, Opcode.PING),
        (SENT, Opcode.CLOSE),
        (RECEIVED, Opcode.CLOSE),
    ]


def test_a_close_of_the_server_is_a_message_though_the_client_left_another_connection(recording):
    keep(recording, "1000", "c1", SENT, Opcode.CLOSE)
    keep(recording, "1008", "c2", RECEIVED, Opcode.CLOSE)
    transcript = recording.transcript("t")
    assert texts(transcript) == ["1008"]
    assert len(transcript.controls) == 1
