"""Performing as one account: the budget, a server that throttles, and an interruption."""

import json

import pytest
from peers import peer
from runs import ACCOUNT, ids_of, performed, reference, target_at

from conformance.contract.verdict import Outcome
from conformance.evidence.live.launch import performer
from conformance.reference.embedded import API_KEY
from conformance.reference.wire import serve_reference
from conformance.scenarios.catalogue import BY_NAME


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
