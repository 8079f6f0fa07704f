"""A live run: what it costs, whom it blames, and what gets a second attempt; on loopback."""

import contextlib
import json
import socket
import threading

import pytest
from peers import peer
from runs import ACCOUNT, ids_of, performed, reference
from websockets.exceptions import ConnectionClosed

from conformance.contract.clauses import MUTANTS
from conformance.contract.verdict import Outcome
from conformance.evidence.live import results
from conformance.evidence.live.targets import find_target
from conformance.evidence.run import Run
from conformance.reference.wire import serve_reference
from conformance.scenarios.catalogue import BY_NAME, CATALOGUE
from conformance.scenarios.script import LOGON_STEP, LOGOUT_STEP


def test_a_server_of_its_own_has_no_request_weight_that_others_share():
    run = Run(find_target("reference"), ACCOUNT, 2.0)
    run.gather(["stop-twice"], on_performed=lambda _: None)
    assert run.summary_lines()[0].startswith("reference: 1 of 1 scenario performed now")
    assert run.ledger is None


def test_on_several_connections_the_embedded_server_is_waited_for():
    run = Run(find_target("reference"), ACCOUNT, 2.0)
    run.gather(["stop-on-another-connection"], on_performed=lambda _: None)
    assert not run.failures()
    frames = run.results["stop-on-another-connection"].performance.transcript.frames
    assert {frame.connection for frame in frames} == {"A", "B"}


@pytest.mark.slow("performs every scenario over a socket")
def test_a_whole_run_costs_what_was_foretold_and_the_server_counts_the_same():
    core = reference()
    with serve_reference(lambda: core) as url:
        run = performed(url, percent=100)
    ledger = run.ledger
    assert ledger.spent == run.cost.foretold > 400
    assert ledger.compared > 200
    assert ledger.differences == []
    counted = core.meter.charge("127.0.0.1", 0, core.clock())
    assert counted <= ledger.spent  # less where a minute began meanwhile
    assert ids_of(run, Outcome.BROKEN) == ids_of(run, Outcome.INCONCLUSIVE) == set()


@pytest.mark.slow("performs every scenario over a socket")
@pytest.mark.parametrize(
    "name", ["answer-twice", "logout-forgotten", "rate-limits-always", "session-ignored"]
)
def test_on_shared_connections_a_mutant_breaks_its_own_clause_only(name):
    clause, mutant = next((c, m) for c, m in MUTANTS if m.name == name)
    core = reference(mutant)
    with serve_reference(lambda: core) as url:
        run = performed(url)
    assert ids_of(run, Outcome.BROKEN) == {clause.id}


@pytest.mark.slow("performs every scenario over a socket")
def test_every_scenario_that_shares_a_connection_starts_in_a_known_session():
    core = reference()
    with serve_reference(lambda: core) as url:
        run = performed(url)
    logged_on = {
        scenario.name
        for scenario in CATALOGUE
        if not scenario.connections and run.results[scenario.name].performance.transcript.logged_on
    }
    assert logged_on
    assert all(LOGON_STEP in BY_NAME[name].steps for name in logged_on)
    assert not [name for name in logged_on if LOGOUT_STEP in BY_NAME[name].steps]


def test_a_scenario_that_cannot_be_judged_is_inconclusive_and_the_rest_is_kept(monkeypatch):
    judge_raw = results.judge_raw

    def judge_or_fail(raw, *rest):
        if raw.scenario == "stop-twice":
            raise OverflowError
        return judge_raw(raw, *rest)

    monkeypatch.setattr(results, "judge_raw", judge_or_fail)
    with serve_reference(reference) as url:
        run = performed(url, "stop-with-api-key", "stop-twice", "stop-after-ping")
    fault = "not judged: a fault of this suite, please report it (OverflowError)"
    assert run.failures() == {"stop-twice": fault}
    assert len([*run.judged()]) == 2
    assert ids_of(run, Outcome.BROKEN) == set()


def answer(data, **more):
    return json.dumps({"id": json.loads(data)["id"], "status": 200, "result": {}} | more)


