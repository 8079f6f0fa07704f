"""Which answer belongs to which request, and in which state it was asked."""

import pytest
from conversations import KEY, ask, came, exchanges, no, ok, sent

from conformance.api.samples import UNKNOWN_API_KEY, WRONG_SIGNATURE
from conformance.transcript.conversation import conversation_of
from conformance.transcript.frames import Direction, Frame, Opcode, Transcript


def unattached(*frames):
    return conversation_of(Transcript("test", frames)).unattached


def test_an_answer_belongs_to_the_open_request_with_its_id():
    one, two = exchanges(ask("a", 1), ask("b", 2), ok(2), ok(1))
    assert one.answer_members["id"] == 1
    assert two.answer_members["id"] == 2


def test_ids_of_different_types_are_different():
    one, two = exchanges(ask("a", 1), ask("b", "1"), ok("1"), ok(1))
    assert one.answer_members["id"] == 1
    assert two.answer_members["id"] == "1"


def test_an_answer_with_a_wrong_id_belongs_to_the_only_open_request():
    (one,) = exchanges(ask("a", 1), ok(99))
    assert one.answer_members["id"] == 99


def test_an_answer_with_a_wrong_id_is_a_stray_among_several_open_requests():
    frames = (ask("a", 1), ask("b", 2), ok(99))
    assert [stray.open for stray in unattached(*frames)] == [2]
    assert all(exchange.near_unattached for exchange in exchanges(*frames))


def test_an_answer_that_nobody_asked_for_gives_way_to_the_requests_own():
    frames = (ask("a", 1), ok(99), ok(1))
    (one,) = exchanges(*frames)
    assert one.answer_members["id"] == 1
    assert [(s.answer.document.value["id"], s.open) for s in unattached(*frames)] == [(99, 0)]


def test_a_late_second_answer_does_not_become_the_next_requests():
    frames = (ask("a", 1), ok(1), ask("b", 2), ok(1), ok(2))
    one, two = exchanges(*frames)
    assert (one.answer_members["id"], two.answer_members["id"]) == (1, 2)
    assert [stray.open for stray in unattached(*frames)] == [0]


def test_a_second_answer_is_a_stray_that_nothing_was_open_for():
    assert [stray.open for stray in unattached(ask("a"), ok(), ok())] == [0]


def test_a_second_answer_among_requests_in_flight_is_no_other_ones():
    frames = (ask("a", 1), ask("b", 2), ok(1), ok(1), ok(2))
    assert [stray.open for stray in unattached(*frames)] == [0]
    one, two = exchanges(*frames)
    assert (one.answer_members["id"], two.answer_members["id"]) == (1, 2)


def test_an_event_is_no_answer():
    (one,) = exchanges(ask("a"), came({"e": "listenKeyExpired"}), ok())
    assert one.success
    assert unattached(ask("a"), came({"event": {}}), ok()) == ()


def test_text_that_is_no_json_counts_as_the_answer():
    (one,) = exchanges(ask("a"), came("what?"))
    assert one.answer is not None
    assert not one.success


def test_an_answer_without_readable_id_belongs_to_the_unreadable_request():
    broken, probe = exchanges(sent("{"), ask("b", "x"), no(None), ok("x"))
    assert broken.answer_members["id"] is None
    assert probe.success


def test_a_close_is_no_answer():
    (one,) = exchanges(ask("a"), came("1008", Opcode.CLOSE))
    assert one.answer is None


def logon(signature="good", key=KEY):
    return ask("session.logon", "on", apiKey=key, signature=signature, timestamp=1)


STOP = ask("userDataStream.stop", "stop")


@pytest.mark.parametrize(
    "frames, session, scripted",
    [
        ((), "none", "none"),
        ((logon(), ok("on")), "logged-on", "logged-on"),
        ((logon(), no("on")), "refused", "logged-on"),
        ((logon(), came("?")), "unknown", "logged-on"),
        ((logon(WRONG_SIGNATURE), no("on")), "refused", "refused"),
        ((logon(WRONG_SIGNATURE), ok("on")), "logged-on", "refused"),
        ((logon(key=UNKNOWN_API_KEY), no("on")), "refused", "refused"),
        ((logon(), ok("on"), ask("session.logout", 2), ok(2)), "logged-out", "logged-out"),
        ((logon(), ok("on"), ask("session.logout", 2), no(2)), "logged-on", "logged-out"),
        ((ask("session.logout", 2), ok(2)), "none", "none"),
    ],
)
def test_the_session_is_what_the_answers_say(frames, session, scripted):
    *_, last = exchanges(*frames, STOP, ok("stop"), api_key=KEY)
    assert (last.session, last.scripted) == (session, scripted)


