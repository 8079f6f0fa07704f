"""Performing as one account: the budget, a server that throttles, and an interruption."""

import json
import re
import threading
import time
from dataclasses import replace

import pytest
from peers import ALIVE, broken_by, peer
from runs import ACCOUNT, ids_of, performed, reference, target_at

from conformance.api.credentials import Credentials
from conformance.contract.verdict import Outcome
from conformance.evidence.live.launch import performer
from conformance.evidence.live.performer import (
    GIVE_UP_AFTER,
    LONGEST_WAIT,
    PATIENCE_AFTER_SILENCE,
)
from conformance.evidence.live.unreachable import LONGEST_REST
from conformance.evidence.live.wire import steady
from conformance.reference.embedded import API_KEY
from conformance.reference.wire import serve_reference
from conformance.scenarios.catalogue import BY_NAME
from conformance.transcript.frames import Direction


def test_a_small_limit_is_waited_for_and_never_exceeded():
    core = reference(limit=60)
    waited = []
    now = [0.0]
    with serve_reference(lambda: core) as url, performer(target_at(url), ACCOUNT, 2, 50) as own:

        def rest(seconds):
            waited.append(seconds)
            now[0] += seconds
            core.meter._used.clear()

        own.connections.pause = rest
        own.connections.steady = lambda: now[0]
        for name in ["stop-with-api-key", "stop-id-uuid", "stop-id-zero", "stop-pipelined"] * 3:
            own.perform(BY_NAME[name])
            assert core.meter.charge("127.0.0.1", 0, core.clock()) <= 30
    assert waited


def test_a_scenario_that_costs_more_than_the_budget_is_not_performed():
    core = reference(limit=20)
    with serve_reference(lambda: core) as url:
        run = performed(url, "stop-id-uuid", "stop-pipelined", percent=50)
    assert "raise --weight-budget" in run.failures()["stop-pipelined"]


def test_a_server_that_throttles_is_left_alone():
    requests = []

    def handle(connection):
        for data in connection:
            requests.append(data)
            error = {"code": -1003, "msg": "Way too many requests; IP banned."}
            answer = {"id": json.loads(data)["id"], "status": 418, "error": error}
            connection.send(json.dumps(answer))

    with peer(handle) as url:
        run = performed(url, "stop-id-uuid", "stop-id-zero", "stop-id-null")
    assert len(requests) <= 5
    assert "throttles" in run.failures()["stop-id-null"]
    assert ids_of(run, Outcome.BROKEN) == set()


def test_an_interrupted_run_closes_what_it_opened():
    core = reference()

    def interrupted(url):
        with performer(target_at(url), ACCOUNT, 2) as own:
            own.perform(BY_NAME["start-after-stop"])
            assert core.accounts[API_KEY].open_listen_key(core.clock())
            raise KeyboardInterrupt

    with serve_reference(lambda: core) as url, pytest.raises(KeyboardInterrupt):
        interrupted(url)
    assert core.accounts[API_KEY].open_listen_key(core.clock()) is None


def test_an_interruption_just_before_the_last_stop_does_not_prevent_it():
    core = reference()
    moments = iter([KeyboardInterrupt])

    def steady():
        for interruption in moments:
            raise interruption
        return 0.0

    def interrupted(url):
        with performer(target_at(url), ACCOUNT, 2) as own:
            own.perform(BY_NAME["start-after-stop"])
            own.connections.close()
            own.connections.steady = steady

    with serve_reference(lambda: core) as url, pytest.raises(KeyboardInterrupt):
        interrupted(url)
    assert core.accounts[API_KEY].open_listen_key(core.clock()) is None


