"""The log of connections: what is kept, what is held back, and how much of it."""

import pytest
from wires import Ticks

from conformance.evidence.live.log import MOST_BYTES, Log
from conformance.scenarios.perform import MOST_FRAMES
from conformance.transcript.frames import Direction, Ending, Opcode

CAME, SENT = Direction.RECEIVED, Direction.SENT


@pytest.fixture
def log():
    return Log(Ticks())


def texts(log):
    return [frame.data for frame in log.frames]


def test_what_comes_while_a_burst_is_sent_is_written_after_it(log):
    log.hold()
    log.keep(CAME, "answer", Opcode.BINARY)
    log.keep(SENT, "request", Opcode.TEXT)
    assert texts(log) == ["request"]
    log.release()
    assert texts(log) == ["request", "answer"]
    assert log.frames[1].opcode is Opcode.BINARY
    assert log.frames[1].direction is CAME
    log.keep(CAME, "later", Opcode.TEXT)
    assert texts(log)[-1] == "later"
    assert log.held is None


def test_nothing_is_written_twice_where_nothing_was_held(log):
    log.release()
    log.hold()
    log.release()
    assert log.frames == []


def test_a_scenario_has_so_many_bytes(log):
    log.keep(CAME, "x" * MOST_BYTES, Opcode.TEXT)
    assert not log.is_full()
    assert log.ending is None
    log.keep(SENT, "y" * MOST_BYTES, Opcode.TEXT)
    log.keep(CAME, "z", Opcode.TEXT)
    assert log.is_full()
    assert log.ending == Ending("cut", 1009, "more than 1 MiB came")
    assert [len(data) for data in texts(log)] == [MOST_BYTES, MOST_BYTES]


def test_a_scenario_has_so_many_frames(log):
    for _ in range(MOST_FRAMES):
        log.keep(CAME, "", Opcode.TEXT)
    assert not log.is_full()
    log.keep(CAME, "", Opcode.TEXT)
    assert log.is_full()
    assert log.ending == Ending("cut", 1009, f"more than {MOST_FRAMES} frames came")
    assert len(log.frames) == MOST_FRAMES


def test_the_next_scenario_has_all_the_room_again(log):
    log.keep(CAME, "x" * 100, Opcode.TEXT)
    assert (log.room, log.places) == (MOST_BYTES - 100, MOST_FRAMES - 1)
    assert log.begin() == 1
    assert (log.room, log.places) == (MOST_BYTES, MOST_FRAMES)


def test_the_first_cause_of_an_end_counts(log):
    log.end(Ending("closed", 1008))
    log.end(Ending("closed", 1006))
    assert log.ending.code == 1008


def test_connections_are_written_in_one_order_and_end_apart(log):
    beside = log.beside("A", is_stream=True)
    log.keep(SENT, "one", Opcode.TEXT)
    beside.keep(CAME, "two", Opcode.TEXT)
    assert [(f.data, f.connection) for f in log.frames] == [("one", ""), ("two", "A")]
    beside.end(Ending("closed", 1000))
    assert log.ending is None
    assert (beside.is_stream, log.is_stream) == (True, False)
    assert beside.changed is log.changed
    assert beside.room == MOST_BYTES - 3


def test_a_frame_has_the_time_of_its_tick(log):
    log.clock.skip(7)
    log.keep(SENT, "x", Opcode.TEXT)
    assert log.frames[0].at == 1_000_007
