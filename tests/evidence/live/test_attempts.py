"""What may be bad luck, and how often it is tried again."""

import json

import pytest

from conformance.evidence.live.attempts import MOST_ATTEMPTS, trouble_of
from conformance.transcript.conversation import conversation_of
from conformance.transcript.frames import Direction, Ending, Frame, Transcript

KEY = "k" * 64
STOP = json.dumps({"id": 1, "method": "userDataStream.stop", "params": {"apiKey": KEY}})
START = json.dumps({"id": 0, "method": "userDataStream.start", "params": {"apiKey": KEY}})
STARTED = '{"id":0,"status":200,"result":{"listenKey":"x"}}'


def trouble(*texts, ending=None):
    """Return the trouble of texts that were sent and received by turns; None is no answer."""
    turns = [Direction.SENT, Direction.RECEIVED] * len(texts)
    frames = tuple(Frame(way, text) for way, text in zip(turns, texts, strict=False) if text)
    transcript = Transcript("some", frames, ending=ending or Ending(), api_key=KEY)
    return trouble_of(conversation_of(transcript))


def refusal(code, status=400):
    return json.dumps({"id": 1, "status": status, "error": {"code": code, "msg": "No."}})


def test_a_success_and_an_ordinary_refusal_are_no_trouble():
    assert trouble(STOP, '{"id":1,"status":200,"result":{}}') is None
    assert trouble(STOP, refusal(-2015)) is None
    assert trouble(STOP, refusal(-1125)) is None  # no stream was opened


@pytest.mark.parametrize("code", [-1109, -1001, -1007, -1016])
def test_an_error_that_says_nothing_of_the_request_may_be_luck(code):
    got = trouble(STOP, refusal(code))
    assert (got.errors, got.places, got.most_attempts) == ((code,), (1,), MOST_ATTEMPTS)


def test_a_stream_that_somebody_closed_may_be_luck():
    assert trouble(START, STARTED, STOP, refusal(-1125)).places == (2,)


def test_a_close_may_be_luck_and_counts_once_though_it_left_a_request_unanswered():
    got = trouble(STOP, None, ending=Ending("closed", 1006))
    assert (got.kind, got.code, got.errors) == ("closed", 1006, ())
    assert got.most_attempts == MOST_ATTEMPTS


def test_silence_is_tried_twice_as_it_takes_long():
    assert trouble(STOP, None).errors == (None,)
    assert trouble(STOP, None).most_attempts == 2
    assert trouble(STOP, None, ending=Ending("silent", alive=True)).most_attempts == 2


def test_a_frame_that_a_server_may_ignore_is_no_trouble():
    assert trouble('{"id":1.5,"method":"userDataStream.stop"}', None) is None


def test_one_success_disproves_that_a_service_is_gone_or_that_the_server_closed_a_stream():
    assert trouble(STOP, refusal(-1016, 503)).is_of_one_program
    assert trouble(START, STARTED, STOP, refusal(-1125)).is_of_one_program
    assert not trouble(STOP, refusal(-1001)).is_of_one_program


def test_a_service_that_calls_itself_unavailable_for_long_is_surely_so():
    unavailable = trouble(STOP, refusal(-1016, 503))
    assert (unavailable.sure_after, trouble(STOP, refusal(-1001)).sure_after) == (1, 3)


def test_the_same_trouble_elsewhere_is_of_one_sort():
    once, later = trouble(STOP, refusal(-1001)), trouble(START, STARTED, STOP, refusal(-1001))
    assert once != later
    assert once.sort == later.sort
