"""JSON Lines of captured exchanges."""

import io
import json
import time

import pytest
from hypothesis import strategies as st
from properties import given

from conformance.evidence.captures.files import blocks
from conformance.evidence.captures.lines import LONGEST_LINE, LineUnreadable, captured_of
from conformance.evidence.captures.pieces import transcript_of
from conformance.transcript.conversation import conversation_of
from conformance.transcript.frames import Direction


def read(*lines):
    """Read lines; return what was captured, and the numbers of unreadable ones with the reasons."""
    content = b"\n".join(
        line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines
    )
    return read_bytes(content)


def read_bytes(content):
    captured, unreadable = [], []
    for block in blocks(io.BytesIO(content)):
        for number, line in block.lines():
            try:
                captured += [captured_of(number, line)] if line.strip() else []
            except LineUnreadable as error:
                unreadable.append((number, str(error)))
    return captured, unreadable


def frames(read_lines):
    return [frame.data for captured in read_lines[0] for frame in captured.frames]


def transcript(*lines):
    return transcript_of("FILE", read(*lines)[0], lasting=False)


def test_a_string_is_the_frames_text():
    assert frames(read({"request": '{"id": 1}', "response": "what?"})) == ['{"id": 1}', "what?"]


def test_json_is_kept_as_it_stands():
    line = b'{"response": {"id":1,"id":2, "status":200.0} , "request":null}'
    assert frames(read(line)) == ['{"id":1,"id":2, "status":200.0}']


def test_a_null_response_is_silence():
    (captured,), _ = read({"request": {"id": 1}, "response": None})
    assert [frame.direction for frame in captured.frames] == [Direction.SENT]


def test_a_transcript_is_named_by_its_lines():
    lines = [{"request": {"id": n}, "response": {"id": n}} for n in range(3)]
    assert transcript(lines[0]).scenario == "FILE:1"
    assert transcript(*lines).scenario == "FILE:1-3"
    assert len(transcript(*lines).frames) == 6


def test_the_method_serves_where_the_request_is_unknown():
    answer = {"id": 1, "status": 200, "result": {}}
    line = {"method": "userDataStream.stop", "response": answer}
    (exchange,) = conversation_of(transcript(line)).exchanges
    assert exchange.method == "userDataStream.stop"
    assert exchange.session == "unknown"


@pytest.mark.parametrize("session, state", [("none", "none"), ("logged-on", "logged-on")])
def test_the_session_before_the_line_can_be_told(session, state):
    answer = {"id": 1, "status": 200, "result": {}}
    line = {"session": session, "request": {"id": 1}, "response": answer}
    (exchange,) = conversation_of(transcript(line)).exchanges
    assert exchange.scripted == state


def test_a_line_without_a_time_is_of_none():
    assert transcript({"response": {"id": 1}}).frames[0].at == 0
    assert transcript({"at": None, "response": {"id": 1}}).frames[0].at == 0


def test_the_time_is_in_ms():
    line = {"at": "2026-01-01T00:00:00.250Z", "response": {"id": 1}}
    assert transcript(line).frames[0].at == 1_767_225_600_250


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Kolkata"])
def test_a_time_without_an_offset_is_in_utc_wherever_it_is_read(zone, monkeypatch):
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        line = {"at": "2026-01-01T00:00:00.250", "response": {"id": 1}}
        assert transcript(line).frames[0].at == 1_767_225_600_250
        shown = {"at": "2026-01-01T05:30:00.250+05:30", "response": {"id": 1}}
        assert transcript(shown).frames[0].at == 1_767_225_600_250
    finally:
        monkeypatch.undo()
        time.tzset()


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
    captured, ((number, complaint),) = read(
        {"response": {"id": 1}}, line, b"", {"response": {"id": 2}}
    )
    assert number == 2
    assert why in complaint
    assert [each.number for each in captured] == [1, 4]


def test_a_byte_order_mark_at_the_beginning_is_no_error():
    assert len(read(b'\xef\xbb\xbf{"response":{}}')[0]) == 1


def test_an_empty_file_has_nothing_in_it():
    assert read(b"") == ([], [])


@given(st.binary(max_size=80))
def test_no_bytes_make_reading_raise(content):
    read_bytes(content)


@given(st.text(alphabet='{}[]":, response1\\nul', max_size=50))
def test_no_text_makes_reading_raise(text):
    read_bytes(text.encode())