@pytest.mark.slow("waits for what comes late, each time")
@pytest.mark.parametrize("after", [0.0, 0.06, 0.2])
@pytest.mark.parametrize("names", [["stop-id-uuid"], ["stop-id-uuid", "stop-id-zero"]])
def test_a_second_answer_that_comes_late_is_judged_with_its_own_scenario(names, after):
    core = reference()
    uuid = "0d6b1b6e"

    def handle(connection):
        session = core.connect()
        for data in connection:
            (text,) = session.receive(data)
            connection.send(text)
            if uuid in data:
                threading.Timer(after, connection.send, [text]).start()

    with peer(handle) as url:
        run = performed(url, *names)
    broken = {j.transcript.scenario: broken_by(j.transcript) for j in run.judged()}
    assert broken == {name: {"ENV-13"} if name == "stop-id-uuid" else set() for name in names}


def counting(count):
    """Return a handler of a server whose answers tell a count."""
    core = reference()

    def handle(connection):
        session = core.connect()
        for data in connection:
            (text,) = session.receive(data)
            connection.send(re.sub(r'"count":\d+', f'"count":{count}', text))

    return handle


def waits_for(handle, names):
    """Perform scenarios by a clock that waiting moves at once; return failures and waits."""
    waited, now = [], [0.0]

    def rest(seconds):
        waited.append(seconds)
        now[0] += seconds

    with peer(handle) as url, performer(target_at(url), ACCOUNT, 2, 50) as own:
        own.connections.pause, own.connections.steady = rest, lambda: steady() + now[0]
        failures = [own.perform(BY_NAME[name]).failure for name in names]
    return failures, [seconds for seconds in waited if seconds > 1]


def test_a_count_that_cannot_be_true_is_not_waited_for():
    failures, waited = waits_for(counting(99_999), ["stop-id-uuid", "stop-id-zero"] * 3)
    assert (failures, waited) == ([""] * 6, [])


def test_counts_near_the_limit_are_waited_for_but_not_for_ever():
    failures, waited = waits_for(counting(2_390), ["stop-id-uuid", "stop-id-zero"] * 8)
    assert sum(waited) <= LONGEST_WAIT
    assert failures[0] == ""
    assert failures[-1] == "not tried: the run has waited 600 s for the server's counts"


@pytest.mark.slow("waits for answers that never come, as long as a run does")
def test_a_mute_server_is_given_up_within_a_few_time_outs():
    frames = []

    def handle(connection):
        frames.extend(connection)

    began = time.monotonic()
    with peer(handle) as url:
        run = performed(url, *list(BY_NAME)[:9], patience=0.3)
    assert time.monotonic() - began < 60
    assert "not tried, as 3 scenarios in a row had no answer" in run.failures()[list(BY_NAME)[8]]


def test_a_server_without_an_answer_to_the_ping_before_a_run_is_not_asked_again_and_again():
    def handle(connection):
        for _ in connection:
            pass

    with peer(handle) as url, performer(target_at(url), ACCOUNT, 0.2) as own:
        first = own.perform(BY_NAME["stop-with-api-key"])
    assert not first.may_pass
    assert own.unanswered == 2


@pytest.mark.parametrize("bound, patience", [(5.0, 0.2), (0.1, 0.1)])
def test_after_silence_at_every_attempt_a_run_is_less_patient(bound, patience, monkeypatch):
    monkeypatch.setitem(PATIENCE_AFTER_SILENCE, 1, bound)

    def handle(connection):
        for data in connection:
            if "still-there" in data:
                connection.send(ALIVE)

    with peer(handle) as url, performer(target_at(url), Credentials(), 0.2) as own:
        scenario = BY_NAME["stop-without-credentials-or-stream"]
        steps = replace(scenario, steps=scenario.steps[-1:])
        first = own.perform(steps)
        own.connections.close()
        second = own.perform(steps, 2, first.trouble)
    assert (first.may_pass, second.may_pass) == (True, False)
    assert second.raw.ending.again
    assert own.connections.patience == patience


def test_a_target_that_was_never_reached_cost_nothing():
    run = performed("ws://127.0.0.1:1/ws-dapi/v1", "stop-id-uuid")
    assert run.ledger.spent == 0
    assert "request weight: nothing was sent, and none spent" in " ".join(run.summary_lines())


