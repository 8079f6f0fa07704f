"""`conformance serve` as a double: variations by path, its log, recordings made and played."""

import json
import signal
import subprocess
import sys
from contextlib import contextmanager

import pytest
from places import ROOT
from running import conformance, environment
from websockets.exceptions import ConnectionClosed, InvalidMessage, InvalidStatus
from websockets.sync.client import connect

pytestmark = pytest.mark.slow("each starts a server in a process of its own")

KEY = "k" * 64
PATH = "/ws-dapi/v1"


@contextmanager
def serving(folder, *options, **settings):
    """Run the command; yield its URL and a function that ends it and returns its output."""
    command = [sys.executable, "-m", "conformance", "serve", *map(str, options)]
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=environment(settings),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )

    def end():
        process.send_signal(signal.SIGINT)
        output = process.stdout.read()  # some of it may be in the reader's buffer already
        assert process.wait(30) == 0, process.stderr.read()
        return output

    try:
        yield process.stdout.readline().strip(), end
    finally:
        process.kill()
        process.communicate()


def ask(url, *methods, key=KEY, timeout=60):
    """Return what a new connection gets for some methods."""
    with connect(url, proxy=None, open_timeout=timeout) as client:
        texts = []
        for number, method in enumerate(methods, start=1):
            request = {"id": number, "method": f"userDataStream.{method}"}
            client.send(json.dumps(request | {"params": {"apiKey": key}}))
            texts.append(client.recv(timeout))
        return texts


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("serve"), "--api-key", KEY) as (started, _):
        yield started


def at(url, *parts):
    return url.replace(PATH, "".join(f"/{part}" for part in parts) + PATH)


def test_variations_are_servers_of_their_own_beside_each_other(url):
    (plain,) = ask(url, "start")
    (broken,) = ask(at(url, "mutant/created"), "start")
    assert json.loads(plain)["status"] == 200
    assert json.loads(broken)["status"] == 201
    assert json.loads(plain)["result"] != json.loads(broken)["result"]


@pytest.mark.parametrize(
    ("choice", "shows"),
    [
        ("escaped=true", lambda text: "\\u0069\\u0064" in text),
        ("indent=2", lambda text: text.startswith("{\n  ")),
        ("reversed-members=true", lambda text: text.startswith('{"rateLimits"')),
        ("limit=77", lambda text: '"limit":77' in text),
        ("stop-always=403,-31337", lambda text: '"status":403' in text and "-31337" in text),
        ("event-before-answer=serverShutdown", lambda text: "serverShutdown" in text),
        ("interruption=throttled", lambda text: '"status":429' in text and "retryAfter" in text),
    ],
)
def test_a_choice_is_made_by_its_path(url, choice, shows):
    assert shows(ask(at(url, f"choice/{choice}"), "stop")[0])


def test_fragments_compression_and_pings_are_what_they_say(url):
    with connect(at(url, "choice/fragments=4"), proxy=None) as client:
        client.send(json.dumps({"id": 1, "method": "userDataStream.stop", "params": {}}))
        assert len([*client.recv_streaming()]) == 4
    with connect(at(url, "choice/compression=true"), proxy=None) as client:
        assert client.protocol.extensions
    with connect(url, proxy=None) as client:
        assert not client.protocol.extensions


def test_a_restart_closes_with_1012_once(url):
    restarting = at(url, "choice/interruption=restart")
    with pytest.raises(ConnectionClosed) as closed:
        ask(restarting, "start", "stop")
    assert closed.value.rcvd.code == 1012
    assert len(ask(restarting, "start", "stop")) == 2


@pytest.mark.parametrize("status", [302, 306, 410, 418, 429, 451, 503, 599])
def test_a_handshake_is_refused_by_its_path(url, status):
    with pytest.raises(InvalidStatus) as refused:
        ask(at(url, f"handshake/{status}"), "stop")
    response = refused.value.response
    assert response.status_code == status
    assert ("Retry-After" in response.headers) == (status in {418, 429, 503})


