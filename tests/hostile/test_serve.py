"""No client takes `conformance serve` from the others, and no page in a browser gets in."""

import json
import os
import re
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pytest
from attacks import BIG
from measured import LONGEST, MOST_MEMORY
from running import conformance, environment
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

KEY = "k" * 64
STOP = json.dumps({"id": 1, "method": "userDataStream.stop", "params": {"apiKey": KEY}})
MOST_THREADS = 400
"""How many threads an attack of half-open sockets may take."""


@contextmanager
def serving(folder, *arguments):
    """Run the command; yield its process and its URL."""
    process = subprocess.Popen(
        [sys.executable, "-m", "conformance", "serve", *map(str, arguments)],
        cwd=folder,
        env=environment({}),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process, process.stdout.readline().strip()
    finally:
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=3 * LONGEST)
        assert "Traceback" not in errors
        assert process.returncode == 0


def status_of(process, name):
    """Return a number that the system keeps of a process."""
    text = Path(f"/proc/{process.pid}/status").read_text("utf-8")
    return int(re.search(rf"^{name}:\s+(\d+)", text, re.MULTILINE)[1])


def place_of(url):
    """Return host and port of a URL."""
    host, _, port = url.removeprefix("ws://").partition("/")[0].rpartition(":")
    return host, int(port)


def is_served(url, within=LONGEST):
    """Whether another client gets its answer, soon."""
    began = time.monotonic()
    with connect(url, open_timeout=within) as client:
        client.send(STOP)
        answer = json.loads(client.recv(timeout=within))
    return answer["id"] == 1 and time.monotonic() - began < within


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("serve"), "--api-key", KEY) as started:
        yield started


FRAMES = {
    "quotes": '\\"' * 200_000,
    "a member repeated": '{"id":1' + ',"a":1' * 60_000 + "}",
    "names": "{" + "".join(f'"{n}":1,' for n in range(40_000)) + '"id":1}',
    "nested": "[" * 500_000,
    "nested objects": '{"a":' * 100_000,
    "an id of 500 kB": json.dumps({"id": "x" * 500_000}),
    "an id of digits": f'{{"id":{BIG},"method":"userDataStream.stop"}}',
    "a million digits": f'{{"id":{"1" * 500_000}}}',
    "params of digits": json.dumps(
        {
            "id": 1,
            "method": "session.logon",
            "params": {"apiKey": KEY, "signature": "x", "timestamp": BIG, "recvWindow": BIG},
        }
    ),
    "a time of text": json.dumps(
        {
            "id": 1,
            "method": "session.logon",
            "params": {"apiKey": KEY, "signature": "x", "timestamp": "9" * 5000},
        }
    ),
    "lists as keys": json.dumps(
        {"id": 1, "method": "userDataStream.stop", "params": {"apiKey": [[]]}}
    ),
    "half a character": '{"id":"\\ud800","method":"\\udfff","params":{"\\ud800":1}}',
    "bytes": b"\x00" * 500_000,
    "too much": "x" * 5_000_000,
}


@pytest.mark.parametrize("name", FRAMES)
def test_no_frame_stops_the_server(server, name):
    process, url = server
    with connect(url, max_size=None) as client, suppress(ConnectionClosed, TimeoutError):
        for _ in range(10):
            client.send(FRAMES[name])
        for _ in range(10):
            client.recv(timeout=2)
    assert is_served(url)
    assert status_of(process, "VmHWM") / 1024 < MOST_MEMORY


def test_a_client_that_never_reads_harms_only_itself(server):
    process, url = server
    bare = socket.create_connection(place_of(url))
    bare.sendall(
        f"GET /ws-dapi/v1 HTTP/1.1\r\nHost: {place_of(url)[0]}\r\nUpgrade: websocket\r\n"
        "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n".encode()
    )
    mask = b"\x00\x00\x00\x00"
    request = bytes([0x81, 0xFE]) + struct.pack(">H", len(STOP)) + mask + STOP.encode()
    ping = bytes([0x89, 0xFD]) + mask + b"x" * 125
    bare.settimeout(2)
    with suppress(OSError):
        for _ in range(2_000):
            bare.sendall((request + ping) * 20)
    assert is_served(url)
    bare.close()
    assert status_of(process, "VmHWM") / 1024 < MOST_MEMORY


