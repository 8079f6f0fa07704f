"""Performing over a real socket: against the reference server, and against peers that misbehave."""

import contextlib
import socket
import threading

import pytest
from websockets.sync.server import serve as serve_anything

from conformance.api.credentials import Credentials
from conformance.contract.clauses import CLAUSES
from conformance.contract.judge import judge
from conformance.contract.verdict import Outcome
from conformance.evidence.live.unreachable import Unreachable
from conformance.evidence.live.wire import connect
from conformance.reference.embedded import API_KEY, PRIVATE_KEY, VirtualClock, fresh
from conformance.reference.memory import perform_in_memory
from conformance.reference.wire import WallClock, serve_reference
from conformance.scenarios.catalogue import BY_NAME, CATALOGUE
from conformance.scenarios.perform import MOST_FRAMES, perform
from conformance.scenarios.script import Scenario, Step
from conformance.scenarios.template import resolve
from conformance.transcript.frames import Opcode

ACCOUNT = Credentials(API_KEY, PRIVATE_KEY)
ASK = Step('{"id":1,"method":"userDataStream.stop"}')
ONE = Scenario("one", (ASK,))
OK = '{"id":1,"status":200,"result":{}}'
ALIVE = '{"id":"still-there","status":200,"result":{}}'


@contextlib.contextmanager
def peer(handle):
    """Serve a handler of the test's own; yield the URL."""
    with serve_anything(handle, "127.0.0.1", 0) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"ws://127.0.0.1:{server.socket.getsockname()[1]}/"


def said(handle, scenario=ONE, patience=1.5):
    """Perform a scenario against a handler; return the transcript."""
    with peer(handle) as url, connect(url, patience, WallClock()) as channel:
        return perform(scenario, channel, ACCOUNT)


def broken(transcript):
    return {v.clause.id for v in judge(transcript, CLAUSES) if v.outcome is Outcome.BROKEN}


def outcome(transcript, clause):
    (found,) = [v for v in judge(transcript, CLAUSES) if v.clause.id == clause]
    return found.outcome


@pytest.mark.parametrize(
    "name",
    ["stop-with-api-key", "stop-after-logout", "stop-pipelined", "stop-binary", "stop-malformed"],
)
def test_a_socket_carries_what_memory_does(name):
    clock = VirtualClock()
    server = fresh(clock)
    with serve_reference(lambda: server) as url, connect(url, 5, clock) as channel:
        performed = perform(BY_NAME[name], channel, ACCOUNT)
    in_memory = perform_in_memory(BY_NAME[name])
    assert performed.frames == in_memory.frames
    assert performed.ending == in_memory.ending


def test_requests_in_flight_together_are_sent_before_anything_is_read():
    frames = perform_in_memory(BY_NAME["stop-pipelined"]).frames
    directions = "".join(frame.direction[0] for frame in frames)
    assert directions == "sr" + "s" * 8 + "r" * 8


def test_silence_of_a_living_server_is_its_fault():
    def handle(connection):
        for data in connection:
            if "still-there" in data:
                connection.send(ALIVE)

    transcript = said(handle)
    assert (transcript.ending.kind, transcript.ending.alive) == ("silent", True)
    assert "ENV-8" in broken(transcript)


def test_silence_of_a_dead_server_is_nobodys_fault():
    def handle(connection):
        for _ in connection:
            pass

    transcript = said(handle)
    assert (transcript.ending.kind, transcript.ending.alive) == ("silent", False)
    assert broken(transcript) == set()
    assert outcome(transcript, "ENV-8") is Outcome.INCONCLUSIVE
    assert outcome(transcript, "ENV-9") is Outcome.INCONCLUSIVE


def test_a_close_by_a_server_that_lives_on_is_its_fault():
    def handle(connection):
        for data in connection:
            connection.send(ALIVE if "still-there" in data else OK)
            connection.close(1008, "enough")

    transcript = said(handle)
    assert (transcript.ending.kind, transcript.ending.code) == ("closed", 1008)
    assert transcript.frames[-1].opcode is Opcode.CLOSE
    assert transcript.frames[-1].data == "1008 enough"
    assert "ENV-9" in broken(transcript)


def test_a_close_by_a_server_that_is_gone_is_nobodys_fault():
    def handle(connection):
        connection.recv()
        connection.close(1001)

    transcript = said(handle)
    assert transcript.ending.alive is False
    assert broken(transcript) == set()


def test_a_dropped_connection_is_told_from_a_close():
    def handle(connection):
        connection.recv()
        connection.socket.shutdown(socket.SHUT_RDWR)

    assert said(handle).ending.code == 1006


def test_a_second_answer_is_seen_though_nobody_waits_for_it():
    def handle(connection):
        for _ in connection:
            connection.send(OK)
            connection.send(OK)

    assert "ENV-8" in broken(said(handle))