START = ask("userDataStream.start", "start", apiKey=KEY)


@pytest.mark.parametrize(
    "frames, stream",
    [
        ((), "unknown"),
        ((START, ok("start")), "open"),
        ((START, no("start")), "unknown"),
        ((START, ok("start"), STOP, ok("stop")), "none"),
        ((START, ok("start"), STOP, no("stop")), "open"),
        ((START, ok("start"), STOP, came("?")), "unknown"),
    ],
)
def test_the_stream_is_what_the_answers_say(frames, stream):
    *_, last = exchanges(*frames, STOP, ok("stop"))
    assert last.stream == stream


def test_nothing_is_known_of_the_stream_where_requests_overlap():
    *_, last = exchanges(START, ok("start"), ask("a", 1), ask("b", 2), ok(1), ok(2))
    assert last.stream == "unknown"
    assert not last.alone


def test_in_a_capture_an_answer_without_request_is_an_exchange_of_its_own():
    capture = (Frame(Direction.RECEIVED, '{"id":1,"status":200,"result":{}}', method="m"),)
    (one,) = exchanges(*capture, partial=True)
    assert one.request is None
    assert one.method == "m"


def test_in_a_capture_an_unanswered_request_does_not_take_a_later_answer():
    one, two = exchanges(ask("a", 1), ask("b", 2), ok(2), partial=True)
    assert one.answer is None
    assert two.success
    frames = (ask("a", 1), ask("b", 2), ok(2), ok(77))
    *_, alone = exchanges(*frames, partial=True)
    assert alone.request is None


def test_a_null_id_is_the_own_answer_of_a_request_whose_id_a_server_does_not_take():
    frames = (ask("start", "start"), ok("start"), ask("stop", "a b"), ok("start"), no(None))
    _, stop = exchanges(*frames)
    assert stop.answer_members["id"] is None
    assert len(unattached(*frames)) == 1


def test_a_late_double_of_an_answer_is_no_answer_to_requests_in_flight():
    frames = (ask("start", "start"), ok("start"), ask("a", 1), ask("b", 2), ok("start"))
    (stray,) = unattached(*frames, ok(1), ok(2))
    assert stray.open == 0


def test_a_double_of_an_answer_gives_way_to_the_own_one_of_a_request_with_the_same_id():
    one, two = ok(1, {"count": 1}), ok(1, {"count": 2})
    frames = (ask("a", 1), one, ask("a", 1), one, two)
    _, second = exchanges(*frames)
    assert second.answer_members["result"] == {"count": 2}
    assert len(unattached(*frames)) == 1


def test_two_answers_may_be_the_same():
    frames = (ask("a", 1), ok(1), ask("a", 1), ok(1))
    assert all(exchange.answer for exchange in exchanges(*frames))
    assert unattached(*frames) == ()


def test_an_answer_with_a_null_id_that_comes_again_is_no_answer_to_the_next_request():
    def answer(count):
        return came({"id": None, "status": 200, "result": {}, "rateLimits": [{"count": count}]})

    start, ping = ask("userDataStream.start", None), ask("userDataStream.ping", None)
    frames = (start, answer(1), ping, answer(1), answer(2), answer(2))
    conversation = conversation_of(Transcript("test", frames))
    assert [exchange.answer.index for exchange in conversation.exchanges] == [1, 4]
    assert sorted(each.answer.index for each in conversation.unattached) == [3, 5]


def test_a_whole_conversation_is_no_exchange_and_has_no_number():
    conversation = conversation_of(Transcript("test", (ask("a", 1), ok(1))))
    assert (conversation.number, conversation.place) == (0, "the connection")
