"""What came of connections to streams, in words."""

import pytest

from conformance.contract.listening import closed_streams
from conformance.reference.choices import Choices
from conformance.reference.memory import perform_in_memory
from conformance.scenarios.catalogue import BY_NAME
from conformance.transcript.conversation import conversation_of


def findings(name, **choices):
    transcript = perform_in_memory(BY_NAME[name], Choices(**choices))
    streams = closed_streams(conversation_of(transcript))
    return {each.stream.name: each.finding for each in streams}


@pytest.mark.parametrize(
    "does, finding",
    [
        ("expired", "listenKeyExpired"),
        ("closed", "a close with 1008"),
        ("expired and closed", "listenKeyExpired and a close with 1008"),
        ("silent", "silence"),
    ],
)
def test_what_a_stop_does_to_a_stream_is_named(does, finding):
    assert findings("stream-after-a-stop", stream_after_stop=does) == {"S": finding}


def test_both_connections_of_one_listen_key_are_looked_at():
    ended = "listenKeyExpired"
    assert findings("stream-on-two-connections-after-a-stop") == {"S": ended, "T": ended}


@pytest.mark.parametrize(
    "name", ["stream-after-a-refused-stop", "stream-with-an-unknown-listen-key"]
)
def test_a_stream_that_no_stop_closed_is_no_finding(name):
    assert findings(name) == {}


def test_a_stream_that_was_opened_with_a_closed_key_is_silent():
    assert findings("stream-opened-after-a-stop") == {"S": "silence"}
