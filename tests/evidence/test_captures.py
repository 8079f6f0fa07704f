"""JSON Lines of captured exchanges."""

import io
import json

import pytest
from hypothesis import strategies as st
from properties import given

from conformance.evidence.capture_lines import LONGEST_LINE
from conformance.evidence.captures import read_lines
from conformance.transcript.conversation import conversation_of
from conformance.transcript.frames import Direction


def read(*lines):
    content = b"\n".join(
        line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines
    )
    return read_lines(io.BytesIO(content), "FILE")


def frames(capture):
    return [frame.data for transcript in capture.transcripts for frame in transcript.frames]


def test_a_string_is_the_frames_text():
    assert frames(read({"request": '{"id": 1}', "response": "what?"})) == ['{"id": 1}', "what?"]


def test_json_is_kept_as_it_stands():
    line = b'{"response": {"id":1,"id":2, "status":200.0} , "request":null}'
    assert frames(read(line)) == ['{"id":1,"id":2, "status":200.0}']


def test_a_null_response_is_silence():
    capture = read({"request": {"id": 1}, "response": None})
    (transcript,) = capture.transcripts
    assert [frame.direction for frame in transcript.frames] == [Direction.SENT]


def test_lines_of_one_connection_are_one_transcript():
    capture = read(
        {"connection": "a", "request": {"id": 1}, "response": {"id": 1}},
        {"connection": "b", "request": {"id": 2}, "response": {"id": 2}},
        {"connection": "a", "request": {"id": 3}, "response": {"id": 3}},
        {"request": {"id": 4}, "response": {"id": 4}},
    )
    names = [transcript.scenario for transcript in capture.transcripts]
    assert names == ["FILE:1-3", "FILE:2", "FILE:4"]
    assert len(capture.transcripts[0].frames) == 4


def test_the_method_serves_where_the_request_is_unknown():
    answer = {"id": 1, "status": 200, "result": {}}
    (transcript,) = read({"method": "userDataStream.stop", "response": answer}).transcripts
    (exchange,) = conversation_of(transcript).exchanges
    assert exchange.method == "userDataStream.stop"
    assert exchange.session == "unknown"


@pytest.mark.parametrize("session, state", [("none", "none"), ("logged-on", "logged-on")])
def test_the_session_before_the_line_can_be_told(session, state):
    answer = {"id": 1, "status": 200, "result": {}}
    line = {"session": session, "request": {"id": 1}, "response": answer}
    (exchange,) = conversation_of(read(line).transcripts[0]).exchanges
    assert exchange.scripted == state


def test_the_time_is_in_ms():
    line = {"at": "2026-01-01T00:00:00.250Z", "response": {"id": 1}}
    assert read(line).transcripts[0].frames[0].at == 1_767_225_600_250


@pytest.mark.parametrize(
    "line, why",
    [
        (b"{", "no JSON object"),
        (b"[]", "no JSON object"),
        (b'"\xff"', "not UTF-8"),
        (b"{" + b" " * LONGEST_LINE + b"}", "longer than 1 MiB"),
        ({"request": {}}, "no response"),
        ({"response": None}, "neither a request nor a response"),
        ({"response": {}, "method": 1}, "method is no string"),
        ({"response": {}, "session": "maybe"}, "neither none nor logged-on"),
        ({"response": {}, "session": []}, "neither none nor logged-on"),
        ({"response": {}, "at": "yesterday"}, "no ISO time"),
        (b'{"response": ' + b"[" * 50_000, "no JSON object"),
        (b'{"response": ' + b"9" * 9_000 + b"}", "no JSON object"),
    ],
)
def test_an_unreadable_line_is_told_by_number_and_the_rest_is_read(line, why):
    capture = read({"response": {"id": 1}}, line, b"", {"response": {"id": 2}})
    ((number, complaint),) = capture.unreadable
    assert number == 2
    assert why in complaint
    assert len(capture.transcripts) == 2


def test_a_byte_order_mark_at_the_beginning_is_no_error():
    assert len(read(b'\xef\xbb\xbf{"response":{}}').transcripts) == 1


def test_an_empty_file_has_nothing_in_it():
    capture = read(b"")
    assert (capture.transcripts, capture.unreadable) == ([], [])


@given(st.binary(max_size=80))
def test_no_bytes_make_reading_raise(content):
    read_lines(io.BytesIO(content), "FILE")


@given(st.text(alphabet='{}[]":, response1\\nul', max_size=50))
def test_no_text_makes_reading_raise(text):
    read_lines(io.BytesIO(text.encode()), "FILE")
