"""What was known of a user data stream's connection at some moment."""

from dataclasses import replace

from conversations import came

from conformance.transcript.exchange import Message
from conformance.transcript.streams import StreamConnection

ONE, TWO, CLOSE = (Message(index, came("{}")) for index in (2, 4, 6))
STREAM = StreamConnection(Message(1, came("")), None, (ONE, TWO), CLOSE)


def test_before_a_message_nothing_later_is_known():
    assert STREAM.until(None) is STREAM
    assert STREAM.until(Message(7, came("{}"))) == STREAM
    assert STREAM.until(TWO) == replace(STREAM, messages=(ONE,), close=None)
    assert STREAM.until(CLOSE) == replace(STREAM, close=None)
    assert STREAM.until(Message(3, came("{}"))) == replace(STREAM, messages=(ONE,), close=None)


def test_a_stream_that_did_not_end_has_no_close_at_any_moment():
    open_still = replace(STREAM, close=None)
    assert open_still.until(Message(7, came("{}"))) == open_still
