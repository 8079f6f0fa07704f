"""What comes after a scenario's end, in a run that waits for no end any more."""

import contextlib
import json
import threading

import pytest
from peers import broken_by, peer
from runs import performed, reference
from websockets.exceptions import ConnectionClosed

from conformance.evidence.live import channel, connections, open_connection

QUIET = ["stop-with-api-key", "stop-without-credentials", "stop-twice"]
NEXT = ["stop-id-integer", "stop-id-zero", "stop-id-negative"]
MARK = "0d6b1b6e"


@pytest.fixture(autouse=True)
def patient_ends(monkeypatch):
    """Let ends be waited for ten times as long, as a busy machine may hold a server up."""
    longer = 10 * channel.LINGER
    for module in (channel, connections, open_connection):
        monkeypatch.setattr(module, "LINGER", longer)


def second_answer(connection, text):
    connection.send(text)


def error_with_the_same_id(connection, text):
    own = json.loads(text)["id"]
    connection.send(json.dumps({"id": own, "status": 400, "error": {"code": -1000, "msg": "no"}}))


def stray(connection, text):
    del text
    connection.send("what nobody asked for")


def close(connection, text):
    del text
    connection.close(1001)


def drop(connection, text):
    del text
    connection.socket.shutdown(2)


def doing(fault, seconds):
    """Return a handler of a server that does something some time after the answer to one id."""
    core = reference()

    def do(connection, text):
        if seconds:
            threading.Timer(seconds, fault, [connection, text]).start()
        else:
            fault(connection, text)

    def handle(connection):
        session = core.connect()
        with contextlib.suppress(ConnectionClosed):
            for data in connection:
                (text,) = session.receive(data)
                connection.send(text)
                if MARK in data:
                    do(connection, text)

    return handle


def broken(fault, seconds, *names):
    """Return what is broken in scenarios, and how many attempts each had."""
    with peer(doing(fault, seconds)) as url:
        run = performed(url, *names)
    broken = {each.transcript.scenario: broken_by(each.transcript) for each in run.judged()}
    return broken, {name: result.attempts for name, result in run.results.items()}


@pytest.mark.slow("waits for a server that closed a connection to come back")
@pytest.mark.parametrize("seconds", [0, 0.003, 0.01])
@pytest.mark.parametrize("fault", [second_answer, error_with_the_same_id, stray, close, drop])
def test_what_comes_after_a_scenario_is_judged_as_if_its_end_was_waited_for(fault, seconds):
    alone, _ = broken(fault, seconds, "stop-id-uuid")
    among, _ = broken(fault, seconds, *QUIET, "stop-id-uuid", *NEXT)
    assert alone["stop-id-uuid"]
    assert among["stop-id-uuid"] == alone["stop-id-uuid"]
    assert {name for name in among if among[name]} == {"stop-id-uuid"}


def test_nothing_is_performed_again_where_nothing_comes_after_an_end():
    broken_clauses, attempts = broken(lambda *_: None, 0, *QUIET, "stop-id-uuid", *NEXT)
    assert not any(broken_clauses.values())
    assert {*attempts.values()} == {1}


def straying_before_an_answer(core):
    """Return a handler that strays after one id's answer; at first only before the next answer."""
    first = iter([True])

    def handle(connection):
        session, waits = core.connect(), False
        with contextlib.suppress(ConnectionClosed):
            for data in connection:
                (text,) = session.receive(data)
                if waits and "userDataStream.stop" in data:
                    waits = False
                    stray(connection, text)
                    threading.Event().wait(0.02)
                connection.send(text)
                if MARK in data:
                    waits = next(first, False)
                    if not waits:
                        stray(connection, text)

    return handle


@pytest.mark.slow("waits for what may come after each scenario's end")
def test_what_comes_in_place_of_another_scenario_s_answer_is_not_that_scenario_s():
    with peer(straying_before_an_answer(reference())) as url:
        run = performed(url, *QUIET, "stop-id-uuid", *NEXT)
    broken = {each.transcript.scenario: broken_by(each.transcript) for each in run.judged()}
    assert {name for name in broken if broken[name]} == {"stop-id-uuid"}


def closing_with_the_next_refusal(connection, core):
    """Close 20 ms after a stop with a signature was answered, or with the next refusal."""
    session, due = core.connect(), threading.Event()

    def close_late():
        connection.close(1001)

    with contextlib.suppress(ConnectionClosed):
        for data in connection:
            (text,) = session.receive(data)
            connection.send(text)
            if due.is_set() and '"error"' in text:
                connection.close(1001)
            elif '"signature"' in data and "userDataStream.stop" in data:
                due.set()
                threading.Timer(0.02, close_late).start()


@pytest.mark.slow("several attempts, each of which waits for a close that comes late")
def test_a_close_that_comes_with_another_scenario_s_refusal_is_not_excused_by_it():
    core = reference()
    names = ["stop-with-signature", "stop-with-apikey-in-lower-case"]
    with peer(lambda connection: closing_with_the_next_refusal(connection, core)) as url:
        run = performed(url, *QUIET, *names)
    broken = {each.transcript.scenario: broken_by(each.transcript) for each in run.judged()}
    assert broken["stop-with-signature"] == {"ENV-9"}
    assert not any(broken[name] for name in (*QUIET, names[1]))
