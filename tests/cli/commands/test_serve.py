"""`conformance serve`, as a user runs it."""

import json
import signal
import socket
import subprocess
import sys

import pytest
from places import ROOT
from running import conformance
from websockets.sync.client import connect


def test_a_port_in_use_is_told():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = conformance("serve", "--port", str(taken.getsockname()[1]))
    assert done.returncode == 2
    assert "in use" in done.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_server_prints_its_url_at_once_and_stops_when_told(number):
    command = [sys.executable, "-m", "conformance", "serve", "--api-key", "k"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT) as server:
        url = server.stdout.readline().decode().strip()
        with connect(url, proxy=None) as client:
            client.send('{"id":0,"method":"userDataStream.stop","params":{"apiKey":"k"}}')
            answer = json.loads(client.recv(5))
        server.send_signal(number)
        assert server.wait(10) == 0
    assert answer["id"] == 0
    assert answer["result"] == {}
