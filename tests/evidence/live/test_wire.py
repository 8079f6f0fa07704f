"""The wire: a real socket carries what memory does, and peers that misbehave."""

import socket
from dataclasses import replace

import pytest
from peers import ALIVE, OK, broken_by, outcome_of, perform_against
from runs import ACCOUNT

from conformance.contract.verdict import Outcome
from conformance.evidence.live.opening import connect
from conformance.reference.embedded import VirtualClock, fresh
from conformance.reference.memory import perform_in_memory
from conformance.reference.wire import serve_reference
from conformance.scenarios.catalogue import BY_NAME
from conformance.scenarios.perform import perform
from conformance.transcript.frames import Opcode


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


def test_a_close_by_a_server_that_lives_on_is_its_fault_if_it_comes_again():
    def handle(connection):
        for data in connection:
            connection.send(ALIVE if "still-there" in data else OK)
            if "still-there" not in data:
                connection.close(1008, "enough")

    transcript = perform_against(handle)
    assert (transcript.ending.kind, transcript.ending.code) == ("closed", 1008)
    assert transcript.frames[-1].opcode is Opcode.CLOSE
    assert transcript.frames[-1].data == "1008 enough"
    assert transcript.ending.alive
    assert "ENV-9" not in broken_by(transcript)
    again = replace(transcript, ending=replace(transcript.ending, again=True))
    assert "ENV-9" in broken_by(again)


def test_a_close_by_a_server_that_closes_every_connection_is_not_the_scenarios():
    def handle(connection):
        for data in connection:
            connection.send(ALIVE if "still-there" in data else OK)
            connection.close(1008, "enough")

    assert perform_against(handle).ending.alive is False


def test_a_close_by_a_server_that_is_gone_is_nobodys_fault():
    def handle(connection):
        connection.recv()
        connection.close(1001)

    transcript = perform_against(handle)
    assert transcript.ending.alive is False
    assert broken_by(transcript) == set()


def test_a_dropped_connection_is_told_from_a_close():
    def handle(connection):
        connection.recv()
        connection.socket.shutdown(socket.SHUT_RDWR)

    assert perform_against(handle).ending.code == 1006


def test_text_that_is_not_utf8_is_kept_as_it_came():
    def handle(connection):
        for _ in connection:
            connection.send(b'{"id":1,"status":200,"result":{}}\xff', text=True)

    transcript = perform_against(handle)
    assert transcript.frames[1].data == b'{"id":1,"status":200,"result":{}}\xff'
    assert broken_by(transcript) == {"ENV-1"}


def test_fragments_are_one_message():
    def handle(connection):
        for _ in connection:
            connection.send([OK[:5], OK[5:9], OK[9:]])

    transcript = perform_against(handle)
    assert transcript.frames[1].data == OK


def test_a_message_that_is_too_large_is_not_read():
    def handle(connection):
        for _ in connection:
            connection.send('"' + "x" * 2**25 + '"')

    transcript = perform_against(handle)
    assert (transcript.ending.kind, transcript.ending.code) == ("cut", 1009)
    assert outcome_of(transcript, "ENV-9") is Outcome.INCONCLUSIVE


def test_this_machine_is_reached_without_the_proxy_that_the_environment_names(monkeypatch):
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("no_proxy", raising=False)

    def handle(connection):
        for _ in connection:
            connection.send(OK)

    assert perform_against(handle).ending.kind == "complete"


def test_a_binary_message_is_kept_as_one():
    def handle(connection):
        for _ in connection:
            connection.send(OK.encode())

    transcript = perform_against(handle)
    answer = transcript.frames[1]
    assert (answer.data, answer.opcode) == (OK.encode(), Opcode.BINARY)