def test_half_open_sockets_take_few_threads_and_nobodys_place(server):
    process, url = server
    with ExitStack() as sockets:
        for _ in range(1_500):
            with suppress(OSError):
                sockets.enter_context(socket.create_connection(place_of(url), timeout=2))
        threads = status_of(process, "Threads")
        assert is_served(url, within=LONGEST)
    assert threads < MOST_THREADS


def test_plain_requests_leave_nothing_behind(server):
    process, url = server
    host, port = place_of(url)

    def ask(times, path):
        for _ in range(times):
            with socket.create_connection((host, port), timeout=LONGEST) as bare:
                bare.sendall(f"GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
                while bare.recv(4096):
                    pass

    ask(300, "/ws-dapi/v1")
    before = status_of(process, "VmRSS")
    ask(2_000, "/ws-dapi/v1")
    assert status_of(process, "VmRSS") - before < 1_000  # kB; half a kB each would be as much
    assert is_served(url)


def test_many_clients_at_once_are_all_served(server):
    _, url = server
    served = []

    def ask():
        served.append(is_served(url, within=8.0))

    threads = [threading.Thread(target=ask) for _ in range(150)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert served == [True] * 150


def refused(url, origin, host=None):
    """Return the status with which a page of an origin is refused; None where it gets in."""
    headers = {"Host": host} if host else {}
    try:
        with connect(url, origin=origin, additional_headers=headers):
            return None
    except InvalidStatus as error:
        return error.response.status_code


def test_a_page_gets_in_only_from_an_origin_that_is_allowed(tmp_path):
    with serving(tmp_path, "--api-key", KEY, "--allow-origin", "http://app.test:3000") as (_, url):
        assert refused(url, None) is None
        assert refused(url, "http://app.test:3000") is None
        for origin in ("http://evil.example", "null", "http://app.test", "http://localhost:1"):
            assert refused(url, origin) == 403


@pytest.mark.parametrize(
    "host, status",
    [
        ("127.0.0.1", None),
        ("localhost:1", None),
        ("app.test:3000", None),
        ("[::1]:1", None),
        ("evil.example", 403),
        ("127.0.0.1.evil.example", 403),
        ("", 403),
        ("[::1", 403),
    ],
)
def test_a_page_gets_in_only_by_a_name_that_is_this_machines(tmp_path, host, status):
    with serving(tmp_path, "--api-key", KEY, "--allow-origin", "http://app.test:3000") as (_, url):
        place = place_of(url)
        with socket.create_connection(place, timeout=LONGEST) as bare:
            bare.sendall(
                f"GET /ws-dapi/v1 HTTP/1.1\r\nHost: {host}\r\nOrigin: http://app.test:3000\r\n"
                "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n".encode()
            )
            answer = bare.recv(4096).split()[1]
    assert answer == str(status or 101).encode()


def test_a_key_can_be_read_from_a_file(tmp_path):
    (tmp_path / "key").write_text(f"{KEY}\n")
    with serving(tmp_path, "--api-key-file", "key") as (process, url):
        assert is_served(url)
        command = Path(f"/proc/{process.pid}/cmdline").read_text("utf-8")
    assert KEY not in command


@pytest.mark.parametrize("name", ["nowhere", ".", "/dev/zero", "empty"])
def test_a_file_without_a_key_is_bad_input(tmp_path, name):
    (tmp_path / "empty").write_text(" \n")
    done = conformance("serve", "--api-key-file", name, cwd=tmp_path)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert os.path.basename(name) in done.stderr  # noqa: PTH119 - the name of a device is no path