def test_a_scenario_that_was_cut_short_is_performed_again():
    core, connections = reference(), []
    session = core.connect()

    def handle(connection):
        connections.append(connection)
        for data in connection:
            if len(connections) == 2:
                connection.socket.shutdown(socket.SHUT_RDWR)
                return
            if len(connections) == 3 and "still-there" in data:
                continue  # it cannot be told whether the server lives
            for text in session.receive(data):
                connection.send(text)

    with peer(handle) as url:
        run = performed(url, "stop-after-logon", patience=0.5)
    assert run.results["stop-after-logon"].attempts == 2
    assert ids_of(run, Outcome.BROKEN) == ids_of(run, Outcome.INCONCLUSIVE) == set()


def test_what_an_attempt_broke_stays_broken_though_the_next_one_is_sound():
    core = reference()
    connections = []

    def handle(connection):
        connections.append(connection)
        session = core.connect()
        for data in connection:
            (text,) = session.receive(data)
            if len(connections) == 1 and "userDataStream.stop" in data:
                connection.send(text.replace('"result":{}', '"result":[]'))
                connection.socket.shutdown(socket.SHUT_RDWR)
                return
            connection.send(text)

    with peer(handle) as url:
        run = performed(url, "stop-id-uuid", patience=0.5)
    assert run.results["stop-id-uuid"].attempts > 1
    assert ids_of(run, Outcome.BROKEN) == {"RES-1"}


@pytest.mark.slow("every attempt waits until its time-out")
def test_silence_at_every_attempt_is_the_servers_though_another_clause_broke_before():
    def handle(connection):
        for data in connection:
            if "session.status" in data:
                connection.send(answer(data, status="200"))

    with peer(handle) as url:
        run = performed(url, "stop-id-uuid", patience=0.3)
    assert run.results["stop-id-uuid"].attempts == 2
    assert {"ENV-13", "STAT-1"} <= ids_of(run, Outcome.BROKEN)


@pytest.mark.parametrize("late", [False, True], ids=["at once", "late"])
def test_what_two_attempts_broke_is_broken(late):
    core = reference()
    connections = []

    def handle(connection):
        connections.append(connection)
        session = core.connect()
        for data in connection:
            (text,) = session.receive(data)
            if "userDataStream.stop" not in data:
                connection.send(text)
            elif len(connections) == 1:
                connection.send(text.replace('"id":7', '"id":"7"'))
                connection.close(1011)
                return
            elif late:
                connection.send(text)
                threading.Timer(0.05, connection.send, [text]).start()
            else:
                connection.send(text.replace('"status":200', '"status":200,"extra":1'))

    with peer(handle) as url:
        run = performed(url, "stop-id-integer")
    assert ids_of(run, Outcome.BROKEN) == {"ID-1", "ENV-13" if late else "ENV-7"}


def send(connection, text):
    with contextlib.suppress(ConnectionClosed):
        connection.send(text)


def test_a_late_answer_to_an_attempt_that_does_not_count_is_no_second_answer():
    core = reference()
    connections = []

    def handle(connection):
        connections.append(connection)
        session = core.connect()
        for data in connection:
            (text,) = session.receive(data)
            slow = len(connections) == 1 and "userDataStream.stop" in data
            threading.Timer(0.75 if slow else 0, send, [connection, text]).start()

    with peer(handle) as url:
        run = performed(url, "stop-id-integer", patience=0.25)
    assert run.results["stop-id-integer"].attempts == 2
    assert ids_of(run, Outcome.BROKEN) == set()


def test_what_is_judged_again_as_an_answer_came_late_is_recorded_again():
    with serve_reference(reference) as url:
        run = performed(url, "stop-twice")
    run._belated, recorded = [run.results["stop-twice"].performance], []
    run._judge_belated(run._performer, recorded.append)
    assert recorded == [run.results["stop-twice"].performance]


def test_a_scenario_with_a_query_opens_its_connection_with_it():
    core, paths = reference(), []

    def handle(connection):
        paths.append(connection.request.path)
        session = core.connect()
        for data in connection:
            for text in session.receive(data):
                connection.send(text)

    with peer(handle) as url:
        performed(url, "stop-without-rate-limits-by-url")
        assert paths[-1] == "/ws-dapi/v1?returnRateLimits=false"
        performed(f"{url}?a=b", "stop-without-rate-limits-by-url")
        assert paths[-1] == "/ws-dapi/v1?a=b&returnRateLimits=false"
