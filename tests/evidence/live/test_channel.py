"""What is waited for on a channel, and for how long."""

import threading
import time
from types import SimpleNamespace

import pytest
from wires import channel, comes, goes

from conformance.evidence.live import channel as module
from conformance.evidence.live.unreachable import Unreachable
from conformance.transcript.frames import Direction, Ending, Opcode

CLOSED = Ending("closed", 1000)
LONG = 30.0


def timed(call):
    """Return what a call returns, and how long it took, in s."""
    began = time.monotonic()
    return call(), time.monotonic() - began


def soon(call, *arguments):
    threading.Timer(0.02, call, arguments).start()


def test_what_is_done_is_not_waited_for():
    own = channel()
    own.patience = LONG
    done, seconds = timed(lambda: own.wait(lambda: True))
    assert done
    assert seconds < LONG


def test_what_is_not_done_in_time_is_given_up():
    own = channel()
    done, seconds = timed(lambda: own.wait(lambda: False))
    assert not done
    assert own.patience <= seconds < LONG


@pytest.mark.parametrize("limit", [{"share": 0.001}, {"at_most": 0.02}])
def test_a_wait_has_a_share_of_the_patience_and_a_most(limit):
    own = channel()
    own.patience = LONG
    done, seconds = timed(lambda: own.wait(lambda: False, **limit))
    assert not done
    assert 0.02 <= seconds < LONG


def test_a_wait_ends_when_the_scenario_s_waits_do():
    own = channel()
    own.patience, own.until = LONG, module.steady() + 0.02
    assert not own.wait(lambda: False)
    own.until = module.steady() - 1
    _, seconds = timed(lambda: own.wait(lambda: False))
    assert seconds < LONG


def test_what_comes_ends_a_wait():
    own = channel()
    own.patience = LONG
    soon(comes, own, "answer")
    done, seconds = timed(lambda: own.wait(lambda: len(own.frames) == 1))
    assert done
    assert seconds < LONG


def test_an_end_ends_a_wait():
    own = channel()
    own.patience = LONG
    soon(own.log.end, CLOSED)
    done, seconds = timed(lambda: own.wait(lambda: False))
    assert not done
    assert seconds < LONG
    assert own.wait(lambda: True)


def test_the_end_of_a_scenario_waits_shortly_unless_it_need_not(monkeypatch):
    own = channel()
    _, seconds = timed(own.finish)
    assert seconds >= module.LINGER
    monkeypatch.setattr(module, "LINGER", LONG)
    own.lingers = False
    _, seconds = timed(own.finish)
    assert seconds < LONG
    own.lingers = True
    own.log.end(CLOSED)
    _, seconds = timed(own.finish)
    assert seconds < LONG


def test_the_first_end_of_the_api_s_connections_is_the_ending():
    own = channel(("A", "B"), ("S",))
    assert own.ending is None
    own.streams["S"].log.end(CLOSED)
    assert own.ending is None
    own.connections["B"].log.end(CLOSED)
    assert own.ending is CLOSED


def test_a_stream_that_is_cut_off_is_an_ending():
    own = channel(streams=("S",))
    cut = Ending("cut", 1009)
    own.streams["S"].log.end(cut)
    assert own.ending is cut


def test_streams_are_listened_to_until_all_are_closed():
    own = channel(streams=("S", "T"))
    own.patience = LONG
    own.streams["S"].log.end(CLOSED)
    _, seconds = timed(lambda: own.listen(0.05))
    assert 0.05 <= seconds < LONG
    soon(own.streams["T"].log.end, CLOSED)
    _, seconds = timed(lambda: own.listen(LONG))
    assert seconds < LONG


def test_streams_are_listened_to_no_longer_than_an_answer_may_take_nor_than_waits_last():
    own = channel(streams=("S",))
    _, seconds = timed(lambda: own.listen(LONG))
    assert own.patience <= seconds < LONG
    own.patience, own.until = LONG, module.steady() + 0.02
    _, seconds = timed(lambda: own.listen(LONG))
    assert seconds < LONG
    own.until = module.steady() - 1
    own.listen(LONG)


def test_an_end_of_the_api_s_connection_ends_the_listening():
    own = channel(streams=("S",))
    own.patience = LONG
    soon(own.log.end, CLOSED)
    _, seconds = timed(lambda: own.listen(LONG))
    assert seconds < LONG


def test_a_channel_for_one_more_scenario_has_only_the_frames_that_follow():
    own = channel()
    goes(own, "before")
    own.until = 1.0
    later = own.shared(7.0)
    assert (later.patience, later.frames) == (7.0, ())
    assert later.until > 1e9
    comes(own, "after")
    assert [frame.data for frame in later.frames] == ["after"]
    assert len(own.frames) == 2


