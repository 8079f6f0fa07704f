"""A live run: shared connections, the budget, the account, and second attempts; on loopback."""

import contextlib
import json
import threading

import pytest
from websockets.sync.server import serve as serve_anything

from conformance.api.credentials import Credentials
from conformance.contract.clauses import MUTANTS
from conformance.contract.verdict import Outcome
from conformance.evidence.live.performer import stage
from conformance.evidence.live.targets import Target
from conformance.evidence.recordings.archive import Archive
from conformance.evidence.run import Live
from conformance.reference.accounts import Account
from conformance.reference.choices import Choices
from conformance.reference.embedded import API_KEY, PRIVATE_KEY
from conformance.reference.server import Reference
from conformance.reference.wire import WallClock, serve
from conformance.scenarios.catalogue import BY_NAME, CATALOGUE
from conformance.scenarios.script import LOGON_STEP, LOGOUT_STEP
from conformance.transcript.frames import EvidenceClass

ACCOUNT = Credentials(API_KEY, PRIVATE_KEY)
OTHER = EvidenceClass.OTHER


def reference(mutant=None, **choices):
    account = Account(API_KEY, PRIVATE_KEY.public_key())
    return Reference({API_KEY: account}, WallClock().now, Choices(**choices), mutant)


@contextlib.contextmanager
def handled(handle):
    """Serve a handler of the test's own; yield the URL."""
    with serve_anything(handle, "127.0.0.1", 0) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"ws://127.0.0.1:{server.socket.getsockname()[1]}/ws-dapi/v1"


def performed(url, folder, *names, credentials=ACCOUNT, percent=None, patience=2.0):
    live = Live(Archive(folder), Target(url, url, OTHER), credentials, patience, percent=percent)
    if percent:
        live.announce(names or BY_NAME)
    live.gather([(name, OTHER) for name in names or BY_NAME])
    return live


def outcomes(live, outcome):
    return {
        verdict.clause.id
        for by_clause in live._verdicts.values()
        for verdict in by_clause.values()
        if verdict.outcome is outcome
    }


def test_a_whole_run_costs_what_was_foretold_and_the_server_counts_the_same(tmp_path):
    core = reference()
    with serve(lambda: core) as url:
        live = performed(url, tmp_path, percent=100)
    ledger = live.house.ledger
    assert ledger.spent == live.foretold > 400
    assert ledger.compared > 200
    assert ledger.differences == []
    counted = core.meter.charge("127.0.0.1", 0, core.clock())
    assert counted <= ledger.spent  # less where a minute began meanwhile
    assert outcomes(live, Outcome.BROKEN) == outcomes(live, Outcome.INCONCLUSIVE) == set()


@pytest.mark.parametrize(
    "name", ["answer-twice", "logout-forgotten", "rate-limits-always", "session-ignored"]
)
def test_on_shared_connections_a_mutant_breaks_no_stranger(tmp_path, name):
    clause, mutant = next((c, m) for c, m in MUTANTS if m.name == name)
    core = reference(mutant)
    with serve(lambda: core) as url:
        live = performed(url, tmp_path)
    assert outcomes(live, Outcome.BROKEN) == {clause.id}


def test_a_small_limit_is_waited_for_and_never_exceeded(tmp_path):
    core = reference(limit=60)
    waited = []
    now = [0.0]
    with serve(lambda: core) as url, stage(Target(url, url, OTHER), ACCOUNT, 2, 50) as house:

        def rest(seconds):
            waited.append(seconds)
            now[0] += seconds
            core.meter._used.clear()

        house.connections.pause = rest
        house.connections.steady = lambda: now[0]
        for name in ["stop-with-api-key", "stop-id-uuid", "stop-id-zero", "stop-pipelined"] * 3:
            house.perform(BY_NAME[name])
            assert core.meter.charge("127.0.0.1", 0, core.clock()) <= 30
    assert waited


def test_a_scenario_that_costs_more_than_the_budget_is_not_performed(tmp_path):
    core = reference(limit=20)
    with serve(lambda: core) as url:
        live = performed(url, tmp_path, "stop-id-uuid", "stop-pipelined", percent=50)
    failure = live.performed["stop-pipelined"].failure
    assert "raise --weight-budget" in failure


