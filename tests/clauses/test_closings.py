"""Which listen key was open or closed before an exchange: by account, whatever the connection."""

from dataclasses import replace

from exchanges import KEY, ask, ok
from exchanges import came as came_with

from conformance.contract.closings import befores
from conformance.transcript.conversation import conversation_of
from conformance.transcript.frames import EvidenceClass, Transcript

OTHER = "o" * 64


def turn(connection, method, request_id, result, key=KEY):
    request = ask(f"userDataStream.{method}", request_id, params={"apiKey": key})
    return replace(request, connection=connection), replace(
        ok(request_id, result), connection=connection
    )


def before_last(*turns):
    frames = tuple(frame for each in turns for frame in each)
    transcript = Transcript(
        "closings", frames, EvidenceClass.OTHER, api_key=KEY, keys={"otherKey": OTHER}
    )
    *_, last = befores(conversation_of(transcript))
    return last


def test_a_stop_on_another_connection_closes_the_key_that_was_open():
    last = before_last(
        turn("A", "start", 1, {"listenKey": "k1"}),
        turn("B", "stop", 2, {}),
        turn("A", "ping", 3, {"listenKey": "k2"}),
    )
    assert (last.closing.connections, last.closing.listen_key) == ({"B"}, "k1")
    assert last.listen_key is None


def test_another_accounts_stop_closes_nothing_but_is_known():
    last = before_last(
        turn("A", "start", 1, {"listenKey": "k1"}),
        turn("B", "start", 2, {"listenKey": "k2"}, OTHER),
        turn("B", "stop", 3, {}, OTHER),
        turn("A", "ping", 4, {"listenKey": "k1"}),
    )
    assert (last.closing, last.listen_key, last.others) == (None, "k1", {"k2"})
    assert [stop.account for stop in last.stops] == ["other"]


def test_two_stops_close_on_both_connections():
    last = before_last(
        turn("A", "start", 1, {"listenKey": "k1"}),
        turn("A", "stop", 2, {}),
        turn("B", "stop", 3, {}),
        turn("A", "ping", 4, {"listenKey": "k2"}),
    )
    assert last.closing.connections == {"A", "B"}


def test_after_a_start_and_a_stop_in_flight_together_nothing_is_known():
    stop, start = turn("A", "stop", 2, {}), turn("B", "start", 3, {"listenKey": "k1"})
    last = before_last(
        turn("A", "start", 1, {"listenKey": "k1"}),
        (stop[0], start[0], start[1], stop[1]),
        turn("A", "ping", 4, {"listenKey": "k1"}),
    )
    assert (last.closing, last.listen_key) == (None, None)


def test_an_undecided_stop_leaves_nothing_known():
    error = came_with({"id": 2, "status": 503, "error": {"code": -1001, "msg": "Busy."}})
    request, _ = turn("A", "stop", 2, {})
    last = before_last(
        turn("A", "start", 1, {"listenKey": "k1"}),
        (request, replace(error, connection="A")),
        turn("A", "ping", 3, {"listenKey": "k1"}),
    )
    assert (last.closing, last.listen_key) == (None, None)
