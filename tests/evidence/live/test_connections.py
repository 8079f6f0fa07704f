"""Connections that scenarios share: which are kept, in which state, and what each costs."""

import contextlib
import json

import pytest
from peers import peer
from runs import ACCOUNT, reference
from websockets.exceptions import ConnectionClosed

from conformance.api.venues import HANDSHAKE_WEIGHT
from conformance.evidence.live.connections import Connections
from conformance.evidence.live.unreachable import Unreachable
from conformance.reference.wire import WallClock, serve_reference
from conformance.scenarios.catalogue import BY_NAME
from conformance.scenarios.ledger import WORST_AFTERTHOUGHT, Ledger, weight_of_all
from conformance.scenarios.script import LOGON_STEP

PLAIN = BY_NAME["stop-with-api-key"]
HANDSHAKE = HANDSHAKE_WEIGHT


@pytest.fixture
def connections():
    """Return connections that are shared, on which nothing is waited for without need."""
    own = Connections(2.0, WallClock(), Ledger(), sharing=True)
    yield own
    own.pause = lambda _: None
    own.close()


def perform(connections, url, *scenarios):
    """Perform scenarios; return the last attempt at each."""
    return [[*connections.perform(url, scenario, ACCOUNT)][-1] for scenario in scenarios]


def test_a_connection_on_which_all_went_well_is_kept_and_shared(connections):
    with serve_reference(reference) as url:
        perform(connections, url, PLAIN)
        assert [*connections.idle] == [PLAIN.connection_key]
        assert connections.has(PLAIN)
        first = connections.idle[PLAIN.connection_key].channel.connections
        perform(connections, url, PLAIN)
        assert connections.idle[PLAIN.connection_key].channel.connections is first
    assert connections.ledger.spent == HANDSHAKE + 2 * weight_of_all(PLAIN)


def test_where_nothing_is_shared_each_scenario_has_a_connection(connections):
    connections.sharing = False
    with serve_reference(reference) as url:
        perform(connections, url, PLAIN, PLAIN)
    assert connections.idle == {}
    assert connections.ledger.spent == 2 * (HANDSHAKE + weight_of_all(PLAIN))


def test_a_connection_is_kept_with_the_state_of_its_session(connections):
    logon = next(
        s for s in BY_NAME.values() if LOGON_STEP in s.steps and not s.needs_own_connection
    )
    with serve_reference(reference) as url:
        _, after = perform(connections, url, PLAIN, logon)
    assert after.session == "logged-on"
    assert connections.idle[logon.connection_key].logged_on is True
    assert connections.idle[PLAIN.connection_key].logged_on is False


def test_what_came_on_a_connection_is_remembered_with_its_scenario(connections):
    with serve_reference(reference) as url:
        (conversation,) = perform(connections, url, PLAIN)
    kept = connections.idle[PLAIN.connection_key]
    came = [f.data for f in conversation.transcript.frames if f.direction == "received"]
    assert [*kept.received] == came
    assert {t.scenario for t in kept.received.values()} == {PLAIN.name}
    assert kept.used_by.scenario == PLAIN.name


def answering(more):
    """Return a handler of a server that does something after each answer."""
    core = reference()

    def handle(connection):
        session = core.connect()
        with contextlib.suppress(ConnectionClosed):
            for data in connection:
                for text in session.receive(data):
                    connection.send(text)
                more(connection)

    return handle


def test_a_connection_on_which_something_came_that_nobody_asked_for_is_kept_no_more(connections):
    stray = answering(lambda connection: connection.send(json.dumps({"id": "x", "status": 200})))
    with peer(stray) as url:
        perform(connections, url, PLAIN)
    assert connections.idle == {}
    assert len(connections.parting) == 1


def test_a_connection_that_a_server_closed_costs_a_probe_more_and_is_kept_no_more(connections):
    with peer(answering(lambda connection: connection.close(1008, "no"))) as url:
        (conversation,) = perform(connections, url, BY_NAME["stop-without-credentials-or-stream"])
    sent = len(conversation.transcript.sent)
    assert conversation.transcript.ending.kind in {"closed", "complete"}
    extra = WORST_AFTERTHOUGHT if conversation.transcript.ending.kind == "closed" else 0
    assert connections.ledger.spent == HANDSHAKE + sent + extra
    assert connections.idle == {}


def test_a_close_in_the_middle_costs_a_probe_more(connections):
    with peer(answering(lambda connection: connection.close(1011))) as url:
        (conversation,) = perform(connections, url, PLAIN)
    assert conversation.transcript.ending.kind == "closed"
    sent = len(conversation.transcript.sent)
    assert connections.ledger.spent == HANDSHAKE + sent + WORST_AFTERTHOUGHT


def test_a_server_that_answers_nothing_is_dead_until_it_answers(connections):
    connections.patience = 0.2

    def mute(connection):
        for _ in connection:
            pass

    with peer(mute) as url:
        perform(connections, url, PLAIN)
    assert connections.is_dead
    connections.patience = 2.0
    with serve_reference(reference) as url:
        perform(connections, url, PLAIN)
    assert not connections.is_dead
    assert connections.has_answered


def test_a_handshake_that_never_came_to_a_server_costs_nothing(connections):
    with pytest.raises(Unreachable):
        perform(connections, "ws://127.0.0.1:1/ws-dapi/v1", PLAIN)
    assert connections.ledger.spent == 0


def test_the_ends_of_three_scenarios_are_waited_for_and_no_more(connections):
    with serve_reference(reference) as url:
        for left in (2, 1, 0, -1):
            perform(connections, url, PLAIN)
            assert connections.waits == left
        kept = connections.idle[PLAIN.connection_key]
        assert [*kept.unwaited] == [PLAIN.name]


def test_no_more_is_waited_for_doubts_than_there_are(connections):
    paused = []
    connections.pause = paused.append
    assert connections.await_late() == {}
    assert paused == []
    connections.waits, connections.doubts = 0, {"a": "b"}
    assert connections.await_late() == {"a": "b"}
    assert len(paused) == 1
    assert connections.doubts == {}


def test_a_scenario_with_a_connection_of_its_own_has_none_that_is_open(connections):
    alone = next(s for s in BY_NAME.values() if s.needs_own_connection and not s.query)
    assert not connections.has(PLAIN)
    with serve_reference(reference) as url:
        perform(connections, url, PLAIN)
        connections.idle[alone.connection_key] = connections.idle[PLAIN.connection_key]
        assert connections.has(PLAIN)
        assert not connections.has(alone)


@pytest.mark.parametrize("patience, longest", [(0.1, 5.0), (2.0, 10.0)])
def test_all_waits_of_a_scenario_are_five_times_the_patience_or_5_s(connections, patience, longest):
    with serve_reference(reference) as url:
        perform(connections, url, PLAIN)  # so that a slow handshake is no matter of patience
        connections.patience, before = patience, connections.steady()
        perform(connections, url, PLAIN)
    until = connections.idle[PLAIN.connection_key].channel.until
    assert before + longest <= until <= connections.steady() + longest