def test_a_handshake_may_be_cut_or_slow(url):
    with pytest.raises((InvalidMessage, OSError)):
        ask(at(url, "handshake/cut"), "stop")
    with pytest.raises(TimeoutError):
        ask(at(url, "handshake/slow"), "stop", timeout=1)
    assert ask(at(url, "handshake/slow"), "stop")


def test_an_unknown_path_says_what_there_is(url):
    with pytest.raises(InvalidStatus) as refused:
        ask(at(url, "choice/indent=lots"), "stop")
    assert refused.value.response.status_code == 404
    assert b"a whole number from 0 to 8" in refused.value.response.body


def test_options_make_choices_and_a_limit(tmp_path):
    options = ("--api-key", KEY, "--choice", "indent=1", "--weight-limit", 9)
    with serving(tmp_path, *options) as (url, _):
        texts = ask(url, "start", "ping", "ping", "ping", "ping")
    assert texts[0].startswith("{\n")
    assert [json.loads(text)["status"] for text in texts] == [200, 200, 200, 200, 429]


@pytest.mark.parametrize(
    "options",
    [
        ("--choice", "nothing=1"),
        ("--choice", "indent"),
        ("--mutant", "nothing"),
        ("--cassette", "nothing.yaml"),
        ("--cassette", "x.yaml", "--mutant", "created"),
        ("--weight-limit", "0"),
    ],
)
def test_bad_usage_is_told(options, tmp_path):
    done = conformance("serve", *options, cwd=tmp_path)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_the_log_has_a_line_an_exchange_and_no_secret(tmp_path):
    with serving(tmp_path, "--api-key", KEY, "--log") as (url, end):
        ask(url, "start", "stop")
        ask(url, "stop", key="secretOfSomebody" * 4)
        output = end()
    lines = [line for line in output.splitlines() if "→" in line]
    assert len(lines) == 3
    assert "userDataStream.stop → 401 -2015" in lines[2]
    assert KEY not in output
    assert "secretOfSomebody" not in output


def test_a_recording_is_made_and_played_again(tmp_path):
    with serving(tmp_path, "--api-key", KEY, "--record", "made.yaml") as (url, end):
        ask(url, "start", "stop")
        assert "4 frames recorded in made.yaml" in end()
    assert KEY not in (tmp_path / "made.yaml").read_text("utf-8")
    with serving(tmp_path, "--cassette", "made.yaml") as (url, _):
        answers = ask(url, "start", "stop", key="other")
        assert [json.loads(answer)["id"] for answer in answers] == [1, 2]
        with pytest.raises(ConnectionClosed) as closed:
            ask(url, "ping")
    assert "userDataStream.ping" in closed.value.rcvd.reason


def test_a_recording_of_the_suite_is_played(tmp_path):
    cassette = ROOT / "cassettes/reference/stop-with-api-key.yaml"
    with serving(tmp_path, "--cassette", cassette) as (url, _):
        assert json.loads(ask(url, "start", "stop")[1])["result"] == {}


def test_credentials_are_printed_where_they_were_made_and_named_where_they_were_given(tmp_path):
    with serving(tmp_path) as (_, end):
        assert "export BINANCE_API_KEY=" in end()
    with serving(tmp_path, BINANCE_API_KEY=KEY) as (_, end):
        output = end()
    assert "BINANCE_API_KEY" in output
    assert KEY not in output


def test_a_stale_setting_is_named_as_the_cause(tmp_path):
    gone = str(tmp_path / "gone.pem")
    settings = {"BINANCE_API_KEY": KEY, "BINANCE_PRIVATE_KEY_PATH": gone}
    done = conformance("serve", cwd=tmp_path, **settings)
    assert done.returncode == 2
    assert "BINANCE_PRIVATE_KEY_PATH names a file that is not there" in done.stderr
    assert "unset BINANCE_API_KEY BINANCE_PRIVATE_KEY_PATH" in done.stderr
    assert len(done.stderr.splitlines()) == 1
