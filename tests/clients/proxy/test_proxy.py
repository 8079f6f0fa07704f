"""`conformance proxy`: every byte arrives as it was sent, and both sides are judged."""

import json
import queue
import random
import signal
import socket
import ssl
import subprocess
import sys
import threading
from contextlib import ExitStack, contextmanager

import pytest
from running import conformance, environment
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect
from websockets.sync.server import serve

from conformance.clients.library import running_proxy, running_server

FRAMES = 400
LARGEST = 2**20


@contextmanager
def echoing(**options):
    """Run a server that sends back every message, fragmented as it likes; yield its URL."""

    def echo(connection):
        for message in connection:
            if len(message) > 3 and len(message) % 2:
                third = len(message) // 3
                connection.send([message[:third], message[third:]])
            else:
                connection.send(message)

    with serve(echo, "127.0.0.1", 0, max_size=None, **options) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"ws://127.0.0.1:{server.socket.getsockname()[1]}/ws-dapi/v1"


def random_messages(seed):
    """Yield messages of all sizes, text and binary, most of them small."""
    chance = random.Random(seed)
    for _ in range(FRAMES):
        size = chance.choice([0, 1, 125, 126, 65_535, 65_536, chance.randrange(2_000)])
        size = LARGEST if chance.random() < 0.01 else size
        data = chance.randbytes(size)
        yield data if chance.random() < 0.5 else data.hex()[:size]


