"""The reference server's user data streams: alive as long as the listen key, and at its end."""

import json

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from conformance.reference.accounts import STREAM_LIFE
from conformance.reference.choices import Choices
from conformance.reference.embedded import API_KEY, CREDENTIALS, VirtualClock, fresh
from conformance.reference.wire import serve_reference

KEYS = (API_KEY, CREDENTIALS.other.api_key)


def ask(connection, method, key=API_KEY):
    (answer,) = connection.receive(
        json.dumps({"id": 1, "method": f"userDataStream.{method}", "params": {"apiKey": key}})
    )
    return json.loads(answer)


class Listening:
    """A server with a connection, and what its streams got."""

    def __init__(self, **choices):
        self.server = fresh(VirtualClock(), Choices(**choices))
        self.connection = self.server.connect()
        self.came = []

    def start(self, key=API_KEY):
        return ask(self.connection, "start", key)["result"]["listenKey"]

    def open(self, listen_key):
        self.server.streams.open(listen_key, self.came.append)

    def events(self):
        self.server.streams.deliver()
        return [json.loads(each) if each else None for each in self.came]


def test_a_stream_lives_for_sixty_minutes_and_a_ping_makes_it_sixty_more():
    listening = Listening()
    key = listening.start()
    listening.open(key)
    listening.server.advance(STREAM_LIFE - 1000)
    ask(listening.connection, "ping")
    listening.server.advance(STREAM_LIFE - 1000)
    assert listening.events() == []
    listening.server.advance(1000)
    (event,) = listening.events()
    assert (event["e"], event["listenKey"]) == ("listenKeyExpired", key)
    assert ask(listening.connection, "ping")["error"]["code"] == -1125


@pytest.mark.parametrize(
    "does, wanted",
    [
        ("expired", ["listenKeyExpired"]),
        ("closed", [None]),
        ("expired and closed", ["listenKeyExpired", None]),
        ("silent", []),
    ],
)
def test_a_stop_does_to_the_stream_what_the_choice_says(does, wanted):
    listening = Listening(stream_after_stop=does)
    listening.open(listening.start())
    ask(listening.connection, "stop")
    assert [each and each["e"] for each in listening.events()] == wanted


def test_a_stop_of_one_account_does_nothing_to_the_stream_of_another():
    listening = Listening()
    own, other = (listening.start(key) for key in KEYS)
    assert own != other
    listening.open(other)
    ask(listening.connection, "stop")
    assert listening.events() == []
    assert ask(listening.connection, "ping", KEYS[1])["result"]["listenKey"] == other


def test_every_key_of_an_account_has_the_same_stream_on_every_connection():
    listening = Listening()
    key = listening.start()
    assert listening.start(CREDENTIALS.hmac_api_key) == key
    elsewhere = listening.server.connect()
    assert ask(elsewhere, "start", CREDENTIALS.rsa_api_key)["result"]["listenKey"] == key
    ask(elsewhere, "stop", CREDENTIALS.hmac_api_key)
    assert ask(listening.connection, "ping")["error"]["code"] == -1125


def test_the_stream_on_another_venue_is_another():
    listening = Listening()
    key = listening.start()
    beside = listening.server.connect(venue="neighbour")
    own = ask(beside, "start")["result"]["listenKey"]
    assert own != key
    ask(listening.connection, "stop")
    assert ask(beside, "ping")["result"]["listenKey"] == own


def test_on_a_socket_a_wrong_key_connects_and_stays_silent():
    server = fresh(VirtualClock())
    with serve_reference(lambda: server) as url:
        streams = url.replace("/ws-dapi/v1", "/ws/")
        with connect(f"{streams}no-such-key", proxy=None) as stream:
            with pytest.raises(TimeoutError):
                stream.recv(0.3)
            stream.send("anything")
            with pytest.raises(TimeoutError):
                stream.recv(0.1)


def test_on_a_socket_a_stop_ends_the_stream_and_may_close_it():
    server = fresh(VirtualClock(), Choices(stream_after_stop="expired and closed"))
    request = '{"id":1,"method":"userDataStream.%s","params":{"apiKey":"' + API_KEY + '"}}'
    with serve_reference(lambda: server) as url, connect(url, proxy=None) as api:
        api.send(request % "start")
        key = json.loads(api.recv(30))["result"]["listenKey"]
        with connect(url.replace("/ws-dapi/v1", f"/ws/{key}"), proxy=None) as stream:
            api.send(request % "stop")
            assert json.loads(api.recv(30))["result"] == {}
            assert json.loads(stream.recv(30))["e"] == "listenKeyExpired"
            with pytest.raises(ConnectionClosed):
                stream.recv(30)
