"""The reference server on a socket: what its choices and its paths make of what goes out."""

import json
import time

import pytest
from websockets.exceptions import ConnectionClosed, InvalidMessage, InvalidStatus
from websockets.sync.client import connect

from conformance.reference.accounts import Account
from conformance.reference.choices import Choices
from conformance.reference.routes import Variation
from conformance.reference.serving import Servers
from conformance.reference.wire import Double, real_server, serve_reference
from conformance.transcript.frames import Direction
from conformance.transcript.recording import Recording

KEY = "k" * 64
START = {"id": 1, "method": "userDataStream.start", "params": {"apiKey": KEY}}


@pytest.fixture(scope="module")
def double():
    """Serve every variation; yield the address without its path, the recording and the notes."""
    recording, notes = Recording(time.time_ns), []
    servers = Servers(lambda variation: real_server({KEY: Account(KEY, None)}, variation))
    made = Double(servers.of, recording=recording, note=lambda *note: notes.append(note))
    with serve_reference(lambda: servers.of(Variation()), double=made) as url:
        yield url.removesuffix("/ws-dapi/v1"), recording, notes


def ask(url, *requests, **options):
    """Return the answers to some requests of a new connection, as they came."""
    with connect(url, proxy=None, compression=None, **options) as client:
        answers = []
        for request in requests:
            client.send(json.dumps(request))
            answers.append(client.recv(30))
        return answers


@pytest.mark.parametrize(
    "choice", ["fragments=3", "escaped=true", "reversed_members=true", "indent=2"]
)
def test_an_answer_is_the_same_however_it_is_written(double, choice):
    (answer,) = ask(f"{double[0]}/choice/{choice}/ws-dapi/v1", START)
    assert json.loads(answer)["status"] == 200


def test_an_answer_comes_in_as_many_fragments_as_were_chosen(double):
    with connect(f"{double[0]}/choice/fragments=3/ws-dapi/v1", proxy=None) as client:
        client.send(json.dumps(START))
        pieces = [piece for piece in client.recv_streaming() if piece]
    assert len(pieces) == 2
    assert json.loads("".join(pieces))["status"] == 200


def test_messages_are_compressed_only_where_that_was_chosen(double):
    for path, is_compressed in (("/choice/compression=true", True), ("", False)):
        with connect(f"{double[0]}{path}/ws-dapi/v1", proxy=None) as client:
            assert bool(client.protocol.extensions) is is_compressed


def test_a_ping_comes_before_an_answer(double):
    url, recording, _ = double
    ask(f"{url}/choice/interruption=ping/ws-dapi/v1", START | {"id": "pinged"})
    controls = recording.transcript("").controls
    assert [frame.opcode for frame in controls if frame.opcode in {"ping", "pong"}][:2] == [
        "ping",
        "pong",
    ]


def test_a_restart_closes_after_the_answer(double):
    url = f"{double[0]}/choice/interruption=restart/ws-dapi/v1"
    with connect(url, proxy=None) as client:
        client.send(json.dumps(START))
        assert json.loads(client.recv(30))["status"] == 200
        with pytest.raises(ConnectionClosed):
            client.recv(30)


def test_a_rest_is_waited_for_and_then_all_is_as_before(double):
    url = f"{double[0]}/choice/interruption=throttled/ws-dapi/v1"
    (answer,) = ask(url, START)
    assert json.loads(answer)["status"] == 429


@pytest.mark.parametrize(
    "status, header", [("429", "1"), ("418", "1"), ("503", "1"), ("403", None)]
)
def test_a_handshake_is_refused_with_a_status_and_the_time_of_a_limit(double, status, header):
    with pytest.raises(InvalidStatus) as refused:
        connect(f"{double[0]}/handshake/{status}/ws-dapi/v1", proxy=None)
    assert refused.value.response.status_code == int(status)
    assert refused.value.response.headers.get("Retry-After") == header


def test_a_handshake_is_cut(double):
    with pytest.raises((InvalidMessage, ConnectionError, EOFError)):
        connect(f"{double[0]}/handshake/cut/ws-dapi/v1", proxy=None)


def test_another_path_is_not_there_and_says_which_is(double):
    with pytest.raises(InvalidStatus) as refused:
        connect(f"{double[0]}/nowhere", proxy=None)
    assert refused.value.response.status_code == 404
    assert b"/ws-dapi/v1" in refused.value.response.body


@pytest.mark.parametrize("origin", ["http://evil.test", "null"])
def test_a_page_of_another_origin_does_not_connect(double, origin):
    with pytest.raises(InvalidStatus) as refused:
        connect(f"{double[0]}/ws-dapi/v1", proxy=None, origin=origin)
    assert refused.value.response.status_code == 403


def test_a_page_by_a_name_of_its_own_does_not_connect(double):
    port = double[0].rpartition(":")[2]
    headers = {"Host": f"evil.test:{port}"}
    with pytest.raises((InvalidStatus, InvalidMessage)):
        connect(
            f"{double[0]}/ws-dapi/v1",
            proxy=None,
            origin=f"http://127.0.0.1:{port}",
            additional_headers=headers,
        )


def test_what_comes_on_a_stream_is_of_its_listen_key(double):
    (answer,) = ask(f"{double[0]}/ws-dapi/v1", START)
    listen_key = json.loads(answer)["result"]["listenKey"]
    with connect(f"{double[0]}/ws/{listen_key}", proxy=None) as stream:
        (stopped,) = ask(f"{double[0]}/ws-dapi/v1", START | {"method": "userDataStream.stop"})
        assert json.loads(stopped)["result"] == {}
        event = json.loads(stream.recv(30))
    assert event["listenKey"] == listen_key


def test_each_request_is_noted_and_written_down_with_its_answer(double):
    url, recording, notes = double
    ask(f"{url}/ws-dapi/v1", START | {"id": "noted"})
    name, data, (reply,), took = notes[-1]
    assert json.loads(data)["id"] == json.loads(reply)["id"] == "noted"
    assert took > 0
    frames = [frame for frame in recording.of(name, "").frames if frame.opcode == "text"]
    assert [frame.direction for frame in frames] == [Direction.SENT, Direction.RECEIVED]


def test_without_variations_only_its_own_path_is_served():
    server = real_server({KEY: Account(KEY, None)}, Variation(choices=Choices()))
    with serve_reference(lambda: server) as url:
        assert json.loads(*ask(url, START))["status"] == 200
        with pytest.raises(InvalidStatus, match="404"):
            connect(url.replace("/ws-dapi", "/choice/escaped/ws-dapi"), proxy=None)
