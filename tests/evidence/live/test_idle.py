"""What comes on a connection between two scenarios, and whose it is."""

import pytest
from conversations import ask, came, conversation, transcript
from wires import channel, comes, opened

from conformance.evidence.live.channel import LINGER
from conformance.transcript.frames import Direction, Ending, Frame, Opcode

CLOSED = Ending("closed", 1000)
EVENT = '{"e":"listenKeyExpired"}'
STOP = "userDataStream.stop"


@pytest.fixture
def connection():
    """Return a connection after a scenario whose end was not waited for, at 5 s."""
    own = opened()
    own.begin(5.0, 9.0, lingers=False)
    own.leave(transcript("before", ask(STOP, 7)), 5.0)
    own.used_by = transcript("before", Frame(Direction.SENT, "x", 1_000_000))
    own.end = 0
    return own


def test_a_scenario_begins_with_the_time_at_which_its_waits_end(connection):
    connection.begin(5.0 + LINGER / 2, 8.0, lingers=True)
    assert (connection.channel.until, connection.channel.lingers) == (8.0, True)
    assert connection.unwaited == {"before": 5.0}
    connection.begin(5.0 + LINGER, 8.0, lingers=True)
    assert connection.unwaited == {}


def test_leaving_notes_the_ids_of_a_scenario_whose_end_was_not_waited_for(connection):
    assert connection.request_ids == {"before": [7]}
    connection.begin(6.0, 8.0, lingers=True)
    connection.channel.begin = 3
    connection.leave(transcript("after", ask(STOP, 8), came("{}")), 6.0)
    assert connection.unwaited == {}
    assert connection.request_ids == {"before": [7]}
    assert connection.end == 5
    assert not connection.is_over
    connection.channel.log.end(CLOSED)
    connection.leave(transcript("after"), 6.0)
    assert connection.is_over


def test_a_connection_is_stirred_by_what_comes_on_the_api_and_by_its_end():
    connection = opened(channel(streams=("S",)))
    assert not connection.is_stirred()
    comes(connection.channel, EVENT, "S")
    assert not connection.is_stirred()
    comes(connection.channel, EVENT)
    assert connection.is_stirred()
    connection.end = 2
    assert not connection.is_stirred()
    connection.channel.log.end(CLOSED)
    assert connection.is_stirred()
    connection.is_over = True
    assert not connection.is_stirred()


def test_late_frames_are_answers_each_once(connection):
    connection.used_by = None
    for text in ("answer", EVENT):
        comes(connection.channel, text)
    comes(connection.channel, "1000", opcode=Opcode.CLOSE)
    assert [frame.data for frame in connection.late_frames()] == ["answer"]
    assert connection.late_frames() == ()
    assert not connection.is_over
    connection.channel.log.end(CLOSED)
    connection.late_frames()
    assert connection.is_over


@pytest.mark.parametrize(
    "ms, was_waited_for, is_late",
    [(0, False, True), (25, False, True), (26, False, False), (0, True, False)],
)
def test_an_event_that_comes_at_once_would_have_been_the_scenario_s(
    connection, ms, was_waited_for, is_late
):
    if was_waited_for:
        connection.unwaited = {}
    connection.channel.log.clock.skip(ms)
    comes(connection.channel, EVENT)
    assert [f.data for f in connection.late_frames()] == ([EVENT] if is_late else [])


def test_an_event_after_a_scenario_without_frames_is_not_late(connection):
    connection.unwaited, connection.used_by = {}, transcript("before")
    comes(connection.channel, EVENT)
    assert connection.late_frames() == ()


def test_an_answer_with_the_id_of_a_scenario_that_was_not_waited_for_disturbs(connection):
    own = conversation("after", ask(STOP, 8), came('{"id":7,"status":200,"result":{}}'))
    assert connection.is_disturbed(own)
    assert [frame.data for frame in connection.surplus(own)] == [own.transcript.frames[1].data]
    for text in ('{"id":8,"status":200,"result":{}}', '{"id":9,"status":200,"result":{}}'):
        other = conversation("after", ask(STOP, 8), came(text))
        assert not connection.is_disturbed(other)
        assert connection.surplus(other) == ()


def test_an_answer_that_nobody_asked_for_disturbs_only_after_an_end_that_was_not_waited_for(
    connection,
):
    own = conversation("after", came('{"id":9,"status":200,"result":{}}'))
    assert connection.is_disturbed(own)
    connection.unwaited = {}
    assert not connection.is_disturbed(own)


def test_an_answer_that_is_no_json_disturbs_only_after_an_end_that_was_not_waited_for(connection):
    own = conversation("after", ask(STOP, 8), came("no JSON"))
    assert connection.is_disturbed(own)
    assert [frame.data for frame in connection.surplus(own)] == ["no JSON"]
    connection.unwaited = {}
    assert not connection.is_disturbed(own)
    assert connection.surplus(own) == ()


def test_the_same_answer_again_and_an_end_disturb(connection):
    quiet = conversation("after", ask(STOP, 8), came('{"id":8,"status":200,"result":{}}'))
    assert not connection.is_disturbed(quiet)
    connection.received = {quiet.transcript.frames[1].data: transcript("before")}
    assert connection.is_disturbed(quiet)
    connection.received = {EVENT: transcript("before")}
    assert not connection.is_disturbed(conversation("after", ask(STOP, 8), came(EVENT)))
    connection.channel.log.end(CLOSED)
    assert connection.is_disturbed(quiet)
    connection.unwaited = {}
    assert not connection.is_disturbed(quiet)
