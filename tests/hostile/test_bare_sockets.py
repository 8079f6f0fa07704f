"""What a server does below the WebSocket: handshakes without an end, sockets that nobody reads."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import zlib

import pytest
from hostile_server import HostileServer, accept_handshake, frame, raw_server
from measured import LONGEST
from running import environment
from websockets.datastructures import Headers
from websockets.http11 import Response

TEXT, BINARY, CONTINUED, PING = 1, 2, 0, 9
ANSWER = b'{"id":1,"status":200,"result":{}}'


def drip(connection, over):
    connection.recv(4096)
    while not over.is_set():
        connection.sendall(b"X-A: b\r\n" if over.wait(0.1) else b"H")


def headers_without_end(connection, over):
    connection.recv(4096)
    connection.sendall(b"HTTP/1.1 101 Switching Protocols\r\n")
    while not over.is_set():
        connection.sendall(b"X-A: " + b"b" * 5000 + b"\r\n")


def silence(connection, over):
    over.wait()


def body_without_end(connection, over):
    connection.recv(4096)
    connection.sendall(b"HTTP/1.1 403 No\r\nContent-Length: 999999999\r\n\r\n")
    while not over.is_set():
        connection.sendall(b"x" * 65536)


def cut_in_the_handshake(connection, over):
    connection.recv(4096)
    connection.sendall(b"HTTP/1.1 101 Swit")


def pings_and_never_reads(connection, over):
    accept_handshake(connection)
    while not over.is_set():
        connection.sendall(frame(PING, b"x" * 125))


def never_reads(connection, over):
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
    accept_handshake(connection)
    over.wait()


def empty_fragments(connection, over):
    accept_handshake(connection)
    connection.sendall(frame(TEXT, b"", fin=False))
    while not over.is_set():
        connection.sendall(frame(CONTINUED, b"", fin=False) * 1000)


def one_byte_fragments(connection, over):
    accept_handshake(connection)
    connection.sendall(frame(TEXT, b"{", fin=False))
    while not over.is_set():
        connection.sendall(frame(CONTINUED, b" ", fin=False) * 1000)


def a_giant_claimed(connection, over):
    accept_handshake(connection)
    connection.sendall(frame(TEXT, b"{", size=2**62))
    over.wait()


def a_giant_dripped(connection, over):
    accept_handshake(connection)
    connection.sendall(frame(TEXT, b"{", size=500_000))
    while not over.wait(0.05):
        connection.sendall(b" ")


def a_bomb(connection, over):
    accept_handshake(connection, "\r\nSec-WebSocket-Extensions: permessage-deflate")
    connection.sendall(bytes([0xC1]) + frame(TEXT, zlib.compress(b"a" * 10**8, wbits=-15))[1:])
    over.wait()


def a_compressed_frame(connection, over):
    accept_handshake(connection)
    connection.sendall(bytes([0xC1]) + frame(TEXT, zlib.compress(b"a" * 10**7, wbits=-15))[1:])
    over.wait()


def reserved(connection, over):
    accept_handshake(connection)
    connection.sendall(frame(5, b"what") + frame(11, b"ever"))
    over.wait()


def masked(connection, over):
    accept_handshake(connection)
    connection.sendall(bytes([0x81, 0x84, 1, 2, 3, 4]) + b"abcd")
    over.wait()


def noise(connection, over):
    accept_handshake(connection)
    connection.sendall(os.urandom(100_000))
    over.wait()


def another_protocol(connection, over):
    connection.sendall(b"220 mail.example ESMTP\x1b[31m ##[add-mask]x\r\n")
    over.wait()


def a_close_that_never_ends(connection, over):
    accept_handshake(connection)
    connection.sendall(frame(8, b"\x03\xe8bye"))
    while not over.wait(0.05):
        connection.sendall(frame(PING, b""))


def a_close_of_one_byte(connection, over):
    accept_handshake(connection)
    connection.sendall(frame(8, b"\x03"))
    over.wait()


TALKS = (
    *(drip, headers_without_end, silence, body_without_end, cut_in_the_handshake),
    *(pings_and_never_reads, never_reads, empty_fragments, one_byte_fragments, a_giant_claimed),
    *(a_giant_dripped, a_bomb, a_compressed_frame, reserved, masked, noise, another_protocol),
    *(a_close_that_never_ends, a_close_of_one_byte),
)


@pytest.mark.parametrize("talk", TALKS, ids=lambda talk: talk.__name__)
def test_a_server_that_speaks_no_websocket_harms_nobody(attacked, talk):
    with raw_server(talk) as url:
        done = attacked(url, "--answer-timeout=0.5", chosen="stop-with-api-key-RES")
    assert done.code in {1, 6}


def test_a_run_that_talks_to_a_mute_server_ends_at_once_when_it_is_asked_to(project):
    with raw_server(pings_and_never_reads) as url:
        process = subprocess.Popen(
            [sys.executable, "-m", "pytest", "--live", "--target", url],
            cwd=project,
            env=environment({"BINANCE_API_KEY": "k" * 64}),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        time.sleep(4)
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=3 * LONGEST)
    assert process.returncode == 2


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("scheme", ["ws", "wss", "http"])
def test_a_redirect_is_never_followed_and_is_named(attacked, status, scheme):
    requests = []
    other = HostileServer(handshake=lambda *_: requests.append(1))
    with other.running() as elsewhere:
        place = elsewhere.replace("ws://", f"{scheme}://")
        leads = lambda *_: Response(status, "Elsewhere", Headers(Location=place), b"")  # noqa: E731
        with HostileServer(handshake=leads).running() as url:
            done = attacked(url, chosen="stop-twice-RES")
    assert done.code == 6
    assert requests == []
    assert place in re.sub(r"\s+", " ", done.output)


def test_a_report_of_a_refused_redirect_is_of_the_host_that_was_named(attacked, project):
    leads = lambda *_: Response(302, "", Headers(Location="ws://127.0.0.1:9/"), b"")  # noqa: E731
    with HostileServer(handshake=leads).running() as url:
        attacked(url, chosen="stop-twice-RES")
    header = json.loads((project / "report.json").read_text("utf-8"))["header"]
    assert header["target"] == url
