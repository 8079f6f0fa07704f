"""A recording, played to a client: its answers with the client's ids, or a close that says why."""

import json

import pytest

from conformance.evidence.recordings.archive import archive
from conformance.reference.outgoing import Close
from conformance.reference.playback import Playback
from conformance.scenarios.catalogue import BY_NAME
from conformance.transcript.frames import Direction, EvidenceClass, Frame, Opcode, Transcript

KEY = "anything at all"


def recorded(name):
    return archive().load_cassette(BY_NAME[name], EvidenceClass.REFERENCE).transcript


def request(method, request_id, **params):
    return json.dumps({"id": request_id, "method": f"userDataStream.{method}", "params": params})


def test_answers_carry_the_ids_of_the_client_whatever_its_key():
    connection = Playback(recorded("stop-with-api-key")).connect()
    for request_id, method in ((7, "start"), ("x", "stop")):
        (answer,) = connection.receive(request(method, request_id, apiKey=KEY))
        assert json.loads(answer)["id"] == request_id
        assert json.loads(answer)["status"] == 200


def test_the_rest_of_an_answer_is_as_it_was_recorded():
    text = '{ "status": 200.0, "id": "a", "result":{"\\u0061": 1}}'
    frames = (
        Frame(Direction.SENT, request("stop", "a", apiKey=KEY)),
        Frame(Direction.RECEIVED, text),
    )
    connection = Playback(Transcript("x", frames)).connect()
    (answer,) = connection.receive(request("stop", 5, apiKey="other"))
    assert answer == text.replace('"id": "a"', '"id":5')


@pytest.mark.parametrize(
    ("method", "params"), [("ping", {"apiKey": KEY}), ("stop", {}), ("stop", {"extra": 1})]
)
def test_a_request_that_was_not_recorded_closes_with_a_reason(method, params):
    connection = Playback(recorded("stop-with-api-key")).connect()
    (close,) = connection.receive(request(method, 1, **params))
    assert isinstance(close, Close)
    assert f"no further answer to userDataStream.{method}" in close.reason
    assert len(close.reason.encode()) <= 123


def test_an_answer_is_given_once_and_each_connection_begins_anew():
    playback = Playback(recorded("stop-with-api-key"))
    for _ in range(2):
        connection = playback.connect()
        connection.receive(request("start", 1, apiKey=KEY))
        assert not isinstance(connection.receive(request("stop", 2, apiKey=KEY))[0], Close)
        assert isinstance(connection.receive(request("stop", 3, apiKey=KEY))[0], Close)


def test_events_and_closes_follow_the_answer_that_they_followed():
    event = '{"e":"listenKeyExpired"}'
    frames = (
        Frame(Direction.SENT, request("stop", 1)),
        Frame(Direction.RECEIVED, '{"id":1,"status":200,"result":{}}'),
        Frame(Direction.RECEIVED, event),
        Frame(Direction.RECEIVED, "1006", opcode=Opcode.CLOSE),
    )
    sent = Playback(Transcript("x", frames)).connect().receive(request("stop", 1))
    assert sent[1:] == [event, Close(1011, "it dropped")]
