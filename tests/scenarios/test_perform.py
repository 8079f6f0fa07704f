"""Performing a script: what is waited for, and what is made of silence."""

from dataclasses import dataclass, field, replace
from math import inf

import pytest
from peers import ALIVE, OK, ONE, broken_by, outcome_of, perform_against

from conformance.contract.clauses import CLAUSES
from conformance.contract.judge import judge
from conformance.contract.verdict import Outcome
from conformance.reference.embedded import CREDENTIALS, VirtualClock, fresh
from conformance.reference.memory import MemoryChannel
from conformance.scenarios.catalogue import BY_NAME
from conformance.scenarios.perform import LATE_WAIT, MOST_FRAMES, _none_is_late, perform
from conformance.scenarios.script import Scenario
from conformance.transcript.frames import Direction, Ending, Frame


def test_silence_of_a_living_server_is_its_fault_if_it_comes_again():
    def handle(connection):
        for data in connection:
            if "still-there" in data:
                connection.send(ALIVE)

    transcript = perform_against(handle)
    assert (transcript.ending.kind, transcript.ending.alive) == ("silent", True)
    assert "ENV-13" not in broken_by(transcript)
    again = replace(transcript, ending=replace(transcript.ending, again=True))
    assert "ENV-13" in broken_by(again)


@pytest.mark.slow("waits for answers that never come")
def test_silence_of_a_dead_server_is_nobodys_fault():
    def handle(connection):
        for _ in connection:
            pass

    transcript = perform_against(handle)
    assert (transcript.ending.kind, transcript.ending.alive) == ("silent", False)
    assert broken_by(transcript) == set()
    assert outcome_of(transcript, "ENV-8") is Outcome.INCONCLUSIVE
    assert outcome_of(transcript, "ENV-9") is Outcome.INCONCLUSIVE


def test_a_second_answer_is_seen_though_nobody_waits_for_it():
    def handle(connection):
        for _ in connection:
            connection.send(OK)
            connection.send(OK)

    assert "ENV-13" in broken_by(perform_against(handle))


def test_a_server_that_never_stops_talking_is_cut_off():
    def handle(connection):
        for _ in range(20 * MOST_FRAMES):
            connection.send('{"e":"event"}')

    transcript = perform_against(handle, patience=5)
    assert transcript.ending.kind == "cut"


def test_events_before_the_answer_are_no_answers():
    def handle(connection):
        connection.send('{"e":"hello"}')
        for _ in connection:
            connection.send('{"e":"event"}')
            connection.send(OK)

    transcript = perform_against(handle)
    assert broken_by(transcript) & {"ENV-8", "ID-1"} == set()
    assert len(transcript.frames) == 4


def test_a_request_with_a_faulty_id_may_stay_unanswered():
    def handle(connection):
        for data in connection:
            if "start" in data:
                connection.send('{"id":"start","status":200,"result":{"listenKey":"k"}}')
            elif "still-there" in data:
                connection.send(ALIVE)

    verdicts = judge(perform_against(handle, BY_NAME["stop-id-empty"]), CLAUSES)
    assert Outcome.INCONCLUSIVE not in {verdict.outcome for verdict in verdicts}


def test_what_was_not_said_for_want_of_an_answer_is_inconclusive():
    def handle(connection):
        for data in connection:
            if "still-there" in data:
                connection.send(ALIVE)

    transcript = perform_against(handle, BY_NAME["stop-with-api-key"])
    assert outcome_of(transcript, "AUTH-1") is Outcome.INCONCLUSIVE


def test_an_odd_frame_may_stay_unanswered():
    def handle(connection):
        for data in connection:
            if data and "next" in str(data):
                connection.send(ALIVE.replace("still-there", "next"))

    transcript = perform_against(handle, BY_NAME["stop-binary"], patience=1)
    assert transcript.ending.kind == "complete"
    assert "ENV-8" not in broken_by(transcript)


@dataclass(slots=True)
class Patient(MemoryChannel):
    """A channel in memory that notes for how long was to be waited."""

    waits: list = field(default_factory=list)

    def wait(self, done, share=1.0, at_most=inf):
        self.waits.append((share, at_most))
        return done()


def waits_of(name):
    clock = VirtualClock()
    channel = Patient(fresh(clock), clock)
    channel.connect(BY_NAME[name])
    perform(BY_NAME[name], channel, CREDENTIALS)
    return [wait for wait in channel.waits if wait[1] != LATE_WAIT]


def test_what_is_sent_in_one_go_is_waited_for_as_long_as_half_of_it_would_be_one_by_one():
    assert waits_of("stop-with-api-key") == [(1.0, inf)] * 2
    steps = BY_NAME["stop-pipelined"].steps
    assert max(waits_of("stop-pipelined")) == (sum(not s.waits for s in steps) / 2 + 0.5, inf)


REFUSED = '{"id":1,"status":400,"error":{"code":-2015,"msg":"no"}}'
TWO = Scenario("two", (*ONE.steps, *ONE.steps))


def closing_after(text):
    """Return a handler of a server that answers once, and closes."""

    def handle(connection):
        for data in connection:
            connection.send(ALIVE if "still-there" in data else text)
            if "still-there" not in data:
                connection.close(1008)

    return handle


def test_a_close_after_the_last_refusal_ends_nothing_early():
    assert perform_against(closing_after(REFUSED)).ending.kind == "complete"
    assert perform_against(closing_after(OK)).ending.kind == "closed"
    assert perform_against(closing_after(REFUSED), TWO).ending.kind == "closed"


def test_a_refusal_that_comes_after_the_time_out_is_late_all_the_same():
    def handle(connection):
        for data in connection:
            if "still-there" in data:
                connection.send(REFUSED)
                connection.send(ALIVE)

    ending = perform_against(handle, patience=0.3).ending
    assert (ending.kind, ending.alive) == ("silent", True)
    assert ending.detail == "an answer came late, after the time-out"


def request(request_id):
    return Frame(Direction.SENT, f'{{"id":{request_id},"method":"userDataStream.stop"}}')


def answered(request_id):
    return Frame(Direction.RECEIVED, f'{{"id":{request_id},"status":200,"result":{{}}}}')


@pytest.mark.parametrize(
    "frames, is_none_late",
    [
        ([], True),
        ([request(1), answered(1)], True),
        ([request(1), answered(1), request(2), answered(2)], True),
        ([request(1), answered(1), request(1), answered(1)], True),
        ([request(1), request(2), answered(1)], True),
        ([request(1), answered(1), request(2), answered(1)], False),
        ([request(1), answered(1), request(2), answered(3)], True),
        ([request(1), answered(1), request(2)], True),
    ],
)
def test_an_answer_with_the_id_of_an_earlier_request_may_be_late(frames, is_none_late):
    clock = VirtualClock()
    channel = MemoryChannel(fresh(clock), clock, log=frames)
    assert _none_is_late(channel) is is_none_late
    channel.ending = Ending("closed", 1008)
    assert _none_is_late(channel)
