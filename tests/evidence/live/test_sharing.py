"""Connections that scenarios share: which are kept, parted with, and opened again."""

import contextlib
from types import SimpleNamespace

import pytest
import stamina
from conversations import ask, came, conversation, transcript
from wires import channel, comes, opened

from conformance.api.venues import HANDSHAKE_WEIGHT
from conformance.evidence.live import connections as module
from conformance.evidence.live.channel import LINGER
from conformance.evidence.live.connections import _LATE, Connections
from conformance.evidence.live.unreachable import Unreachable
from conformance.reference.wire import WallClock
from conformance.scenarios.catalogue import BY_NAME
from conformance.scenarios.ledger import Ledger
from conformance.transcript.frames import Ending

CLOSED = Ending("closed", 1000)
STOP = "userDataStream.stop"
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
    for disturbed in (True, False):
        left(own, disturbed=disturbed).closing.callback(closed.append, True)
        clock.now += 0.1
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


@pytest.fixture
def opening(monkeypatch):
    """Return what channels are opened with, and what each attempt at one raises first."""
    stamina.set_testing(False)  # how often it is tried is what these tests are about
    opens = SimpleNamespace(patience=[], errors=[])

    def open_channel(url, scenario, places, patience, log, *, charged, closing):
        opens.patience.append(patience)
        with charged():
            if opens.errors:
                raise opens.errors.pop(0)
        closing.callback(opens.patience.append, "closed")
        return channel()

    monkeypatch.setattr(module, "open_channel", open_channel)
    return opens


@pytest.mark.parametrize(
    "is_dead, patience, waits", [(False, 10.0, 10.0), (True, 10.0, 3.0), (True, 2.0, 2.0)]
)
def test_a_server_that_answered_nothing_is_waited_for_shortly(
    timed, opening, is_dead, patience, waits
):
    own, _ = timed
    own.is_dead, own.patience = is_dead, patience
    own._connect("ws://host/", PLAIN)
    assert opening.patience == [waits]
    assert own.ledger.spent == HANDSHAKE_WEIGHT


@pytest.mark.parametrize("errors, attempts, weight", [(1, 2, 2), (2, 3, 3), (3, 3, 3)])
def test_a_connection_is_tried_three_times(timed, opening, errors, attempts, weight):
    own, _ = timed
    opening.errors = [Unreachable("ws://host/", "no", again=0.01) for _ in range(errors)]
    with contextlib.suppress(Unreachable):
        own._connect("ws://host/", PLAIN)
    assert len(opening.patience) == attempts
    assert own.ledger.spent == weight * HANDSHAKE_WEIGHT


def test_what_will_not_pass_is_not_tried_again_nor_charged_if_it_never_came_there(timed, opening):
    own, _ = timed
    opening.errors = [Unreachable("ws://host/", "no", spent=False)]
    with pytest.raises(Unreachable):
        own._connect("ws://host/", PLAIN)
    assert len(opening.patience) == 1
    assert own.ledger.spent == 0


def test_a_server_that_has_answered_is_tried_more_often_once(timed, opening):
    own, _ = timed
    own.has_answered = True
    opening.errors = [Unreachable("ws://host/", "no", again=0.01) for _ in range(6)]
    own._connect("ws://host/", PLAIN)
    assert len(opening.patience) == 7
    assert not own.has_answered
    opening.errors = [Unreachable("ws://host/", "no", again=0.01) for _ in range(6)]
    with pytest.raises(Unreachable):
        own._connect("ws://host/", PLAIN)
    assert len(opening.patience) == 10


def test_a_connection_that_is_opened_stays_open_until_it_is_closed(timed, opening):
    own, _ = timed
    connection = own._connect("ws://host/", PLAIN)
    assert opening.patience == [2.0]
    connection.closing.close()
    assert opening.patience == [2.0, "closed"]


def test_an_idle_connection_that_has_ended_is_closed_and_another_is_opened(timed, opening):
    own, _ = timed
    connection = left(own)
    closed = []
    connection.closing.callback(closed.append, True)
    connection.channel.log.end(CLOSED)
    connection.is_over = True
    taken = own._take("ws://host/", PLAIN)
    assert taken is not connection
    assert closed == [True]


def test_a_scenario_of_its_own_takes_no_idle_connection(timed, opening):
    own, _ = timed
    alone = next(s for s in BY_NAME.values() if s.needs_own_connection)
    connection = left(own)
    own.idle[alone.connection_key] = connection
    assert own._take("ws://host/", alone) is not connection
    own.sharing = False
    assert own._take("ws://host/", PLAIN) is not connection


@pytest.mark.parametrize("now, unwaited", [(0.9 * LINGER, {"plain": 0.0}), (LINGER, {})])
def test_what_comes_later_than_a_linger_belongs_to_no_earlier_scenario(now, unwaited):
    connection = opened()
    connection.unwaited["plain"] = 0.0
    connection.begin(now, now + 2, lingers=False)
    assert connection.unwaited == unwaited