def test_a_transcript_has_no_secret_of_the_address_even_before_it_is_redacted():
    with serve_reference(reference) as url:
        secret = url.replace("ws://", "ws://me:hunter2@") + "?token=abcdefgh"
        with performer(target_at(secret), ACCOUNT, 2) as own:
            raw = own.perform(BY_NAME["stop-id-uuid"]).raw
    assert raw.endpoint == f"{url}?token=<secret>"


def test_a_scenario_takes_as_long_as_it_does():
    began = steady()
    with serve_reference(reference) as url, performer(target_at(url), ACCOUNT, 2) as own:
        one, two = (own.perform(BY_NAME[name]).seconds for name in ("stop-twice", "stop-id-uuid"))
    assert 0 < one + two < steady() - began


def resting(seconds):
    """Return a handler of a server that throttles, and names a time."""
    core = reference()

    def handle(connection):
        session = core.connect()
        for data in connection:
            (text,) = session.receive(data)
            answer = json.loads(text)
            if "userDataStream.stop" in data:
                times = {"serverTime": 1_000, "retryAfter": 1_000 + int(1000 * seconds)}
                error = {"code": -1003, "msg": "Too many.", "data": times}
                answer = {"id": answer["id"], "status": 429, "error": error}
            connection.send(json.dumps(answer))

    return handle


def test_the_rest_that_a_server_asks_for_is_taken_off_what_is_left():
    with peer(resting(50)) as url, performer(target_at(url), ACCOUNT, 2) as own:
        own.connections.pause = lambda _: None
        first = own.perform(BY_NAME["stop-id-uuid"])
        left = own.rest_left
        second = own.perform(BY_NAME["stop-id-uuid"], 2)
        third = own.perform(BY_NAME["stop-id-uuid"], 1)
    assert (left, own.rest_left) == (LONGEST_REST - 50, LONGEST_REST - 100)
    assert (first.may_pass, second.may_pass, third.may_pass) == (True, True, False)
    assert own.unanswered == GIVE_UP_AFTER
    assert "wants 50 s of rest" in own.cause


def test_a_scenario_that_is_answered_ends_the_count_of_those_that_were_not():
    with serve_reference(reference) as url, performer(target_at(url), ACCOUNT, 2) as own:
        own.unanswered, own.cause = 2, "silence"
        own.perform(BY_NAME["stop-id-uuid"])
        assert (own.unanswered, own.cause) == (0, "")
        own.unanswered, own.cause = GIVE_UP_AFTER, "silence"
        failure = own.perform(BY_NAME["stop-id-uuid"]).failure
        assert failure == "not tried, as 3 scenarios in a row had no answer: silence"


def test_what_is_not_performed_for_want_of_something_optional_says_so():
    with serve_reference(reference) as url, performer(target_at(url), Credentials(), 2) as own:
        needs_key = own.perform(BY_NAME["stop-with-api-key"])
        needs_stream = own.perform(BY_NAME["stream-after-a-stop-on-another-connection"])
    assert (needs_key.optional, needs_stream.optional) == (False, False)
    assert needs_key.failure.startswith("no API key")
    with serve_reference(reference) as url, performer(target_at(url), ACCOUNT, 2) as own:
        assert own.perform(BY_NAME["stream-after-a-stop-on-another-connection"]).optional


def test_a_failure_is_counted_and_throttling_is_the_last_one():
    with serve_reference(reference) as url, performer(target_at(url), ACCOUNT, 2) as own:
        own._fail("silence")
        assert (own.unanswered, own.cause) == (1, "silence")
        own._fail("silence again")
        assert (own.unanswered, own.cause) == (2, "silence again")
        own._fail(f"the key {'k' * 64}", throttled=True)
        assert own.unanswered == GIVE_UP_AFTER
        assert "kkk" not in own.cause


def test_what_came_counts_against_what_a_run_may_take():
    core = reference()
    with serve_reference(lambda: core) as url, performer(target_at(url), ACCOUNT, 2) as own:
        done = own.perform(BY_NAME["stop-with-api-key"])
        came = sum(len(f.data) for f in done.raw.frames if f.direction is Direction.RECEIVED)
        assert own.bounds.came >= came > 0