@pytest.mark.parametrize("name", ["start-after-stop", "stop-without-credentials"])
def test_what_a_run_opened_it_closes(tmp_path, name):
    core = reference()
    with serve(lambda: core) as url:
        live = performed(url, tmp_path, name)
    assert core.accounts[API_KEY].open_listen_key(core.clock()) is None
    assert "the stream that the run had opened last was closed at its end" in live.told()[-1]


def test_an_interrupted_run_closes_what_it_opened(tmp_path):
    core = reference()

    def interrupted(url):
        with stage(Target(url, url, OTHER), ACCOUNT, 2) as house:
            house.perform(BY_NAME["start-after-stop"])
            assert core.accounts[API_KEY].open_listen_key(core.clock())
            raise KeyboardInterrupt

    with serve(lambda: core) as url, pytest.raises(KeyboardInterrupt):
        interrupted(url)
    assert core.accounts[API_KEY].open_listen_key(core.clock()) is None


def test_a_stream_that_was_open_before_is_noticed(tmp_path):
    core = reference()
    core.accounts[API_KEY].start(core.clock(), core.chance)
    with serve(lambda: core) as url:
        live = performed(url, tmp_path, "stop-with-api-key")
    assert "account: a stream was open before the run, whose stops closed it" in live.told()


def test_without_an_account_nothing_is_asked_of_one(tmp_path):
    core = reference()
    with serve(lambda: core) as url:
        live = performed(url, tmp_path, "stop-malformed", credentials=Credentials())
    assert not [line for line in live.told() if line.startswith("account")]


def answer(data, **more):
    return json.dumps({"id": json.loads(data)["id"], "status": 200, "result": {}} | more)


def test_a_scenario_that_was_cut_short_is_performed_again(tmp_path):
    core, connections = reference(), []
    mind = core.connect()

    def handle(connection):
        connections.append(connection)
        for data in connection:
            if len(connections) == 2:
                connection.socket.close()
                return
            if len(connections) == 3 and "still-there" in data:
                continue  # it cannot be told whether the server lives
            for said in mind.receive(data):
                connection.send(said)

    with handled(handle) as url:
        live = performed(url, tmp_path, "stop-after-logon", patience=0.5)
    assert live.attempts == {"stop-after-logon": 2}
    assert outcomes(live, Outcome.BROKEN) == outcomes(live, Outcome.INCONCLUSIVE) == set()


def test_a_clause_that_broke_once_gets_no_second_attempt(tmp_path):
    def handle(connection):
        for data in connection:
            if "session.status" in data:
                connection.send(answer(data, status="200"))

    with handled(handle) as url:
        live = performed(url, tmp_path, "stop-id-uuid", patience=0.3)
    assert live.attempts == {"stop-id-uuid": 1}
    assert "ENV-8" in outcomes(live, Outcome.BROKEN)


def test_a_server_that_throttles_is_not_asked_again(tmp_path):
    asked = []

    def handle(connection):
        for data in connection:
            asked.append(data)
            error = {"code": -1003, "msg": "Way too many requests; IP banned."}
            told = {"id": json.loads(data)["id"], "status": 418, "error": error}
            connection.send(json.dumps(told))

    with handled(handle) as url:
        live = performed(url, tmp_path, "stop-id-uuid", "stop-id-zero", "stop-id-null")
    assert len(asked) <= 5
    assert "throttles" in live.performed["stop-id-null"].failure
    assert outcomes(live, Outcome.BROKEN) == set()


def test_every_scenario_that_shares_a_connection_starts_in_a_known_session(tmp_path):
    core = reference()
    with serve(lambda: core) as url:
        live = performed(url, tmp_path)
    logged_on = {
        scenario.name
        for scenario in CATALOGUE
        if live.performed[scenario.name].transcript.logged_on
    }
    assert logged_on
    assert all(LOGON_STEP in BY_NAME[name].steps for name in logged_on)
    assert not [name for name in logged_on if LOGOUT_STEP in BY_NAME[name].steps]
