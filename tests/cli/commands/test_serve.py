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
            answer = json.loads(client.recv(30))
        server.send_signal(number)
        assert server.wait(10) == 0
    assert answer["id"] == 0
    assert answer["result"] == {}


@pytest.mark.parametrize(
    "options, why",
    [
        (["--public-key", "key.pem"], "belongs to an --api-key"),
        (["--cassette", "c.yaml", "--choice", "escaped=true"], "a --cassette is played as it is"),
        (["--api-key-file", "nowhere"], "nowhere: the API key cannot be read (No such file"),
        (["--api-key-file", "bytes"], "bytes: the API key cannot be read (it is no text)"),
        (["--api-key-file", "blank"], "blank: there is no API key in it"),
    ],
)
def test_options_that_cannot_be_served_are_bad_input_in_words(tmp_path, options, why):
    (tmp_path / "blank").write_text(" \n")
    (tmp_path / "bytes").write_bytes(b"\xff\xfe")
    done = conformance("serve", *options, cwd=tmp_path)
    assert done.returncode == 2
    assert why in " ".join(done.stderr.replace("│", " ").split())
    assert "Traceback" not in done.stderr


def test_stale_keys_in_the_environment_are_named_and_how_to_unset_them():
    given = {"BINANCE_API_KEY": "k" * 64, "BINANCE_PRIVATE_KEY_PATH": "gone.pem"}
    done = conformance("serve", **given)
    assert done.returncode == 2
    assert "BINANCE_PRIVATE_KEY_PATH names a file that is not there" in done.stderr
    assert "unset BINANCE_API_KEY BINANCE_PRIVATE_KEY_PATH" in done.stderr
    assert "k" * 64 not in done.stderr
