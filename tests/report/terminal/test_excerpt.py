"""What a failure shows of what was asked and what came."""

import json

import pytest
from conversations import KEY, ask, came, no, ok, sent

from conformance.contract.clause import Problem
from conformance.contract.verdict import Located
from conformance.report.terminal.excerpt import Room, _window, excerpt
from conformance.transcript.conversation import conversation_of
from conformance.transcript.frames import Direction, Ending, Frame, Opcode, Transcript

STOP = "userDataStream.stop"


def shown(frames, place, path="$", room=None, **about):
    conversation = conversation_of(Transcript("test", tuple(frames), **about))
    return excerpt(conversation, Located(place, Problem(path, None, None)), room or Room())


def test_request_and_answer_stand_there_with_the_place_marked_and_what_was_before():
    frames = [
        ask("userDataStream.start", "a"),
        ok("a"),
        ask(STOP, 7),
        came('{"id":"7","status":200}'),
    ]
    assert shown(frames, "exchange 2", "$.id") == [
        "  before  1 userDataStream.start 200",
        '  asked   {"id": 7, "method": "userDataStream.stop", "params": {}}',
        '  came    {"id":"7","status":200}',
        "                ^^^",
        "  state   no apiKey, nobody logged on, a stream open",
    ]


def test_a_missing_member_is_marked_where_it_would_be():
    lines = shown([ask(STOP), came('{"id":1}')], "exchange 1", "$.status")
    assert lines[-2] == "          ^ status is not there"


def test_silence_is_shown_with_what_is_known_of_it():
    ending, frames = (
        Ending("silent", detail="no answer in time"),
        [ask(STOP), ask("other", 2), ok(2)],
    )
    lines = shown(frames, "exchange 1", ending=ending)
    assert lines[1:3] == ["  came    nothing: no answer in time", "  after   2 other 200"]


def test_what_is_wrong_with_a_count_is_seen_beside_the_count_before():
    limits = [{"rateLimitType": "REQUEST_WEIGHT", "count": 7}]
    frames = [
        ask(STOP, 1),
        came({"id": 1, "status": 200, "rateLimits": limits}),
        ask(STOP, 2),
        ok(2),
    ]
    (before, *_) = shown(frames, "exchange 2", "$.rateLimits[0].count")
    assert before == f"  before  1 {STOP} 200 (count 7)"


@pytest.mark.parametrize("member", ["first", "middle", "last"])
@pytest.mark.parametrize("width", [40, 80, 100])
def test_however_long_a_frame_is_ten_lines_have_the_place(member, width):
    names = [f"m{number}" for number in range(200)]
    place = {"first": 0, "middle": 100, "last": 199}[member]
    names[place] = "wrong"
    answer = dict.fromkeys(names, "x" * 20) | {"id": 1}
    question = sent({"id": 1, "method": STOP, "params": {"x": "y" * 5000}})
    lines = shown(
        [ask(STOP, 0), ok(0), question, came(answer)], "exchange 2", "$.wrong", Room(width)
    )
    assert len(lines) <= 10
    assert all(len(line) <= width for line in lines[:-1])
    marked = next(number for number, line in enumerate(lines) if line.strip(" ^") == "")
    start = lines[marked].index("^")
    assert lines[marked - 1][start : start + 4] == '"xxx'


def test_a_whole_list_that_is_wrong_is_marked_within_ten_lines():
    answer = {"id": 1, "rateLimits": [{"a": "x" * 30}] * 20}
    assert len(shown([ask(STOP), came(answer)], "exchange 1", "$.rateLimits")) <= 10


def test_nothing_is_cut_where_there_is_room_for_all():
    answer = {"id": 1, "many": ["x" * 30] * 50, "wrong": True}
    lines = shown([ask(STOP), came(answer)], "exchange 1", "$.wrong", Room(80, is_whole=True))
    assert sum("x" * 30 in line for line in lines) == 50
    assert [line.strip() for line in lines if ">" in line] == ['>   "wrong": true']


def test_keys_stay_replaced_and_are_short():
    key = "<apiKey-1>".ljust(64, "x")
    lines = shown([ask(STOP, apiKey=key), ok()], "exchange 1", "$.id", api_key=key)
    assert '"<apiKey-1>"' in "".join(lines)
    assert "the account's apiKey" in lines[-1]
    assert "xx" not in "".join(lines)


def test_what_is_in_no_exchange_stands_among_the_frames_before_it():
    frames = [ask(STOP, 1), ok(1), ask(STOP, 2), ok(2), ok(2)]
    lines = shown(frames, "frame 5")
    assert [line[10] for line in lines] == [" ", " ", " ", ">"]
    assert all(len(line) <= 80 for line in lines)


def test_a_close_is_marked_where_the_connection_is_at_fault():
    close = Frame(Direction.RECEIVED, "1008 disconnected", opcode=Opcode.CLOSE)
    lines = shown([ask(STOP), no(), close], "the connection", ending=Ending("closed", 1008))
    assert lines[-1] == "          > 3 ← (close) 1008 disconnected"


def test_a_stream_has_the_last_that_came_on_it():
    opened = Frame(Direction.SENT, KEY, opcode=Opcode.OPEN, connection="S")
    event = Frame(Direction.RECEIVED, '{"e":"x"}', connection="S")
    later = Frame(Direction.SENT, json.dumps({"id": 1, "method": STOP}), connection="A")
    lines = shown([opened, event, later], "the stream on S")
    assert lines[-1] == '          > 2 S ← {"e":"x"}'


def test_nothing_in_a_frame_moves_the_cursor():
    lines = shown([ask(STOP), came('{"id":1,"a":"\x1b[31m\u202e"}')], "exchange 1", "$.id")
    assert "\x1b" not in "".join(lines)
    assert "\u202e" not in "".join(lines)


@pytest.mark.parametrize("start, begins", [(0, 0), (19, 0), (20, 5), (50, 35), (85, 70), (99, 70)])
def test_a_place_has_text_around_it_and_the_room_is_used_to_the_end(start, begins):
    assert _window(100, start, 30) == begins


def test_a_text_that_has_room_is_shown_from_its_beginning():
    assert _window(25, 24, 30) == 0