def test_a_stream_is_opened_with_its_listen_key_and_a_refusal_is_told():
    own = channel()
    assert own.open_stream("S", "key") == "where its user data streams are is not known"
    assert own.frames == ()
    opened = []
    own.stream_opener = lambda *about: opened.append(about) or "a stream"
    assert own.open_stream("S", "key") == ""
    assert opened == [("S", "key")]
    assert own.streams["S"] == "a stream"
    assert [(f.data, f.opcode, f.connection) for f in own.frames] == [("key", Opcode.OPEN, "S")]

    def refuse(*_):
        raise Unreachable("ws://host/", "no such key")

    own.stream_opener = refuse
    assert own.open_stream("T", "key") == "no such key"
    assert "T" not in own.streams


class Wire:
    """Takes what is sent on it; an answer comes at once."""

    def __init__(self, log):
        self.log = log
        self.sent = []

    def send(self, data):
        self.sent.append(data)
        self.log.keep(Direction.RECEIVED, f"answer to {len(self.sent)}", Opcode.TEXT)


def test_what_comes_while_frames_are_sent_in_one_go_is_recorded_after_the_last():
    own = channel(("A", "B"))
    own.connections = {n: Wire(each.log) for n, each in own.connections.items()}
    own.send([("A", "one"), ("B", b"two"), ("A", "three")])
    recorded = [(f.connection, f.direction, f.data, f.opcode) for f in own.frames]
    assert recorded[:3] == [
        ("A", "sent", "one", Opcode.TEXT),
        ("B", "sent", b"two", Opcode.BINARY),
        ("A", "sent", "three", Opcode.TEXT),
    ]
    assert [f.direction for f in own.frames[3:]] == ["received"] * 3
    assert own.connections["A"].sent == ["one", "three"]
    assert own.connections["A"].log.held is None


@pytest.mark.parametrize("has_server", [True, False])
def test_what_comes_on_streams_meanwhile_is_recorded_after_it_where_the_server_is_ours(has_server):
    server = SimpleNamespace(taken=2, given=1)
    own = channel(("A",), ("S",), server=server if has_server else None)
    stream = own.streams["S"].log
    wire = Wire(own.connections["A"].log)
    wire.send = lambda data: stream.keep(Direction.RECEIVED, f"event at {data}", Opcode.TEXT)
    own.connections = {"A": wire}
    own.send([("A", "one"), ("A", "two")])
    recorded = [f.data for f in own.frames]
    events = ["event at one", "event at two"]
    held, passed = ["one", "two", *events], ["one", events[0], "two", events[1]]
    assert recorded == (held if has_server else passed)
    assert stream.held is None


def test_our_own_server_is_waited_for_until_it_has_taken_and_given_all():
    server = SimpleNamespace(taken=0, given=0)
    own = channel(("A",), server=server)
    goes(own, "one", "A")
    _, seconds = timed(lambda: own._settle([], is_whole=False))
    assert own.patience <= seconds < LONG
    own.patience, server.taken = LONG, 1
    _, seconds = timed(lambda: own._settle([], is_whole=True))
    assert seconds < LONG
    server.given = 1
    soon(comes, own, "answer", "A")
    _, seconds = timed(own.finish)
    assert seconds < LONG
    assert len(own.frames) == 2


def test_what_our_own_server_gives_a_little_later_still_belongs_to_what_was_sent():
    server = SimpleNamespace(taken=1, given=1)
    own = channel(("A",), server=server)
    own.patience = LONG
    log = own.connections["A"].log
    later = ("answer", Opcode.TEXT)
    wire = SimpleNamespace(log=log)
    wire.send = lambda _: soon(log.keep, Direction.RECEIVED, *later)
    own.connections = {"A": wire}
    own.send([("A", "one")])
    assert [f.data for f in own.frames] == ["one", "answer"]


def test_a_rest_under_a_flood_ends_when_the_wait_does(monkeypatch):
    own, now, rests = channel(), [100.0], []
    own.patience = 1.0

    def rest(seconds):
        rests.append(seconds)
        now[0] += seconds

    def look():
        now[0] += 0.75
        comes(own, "one more of a flood")

    monkeypatch.setattr(module, "steady", lambda: now[0])
    monkeypatch.setattr(module, "pause", rest)
    assert not own.wait(look)
    assert rests == [0.25]


def test_what_is_held_back_has_come_when_our_own_server_is_waited_for():
    server = SimpleNamespace(taken=1, given=2)
    own = channel(("A", "B"), server=server)
    own.patience = LONG
    goes(own, "one", "A")
    comes(own, "first", "A")
    held = own.connections["B"].log
    held.hold()
    held.keep(Direction.RECEIVED, "second", Opcode.TEXT)
    _, seconds = timed(lambda: own._settle([held], is_whole=True))
    assert seconds < LONG


def test_our_own_server_s_time_is_moved_on_both_sides_and_its_events_are_given():
    calls = []
    streams = SimpleNamespace(deliver=lambda: calls.append("deliver"))
    server = SimpleNamespace(taken=9, given=0, advance=calls.append, streams=streams)
    own = channel(server=server)
    own.listen(1.5)
    assert calls == [1500, "deliver"]
    assert own.now() == 1_001_500