@pytest.mark.parametrize("client_compresses", [None, "deflate"])
@pytest.mark.parametrize("server_compresses", [None, "deflate"])
def test_what_is_sent_arrives_both_ways(client_compresses, server_compresses):
    with (
        echoing(compression=server_compresses) as upstream,
        running_proxy(upstream) as proxy,
        connect(proxy.url, max_size=None, compression=client_compresses, proxy=None) as client,
    ):
        for message in random_messages(1):
            pieces = [message[: len(message) // 2], message[len(message) // 2 :]]
            client.send(pieces if len(message) % 3 == 0 and message else message)
            assert client.recv(timeout=60) == message


def test_pings_pongs_and_closes_pass_with_their_payloads():
    seen, ponged = queue.Queue(), threading.Event()

    def handle(connection):
        if connection.ping(b"from the server").wait(20):
            ponged.set()
        try:
            connection.recv()
        except ConnectionClosed as closed:
            seen.put((closed.rcvd.code, closed.rcvd.reason))

    with serve(handle, "127.0.0.1", 0) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        upstream = f"ws://127.0.0.1:{server.socket.getsockname()[1]}/ws-dapi/v1"
        with running_proxy(upstream) as proxy, connect(proxy.url, proxy=None) as client:
            assert client.ping(b"from the client").wait(20)
            assert ponged.wait(20)
            client.close(4321, "a reason of its own")
            assert seen.get(timeout=60) == (4321, "a reason of its own")


def stop(key):
    return json.dumps({"id": 1, "method": "userDataStream.stop", "params": {"apiKey": key}})


def test_a_sound_client_and_a_sound_server_raise_no_alarm(tmp_path):
    with running_server(tmp_path) as server, running_proxy(server.url) as proxy:
        with connect(proxy.url, proxy=None) as client:
            client.send(stop(server.api_key))
            assert json.loads(client.recv(30))["status"] == 200
        proxy.check()
        assert proxy.findings.exit_code(fail_on_should=True) == 0


def test_a_broken_server_and_a_broken_client_are_both_told(tmp_path):
    with running_server(tmp_path) as server, running_proxy(server.url) as proxy:
        with connect(proxy.url.replace("/ws-dapi", "/mutant/created/ws-dapi"), proxy=None) as one:
            one.send(stop(server.api_key))
            one.recv(30)
        with connect(proxy.url, proxy=None) as other:
            other.send(stop(server.api_key).encode())
            other.recv(30)
        with pytest.raises(AssertionError, match="STAT-2"):
            proxy.check()
        assert any("REQ-1 " in alarm for alarm in proxy.alarms)
        assert not any(server.api_key in alarm for alarm in proxy.alarms)


def test_a_refused_handshake_passes_and_a_server_that_is_not_there_is_502(tmp_path):
    with running_server(tmp_path) as server, running_proxy(server.url) as proxy:
        with pytest.raises(InvalidStatus) as refused:
            connect(proxy.url.replace("/ws-dapi", "/handshake/451/ws-dapi"), proxy=None)
        assert refused.value.response.status_code == 451
    with running_proxy("ws://127.0.0.1:1/ws-dapi/v1") as proxy:
        with pytest.raises(InvalidStatus) as missing:
            connect(proxy.url, proxy=None)
        assert missing.value.response.status_code == 502


def test_a_client_that_closes_one_half_still_gets_what_comes():
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def answer():
            plain, _ = listening.accept()
            with plain:
                while b"\r\n\r\n" not in plain.recv(65536):
                    pass
                plain.sendall(b"HTTP/1.1 101 Switching Protocols\r\n\r\n")
                while plain.recv(65536):
                    pass
                plain.sendall(b"\x81\x02ok")

        threading.Thread(target=answer, daemon=True).start()
        upstream = f"ws://127.0.0.1:{listening.getsockname()[1]}/ws-dapi/v1"
        with running_proxy(upstream) as proxy:
            port = int(proxy.url.rpartition(":")[2].partition("/")[0])
            with socket.create_connection(("127.0.0.1", port), timeout=60) as client:
                client.sendall(b"GET /ws-dapi/v1 HTTP/1.1\r\nHost: x\r\n\r\n")
                client.shutdown(socket.SHUT_WR)
                received = b""
                while chunk := client.recv(65536):
                    received += chunk
    assert received.endswith(b"\x81\x02ok")


def test_a_reader_that_is_slow_holds_nobody_else_up(tmp_path):
    with echoing() as upstream, running_proxy(upstream) as proxy, ExitStack() as stack:
        slow = stack.enter_context(connect(proxy.url, proxy=None, max_size=None, max_queue=1))

        def flood():
            try:
                for _ in range(60):
                    slow.send(b"x" * LARGEST)
            except (ConnectionClosed, OSError):
                pass

        threading.Thread(target=flood, daemon=True).start()
        with connect(proxy.url, proxy=None) as quick:
            for number in range(100):
                quick.send(str(number))
                assert quick.recv(timeout=60) == str(number)
        slow.socket.close()


def test_many_connections_at_once_are_each_judged(tmp_path):
    with running_server(tmp_path) as server, running_proxy(server.url) as proxy:
        with ExitStack() as stack:
            clients = [stack.enter_context(connect(proxy.url, proxy=None)) for _ in range(50)]
            for client in clients:
                client.send(stop(server.api_key))
            assert all(json.loads(client.recv(30))["status"] == 200 for client in clients)
        proxy.check()
        assert len(proxy.findings.outcomes) == 50


@contextmanager
def proxying(folder, *options, **settings):
    """Run the command; yield its URL and its process."""
    command = [sys.executable, "-m", "conformance", "proxy", *map(str, options)]
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=environment(settings),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process.stdout.readline().strip(), process
    finally:
        process.kill()
        process.communicate()


def finished(process):
    process.send_signal(signal.SIGINT)
    output = process.stdout.read()  # some of it may be in the reader's buffer already
    process.wait(30)
    return output, process.stderr.read()


def test_the_command_records_and_ends_with_a_verdict(tmp_path):
    with running_server(tmp_path) as server:
        options = ("--upstream", server.url, "--record", tmp_path / "session.yaml")
        with proxying(tmp_path, *options) as (url, process):
            with connect(url, proxy=None) as client:
                client.send(stop(server.api_key))
                client.recv(30)
            output, errors = finished(process)
    assert process.returncode == 0, output + errors
    assert "1 connection judged" in output
    text = (tmp_path / "session.yaml").read_text("utf-8")
    assert server.api_key not in text
    assert "userDataStream.stop" in text
    checked = conformance("check", "session.yaml", cwd=tmp_path)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_the_command_tells_what_is_broken_and_ends_with_1(tmp_path):
    with running_server(tmp_path) as server:
        upstream = server.at("mutant/status-as-text")
        with proxying(tmp_path, "--upstream", upstream) as (url, process):
            with connect(url, proxy=None) as client:
                client.send(stop(server.api_key))
                client.recv(30)
            output, _ = finished(process)
    assert process.returncode == 1
    assert "STAT-1" in output


def test_nothing_that_passed_is_inconclusive(tmp_path):
    with proxying(tmp_path, "--upstream", "ws://127.0.0.1:1/ws-dapi/v1") as (_, process):
        finished(process)
    assert process.returncode == 6


def test_production_needs_a_yes(tmp_path):
    done = conformance("proxy", "--upstream", "production", cwd=tmp_path)
    assert done.returncode == 2
    assert "--i-own-this-production-account" in done.stderr


def test_it_speaks_tls_to_clients(tmp_path, certificate):
    pem, key = certificate
    with running_server(tmp_path) as server:
        options = ("--upstream", server.url, "--certificate", pem, "--private-key", key)
        with proxying(tmp_path, *options) as (url, process):
            assert url.startswith("wss://")
            context = ssl.create_default_context(cafile=pem)
            name = "localhost"
            with connect(url, proxy=None, ssl=context, server_hostname=name) as client:
                client.send(stop(server.api_key))
                assert json.loads(client.recv(30))["status"] == 200
            finished(process)
    assert process.returncode == 0


def test_it_speaks_tls_to_the_server(tmp_path, certificate):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    with echoing(ssl=context) as upstream:
        secure = upstream.replace("ws://127.0.0.1", "wss://localhost")
        trust = {"SSL_CERT_FILE": str(certificate[0])}
        with proxying(tmp_path, "--upstream", secure, **trust) as (url, process):
            with connect(url, proxy=None) as client:
                client.send("hello")
                assert client.recv(30) == "hello"
            finished(process)


def call(client, method, key):
    request = {"id": 1, "method": f"userDataStream.{method}", "params": {"apiKey": key}}
    client.send(json.dumps(request))
    return json.loads(client.recv(30))


def test_two_connections_of_one_account_raise_no_alarm(tmp_path):
    with running_server(tmp_path) as server, running_proxy(server.url) as proxy:
        with connect(proxy.url, proxy=None) as one, connect(proxy.url, proxy=None) as other:
            for client, method in ((one, "start"), (other, "stop"), (one, "start"), (one, "stop")):
                assert call(client, method, server.api_key)["status"] == 200
        proxy.check()


@pytest.mark.parametrize(
    "head", [b"GET //[bad HTTP/1.1", b"POST /ws-dapi/v1 HTTP/1.1", b"\x00\x01"]
)
def test_what_is_no_handshake_is_no_fault_of_the_proxy(tmp_path, head):
    with running_server(tmp_path) as server, running_proxy(server.url) as proxy:
        port = int(proxy.url.rpartition(":")[2].partition("/")[0])
        with socket.create_connection(("127.0.0.1", port), timeout=60) as client:
            client.sendall(head + b"\r\nHost: x\r\n\r\n")
            assert client.recv(65536).startswith(b"HTTP/1.1 4")
        with connect(proxy.url, proxy=None) as sound:
            assert call(sound, "stop", server.api_key)["status"] == 200
