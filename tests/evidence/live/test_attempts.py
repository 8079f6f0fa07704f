"""What may be bad luck, and how often it is tried again."""

import json

import pytest
from mutants import mutant

from conformance.evidence.live.attempts import (
    CLOSED_STREAM,
    MOST_ATTEMPTS,
    RETIREMENT_WAIT,
    Troubles,
    trouble_of,
)
from conformance.reference.memory import perform_in_memory
from conformance.scenarios.catalogue import BY_NAME
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


def conversation(*texts):
    """Return a conversation of texts that were sent and received by turns."""
    turns = [Direction.SENT, Direction.RECEIVED] * len(texts)
    frames = tuple(Frame(way, text) for way, text in zip(turns, texts, strict=False))
    return conversation_of(Transcript("some", frames, api_key=KEY))


def persisting(troubles, trouble, scenarios):
    """Let a trouble come at every attempt of so many scenarios; return what each came to."""
    return [troubles.lasts(trouble, trouble.most_attempts, trouble) for _ in range(scenarios)]


def test_a_trouble_lasts_that_came_at_every_attempt():
    troubles, some = Troubles(), trouble(STOP, refusal(-1001))
    assert not troubles.lasts(None, 3, None)
    assert not troubles.lasts(some, 2, some)
    assert not troubles.lasts(some, 3, trouble(STOP, refusal(-1007)))
    assert troubles.times(some) == 0
    assert troubles.lasts(some, 3, some)
    assert (troubles.times(some), troubles.times(None)) == (1, 0)


def test_a_trouble_of_three_scenarios_is_sure_at_the_first_attempt():
    troubles, some = Troubles(), trouble(STOP, refusal(-1001))
    persisting(troubles, some, 2)
    assert not troubles.is_sure(some)
    persisting(troubles, some, 1)
    assert troubles.is_sure(some)
    assert troubles.lasts(some, 1, None)
    assert troubles.times(some) == 3


def test_a_close_that_passed_is_luck_from_then_on():
    closed = trouble(STOP, None, ending=Ending("closed", 1006))
    troubles = Troubles()
    persisting(troubles, closed, 3)
    assert troubles.is_sure(closed)
    troubles.note(conversation(STOP, refusal(-2015)), None, closed)
    assert not troubles.is_sure(closed)
    assert not troubles.lasts(closed, 3, closed)


def test_an_error_that_passed_may_last_elsewhere():
    some, troubles = trouble(STOP, refusal(-1001)), Troubles()
    troubles.note(conversation(STOP, refusal(-2015)), None, some)
    assert troubles.lasts(some, 3, some)


def test_what_worked_disproves_that_it_is_gone_but_a_stop_only_where_a_stream_was_open():
    gone, troubles = trouble(STOP, refusal(-1016, 503)), Troubles()
    stopped = '{"id":1,"status":200,"result":{}}'
    troubles.note(conversation(STOP, stopped), None, None)
    assert not troubles.is_disproved(gone)
    troubles.note(conversation(START, STARTED, STOP, stopped), None, None)
    assert troubles.is_disproved(gone)
    assert not troubles.is_disproved(None)
    assert not troubles.is_disproved(trouble(STOP, refusal(-1001)))
    assert not troubles.lasts(gone, 3, gone)


def test_a_service_that_says_that_it_is_gone_gets_time_to_come_back_once():
    gone, troubles = trouble(STOP, refusal(-1016, 503)), Troubles()
    assert troubles.wait_before(None, 3) == troubles.wait_before(gone, 2) == 0
    assert troubles.wait_before(trouble(STOP, refusal(-1001)), 3) == 0
    assert troubles.wait_before(gone, 3) == RETIREMENT_WAIT
    assert troubles.wait_before(gone, 3) == 0


def test_a_stream_that_the_server_closed_may_be_luck_and_one_that_stays_open_is_none():
    scenario = BY_NAME["stream-after-a-refused-stop"]
    assert trouble_of(conversation_of(perform_in_memory(scenario))) is None
    closing = perform_in_memory(scenario, mutant=mutant("refused-stop-closes-streams"))
    assert trouble_of(conversation_of(closing)).errors == (CLOSED_STREAM,)