def test_text_that_is_not_utf8_is_kept_as_it_came():
    def handle(connection):
        for _ in connection:
            connection.send(b'{"id":1,"status":200,"result":{}}\xff', text=True)

    transcript = said(handle)
    assert transcript.frames[1].data == b'{"id":1,"status":200,"result":{}}\xff'
    assert broken(transcript) == {"ENV-1"}


def test_fragments_are_one_message():
    def handle(connection):
        for _ in connection:
            connection.send([OK[:5], OK[5:9], OK[9:]])

    transcript = said(handle)
    assert transcript.frames[1].data == OK


def test_a_message_that_is_too_large_is_not_read():
    def handle(connection):
        for _ in connection:
            connection.send('"' + "x" * 2**25 + '"')

    transcript = said(handle)
    assert (transcript.ending.kind, transcript.ending.code) == ("cut", 1009)
    assert outcome(transcript, "ENV-9") is Outcome.INCONCLUSIVE


def test_a_server_that_never_stops_talking_is_cut_off():
    def handle(connection):
        for _ in range(20 * MOST_FRAMES):
            connection.send('{"e":"event"}')

    transcript = said(handle, patience=5)
    assert transcript.ending.kind == "cut"


def test_events_before_the_answer_are_no_answers():
    def handle(connection):
        connection.send('{"e":"hello"}')
        for _ in connection:
            connection.send('{"e":"event"}')
            connection.send(OK)

    transcript = said(handle)
    assert broken(transcript) & {"ENV-8", "ID-1"} == set()
    assert len(transcript.frames) == 4


def test_a_request_with_a_faulty_id_may_stay_unanswered():
    def handle(connection):
        for data in connection:
            if "start" in data:
                connection.send('{"id":"start","status":200,"result":{"listenKey":"k"}}')
            elif "still-there" in data:
                connection.send(ALIVE)

    found = judge(said(handle, BY_NAME["stop-id-empty"]), CLAUSES)
    assert Outcome.INCONCLUSIVE not in {verdict.outcome for verdict in found}


def test_what_was_not_said_for_want_of_an_answer_is_inconclusive():
    def handle(connection):
        for data in connection:
            if "still-there" in data:
                connection.send(ALIVE)

    transcript = said(handle, BY_NAME["stop-with-api-key"])
    assert outcome(transcript, "AUTH-1") is Outcome.INCONCLUSIVE


def test_an_odd_frame_may_stay_unanswered():
    def handle(connection):
        for data in connection:
            if data and "next" in str(data):
                connection.send(ALIVE.replace("still-there", "next"))

    transcript = said(handle, BY_NAME["stop-binary"], patience=1)
    assert transcript.ending.kind == "complete"
    assert "ENV-8" not in broken(transcript)


@contextlib.contextmanager
def listener(answer):
    """Listen, say some bytes to whoever connects, and hang up if that is all."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        held = []

        def accept():
            with contextlib.suppress(OSError):
                while True:
                    connection, _ = listening.accept()
                    held.append(connection)
                    if answer is not None:
                        connection.recv(4096)  # a close with bytes unread would be a reset
                        connection.sendall(answer)
                        connection.close()

        threading.Thread(target=accept, daemon=True).start()
        yield f"ws://127.0.0.1:{listening.getsockname()[1]}/"
        for connection in held:
            connection.close()


@pytest.mark.parametrize(
    "answer, why",
    [
        (None, "no WebSocket handshake within 0.2 s"),
        (b"", "closed|no WebSocket server"),
        (b"hello\r\n\r\n", "no WebSocket server"),
        (b"HTTP/1.1 429 Too Many\r\nContent-Length: 0\r\n\r\n", "HTTP 429: too many requests"),
        (b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", "/ws-dapi/v1"),
        (b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n", "the server has a fault"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "HTTP 200"),
    ],
)
def test_what_is_no_websocket_server_is_unreachable_and_says_why(answer, why):
    with (
        listener(answer) as url,
        pytest.raises(Unreachable, match=why),
        connect(url, 1.5 if answer is not None else 0.2, WallClock()),
    ):
        pass


def test_a_port_where_nothing_listens_is_unreachable():
    with (
        pytest.raises(Unreachable, match="refused"),
        connect("ws://127.0.0.1:1/", 1, WallClock()),
    ):
        pass


def test_a_template_is_filled_in_and_signed():
    step = BY_NAME["stop-after-logon"].steps[0]
    text = resolve(step.frame, (), 5, ACCOUNT)
    assert "$" not in text
    assert '"timestamp":5' in text


def test_credentials_never_print():
    assert API_KEY not in repr(ACCOUNT)


def test_every_scenario_of_the_catalogue_is_performed_to_its_end_in_memory():
    assert {perform_in_memory(s).ending.kind for s in CATALOGUE} == {"complete"}
