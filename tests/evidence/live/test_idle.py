"""What comes on a connection between two scenarios, and whose it is."""

from types import SimpleNamespace

import pytest
from conversations import ask, came
from wires import channel, comes, opened

from conformance.evidence.live.channel import LINGER
from conformance.evidence.live.connections import _LATE, Connections
from conformance.reference.wire import WallClock
from conformance.scenarios.catalogue import BY_NAME
from conformance.scenarios.ledger import Ledger
from conformance.transcript.conversation import conversation_of
from conformance.transcript.frames import Direction, Ending, Frame, Opcode, Transcript

CLOSED = Ending("closed", 1000)
EVENT = '{"e":"listenKeyExpired"}'
STOP = "userDataStream.stop"


def transcript(name, *frames, **about):
    return Transcript(name, frames, **about)


def conversation(name, *frames, **about):
    return conversation_of(transcript(name, *frames, **about))


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


PLAIN = BY_NAME["stop-with-api-key"]
ANSWERED = conversation("plain", ask(STOP, 8), came('{"id":8,"status":200,"result":{}}'))


@pytest.fixture
def timed():
    """Return connections with a clock that a test moves, and the pauses they made."""
    clock = SimpleNamespace(now=100.0, paused=[])
    own = Connections(2.0, WallClock(), Ledger(), sharing=True)
    own.steady, own.pause = lambda: clock.now, clock.paused.append
    return own, clock


def left(own, conversation=ANSWERED, scenario=PLAIN, *, disturbed=False):
    """Leave a scenario on a new connection; return that."""
    connection = opened()
    connection.begin(100.0, 102.0, own._lingers(scenario))
    own._leave(scenario, connection, conversation, disturbed)
    return connection


def test_a_connection_on_which_all_went_well_is_idle(timed):
    own, _ = timed
    connection = left(own)
    assert own.idle == {PLAIN.connection_key: connection}
    assert own.parting == []
    assert connection.used_by is ANSWERED.transcript
    assert [*connection.received] == [ANSWERED.transcript.frames[1].data]
    assert connection.logged_on is False
    assert own.doubts == {}
    assert own.waits == 2


@pytest.mark.parametrize(
    "about, disturbed",
    [({"ending": CLOSED}, False), ({"logged_on": None}, False), ({}, True)],
)
def test_any_other_connection_is_parted_with_a_little_later(timed, about, disturbed):
    own, _ = timed
    frames = ANSWERED.transcript.frames
    connection = left(own, conversation("plain", *frames, **about), disturbed=disturbed)
    assert own.idle == {}
    assert own.parting == [(100.0 + _LATE, connection)]


def test_where_nothing_is_shared_none_is_idle(timed):
    own, _ = timed
    own.sharing = False
    left(own)
    assert own.idle == {}
    assert own._lingers(PLAIN)


def test_what_a_disturbed_scenario_had_too_much_is_late_and_not_its_own(timed):
    own, _ = timed
    stray = conversation("plain", came('{"id":9,"status":200,"result":{}}'))
    connection = opened()
    connection.used_by = ANSWERED.transcript
    connection.channel.lingers = False
    connection.unwaited = {"before": 99.0}
    connection.request_ids = {"before": []}
    own._leave(PLAIN, connection, stray, True)
    assert [(t.scenario, f.data) for t, f in own.late] == [
        ("plain", stray.transcript.frames[0].data)
    ]
    assert connection.used_by is ANSWERED.transcript
    assert own.doubts == {"before": PLAIN.name}


def test_the_ends_of_three_scenarios_are_waited_for_and_then_none_until_something_comes(timed):
    own, _ = timed
    assert [own._lingers(PLAIN) for _ in range(4) if left(own)] == [True, True, False, False]
    connection = own.idle[PLAIN.connection_key]
    assert connection.unwaited == {"plain": 100.0}
    comes(connection.channel, "stray")
    connection.end = 0
    own._look()
    assert own._lingers(PLAIN)
    assert own.doubts == {"plain": ""}
    assert [(t.scenario, f.data) for t, f in own.late] == [("plain", "stray")]


def test_what_opens_a_stream_is_always_waited_for(timed):
    own, _ = timed
    own.waits = 0
    assert own._lingers(BY_NAME["stream-after-a-stop"])
    assert not own._lingers(PLAIN)


def test_a_connection_is_closed_once_nothing_can_come_late(timed):
    own, clock = timed
    connection = left(own, disturbed=True)
    closed = []
    connection.closing.callback(closed.append, True)
    clock.now += _LATE - 0.01
    own._part()
    assert closed == []
    comes(connection.channel, "late")
    connection.used_by, connection.end = ANSWERED.transcript, 0
    clock.now = 100.0 + _LATE
    own._part()
    assert closed == [True]
    assert own.parting == []
    assert [f.data for _, f in own.late] == ["late"]


def test_all_are_closed_at_the_end_after_a_wait_for_what_is_late(timed):
    own, clock = timed
    closed = []
    for connection in (left(own), left(own, disturbed=True)):
        connection.closing.callback(closed.append, True)
    own.close()
    assert closed == [True, True]
    assert own.idle == {}
    assert own.parting == []
    assert clock.paused == [pytest.approx(_LATE)]
    own.close()
    assert len(clock.paused) == 1


def test_an_idle_connection_is_taken_and_one_that_has_ended_is_closed(timed):
    own, _ = timed
    connection = left(own)
    comes(connection.channel, "late")
    connection.end = 0
    taken = own._take("ws://127.0.0.1:1/", PLAIN)
    assert taken is connection
    assert taken.channel.begin == 1
    assert taken.channel.patience == 2.0
    assert [f.data for _, f in own.late] == ["late"]
    assert own.idle == {}


def test_a_frame_that_came_before_belongs_to_the_scenario_that_had_it(timed):
    own, _ = timed
    connection = opened()
    frame = came("again")
    own._note_late(connection, (frame,))
    assert own.late == []
    connection.used_by = transcript("last")
    connection.received = {"again": transcript("first")}
    own._note_late(connection, (frame, came("other")))
    assert [(t.scenario, f.data) for t, f in own.late] == [("first", "again"), ("last", "other")]


@pytest.mark.parametrize(
    "kind, answered, is_dead",
    [("silent", False, True), ("silent", True, False), ("complete", False, False)],
)
def test_a_server_is_dead_where_it_was_silent_and_answered_nothing(timed, kind, answered, is_dead):
    own, _ = timed
    frames = ANSWERED.transcript.frames if answered else ANSWERED.transcript.frames[:1]
    own._settle(conversation("plain", *frames, ending=Ending(kind)))
    assert (own.is_dead, own.has_answered) == (is_dead, answered)
    own._settle(conversation("plain", ANSWERED.transcript.frames[0]))
    assert own.has_answered is answered


def test_what_may_still_come_is_waited_for_where_ends_were_not(timed):
    own, clock = timed
    assert own.await_late() == {}
    assert clock.paused == []
    own.waits = 0
    connection = left(own)
    comes(connection.channel, "stray")
    connection.end = 0
    assert own.await_late() == {"plain": ""}
    assert clock.paused == [LINGER]
    assert own.doubts == {}
