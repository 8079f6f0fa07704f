"""The reference server: text in, texts out."""

import json
import random

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from conformance.api.signing import sign
from conformance.reference.accounts import STREAM_LIFE, Account
from conformance.reference.choices import Choices, Refusal
from conformance.reference.server import Reference

KEY = "k" * 64
PRIVATE = Ed25519PrivateKey.generate()
PUBLIC = PRIVATE.public_key()
NOW = 1_767_225_630_000


class Clock:
    """A clock that is moved by hand."""

    time = NOW

    def __call__(self):
        return self.time


class Client:
    """A client's end of a connection to a server of its own."""

    def __init__(self, choices=None, query="", public_key=PUBLIC):
        self.clock = Clock()
        self.server = Reference(
            {KEY: Account(KEY, public_key)},
            self.clock,
            choices or Choices(),
            None,
            random.Random(1),
        )
        self.connection = self.server.connect(query=query)

    def send(self, data):
        (answer,) = self.connection.receive(data)
        return json.loads(answer)

    def ask(self, method, request_id=1, **params):
        return self.send(json.dumps({"id": request_id, "method": method, "params": params}))

    def logon(self, key=PRIVATE, **changes):
        params = {"apiKey": KEY, "timestamp": self.clock.time} | changes
        return self.ask("session.logon", **params, signature=sign(key, params))


@pytest.fixture
def client():
    return Client()


def code(answer):
    return answer["error"]["code"]


def test_a_stop_returns_an_empty_result(client):
    client.ask("userDataStream.start", apiKey=KEY)
    answer = client.ask("userDataStream.stop", "x", apiKey=KEY)
    assert answer == {
        "id": "x",
        "status": 200,
        "result": {},
        "rateLimits": [
            {
                "rateLimitType": "REQUEST_WEIGHT",
                "interval": "MINUTE",
                "intervalNum": 1,
                "limit": 2400,
                "count": 7,
            }
        ],
    }


def test_the_first_request_counts_the_handshake(client):
    answer = client.ask("userDataStream.stop", apiKey=KEY)
    assert answer["rateLimits"][0]["count"] == 6


def test_the_count_begins_anew_each_minute(client):
    client.clock.time += 60_000
    assert client.ask("session.status")["rateLimits"][0]["count"] == 2


def test_a_start_returns_the_open_streams_listen_key(client):
    first = client.ask("userDataStream.start", apiKey=KEY)["result"]
    assert client.ask("userDataStream.start", apiKey=KEY)["result"] == first
    assert client.ask("userDataStream.ping", apiKey=KEY)["result"] == first
    client.ask("userDataStream.stop", apiKey=KEY)
    assert client.ask("userDataStream.start", apiKey=KEY)["result"] != first


def test_a_stream_lives_for_sixty_minutes(client):
    client.ask("userDataStream.start", apiKey=KEY)
    client.clock.time += STREAM_LIFE - 1
    assert client.ask("userDataStream.ping", apiKey=KEY)["status"] == 200
    client.clock.time += STREAM_LIFE
    assert code(client.ask("userDataStream.ping", apiKey=KEY)) == -1125


def test_a_session_suffices_until_its_logout(client):
    assert client.logon()["result"]["apiKey"] == KEY
    assert client.ask("userDataStream.stop")["status"] == 200
    assert client.ask("session.logout")["result"]["apiKey"] is None
    assert code(client.ask("userDataStream.stop")) == -1103


def test_an_explicit_key_overrides_the_session(client):
    client.logon()
    assert code(client.ask("userDataStream.stop", apiKey="nobody")) == -2015


@pytest.mark.parametrize("changes", [{"timestamp": NOW - 5001}, {"timestamp": NOW + 1000}])
def test_a_logon_of_another_time_is_refused(client, changes):
    assert code(client.logon(**changes)) == -1021


def test_a_longer_window_takes_an_older_logon(client):
    assert client.logon(timestamp=NOW - 5001, recvWindow=6000)["status"] == 200


def test_a_timestamp_in_digits_is_taken_as_was_seen(client):
    assert client.logon(timestamp=str(NOW))["status"] == 200


def test_a_logon_with_another_key_is_refused(client):
    assert code(client.logon(Ed25519PrivateKey.generate())) == -1022


def test_a_logon_that_signs_other_params_is_refused(client):
    params = {"apiKey": KEY, "timestamp": NOW}
    signature = sign(PRIVATE, params)
    answer = client.ask("session.logon", **params, recvWindow=9, signature=signature)
    assert code(answer) == -1022


def test_an_account_without_ed25519_key_cannot_log_on():
    assert code(Client(public_key=None).logon()) == -4056


@pytest.mark.parametrize("name", ["apiKey", "signature", "timestamp"])
def test_a_logon_needs_all_its_params(client, name):
    params = {"apiKey": KEY, "signature": "x", "timestamp": NOW}
    del params[name]
    answer = client.ask("session.logon", **params)
    assert code(answer) == -1102
    assert name in answer["error"]["msg"]


def test_a_refused_logon_leaves_an_older_session_as_it_was(client):
    client.logon()
    client.logon(Ed25519PrivateKey.generate())
    assert client.ask("userDataStream.stop")["status"] == 200


@pytest.mark.parametrize("request_id", [0, -1, 2**63 - 1, None, "x" * 36, "-_"])
def test_a_legal_id_comes_back(client, request_id):
    answer = client.ask("session.status", request_id)
    assert answer["id"] == request_id
    assert type(answer["id"]) is type(request_id)


@pytest.mark.parametrize("request_id", ["", "x" * 37, "a b", 1.5, True, {}, 2**63])
def test_another_id_is_refused_with_null(client, request_id):
    answer = client.ask("session.status", request_id)
    assert answer["id"] is None
    assert code(answer) == -1000
    assert "rateLimits" not in answer


@pytest.mark.parametrize("data", ["", "{", "[]", '"x"', b"{}", "null", "[" * 10_000])
def test_what_is_no_request_is_refused(client, data):
    answer = client.send(data)
    assert answer == {
        "id": None,
        "status": 400,
        "error": {"code": -1000, "msg": "Invalid JSON request."},
    }


def test_params_that_are_no_object_are_refused_with_the_id(client):
    answer = client.send('{"id":5,"method":"userDataStream.stop","params":[1]}')
    assert (answer["id"], code(answer)) == (5, -1000)


@pytest.mark.parametrize("method", ["userDataStream.halt", "userdatastream.stop", "v3/x", ""])
def test_an_unknown_method_is_refused(client, method):
    assert code(client.ask(method)) == -5000


def test_the_versions_prefix_is_taken(client):
    assert client.ask("v1/userDataStream.stop", apiKey=KEY)["status"] == 200


@pytest.mark.parametrize("value", [False, "false"])
def test_rate_limits_can_be_declined(client, value):
    answer = client.ask("userDataStream.stop", apiKey=KEY, returnRateLimits=value)
    assert "rateLimits" not in answer


def test_rate_limits_declined_in_the_url_can_be_asked_for():
    client = Client(query="returnRateLimits=false")
    assert "rateLimits" not in client.ask("session.status")
    assert "rateLimits" in client.ask("session.status", returnRateLimits=True)
    assert client.ask("session.status")["result"]["returnRateLimits"] is False


def test_more_weight_than_the_limit_is_refused():
    client = Client(Choices(limit=7))
    assert client.ask("userDataStream.stop", apiKey=KEY)["status"] == 200
    client.ask("userDataStream.stop", apiKey=KEY)
    answer = client.ask("userDataStream.stop", apiKey=KEY)
    assert (answer["status"], code(answer)) == (429, -1003)


def test_choices_change_what_is_not_known():
    refusal = Refusal(400, -1125, "This listenKey does not exist.")
    client = Client(Choices(stop_without_stream=refusal))
    assert code(client.ask("userDataStream.stop", apiKey=KEY)) == -1125
