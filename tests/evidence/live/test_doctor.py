"""What a first night needs is examined, one by one, and nothing is stopped."""

import contextlib

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from peers import peer

from conformance.api.credentials import Credentials
from conformance.evidence.live.doctor import examine
from conformance.evidence.live.targets import Target, find_target
from conformance.reference.accounts import Account
from conformance.reference.choices import Choices
from conformance.reference.server import Reference
from conformance.reference.wire import WallClock, serve_reference
from conformance.scenarios.catalogue import CATALOGUE
from conformance.transcript.frames import EvidenceClass

KEY = "canaryKey0123456789" * 3
PRIVATE = Ed25519PrivateKey.generate()
OWN = Credentials(KEY, PRIVATE)


def checks_of(url, credentials=OWN, patience=2.0):
    """Return the checks of a server at a URL, by name."""
    target = Target("server", url, EvidenceClass.OTHER)
    return {check.name: check for check in examine(target, credentials, patience)}


@contextlib.contextmanager
def server(offset=0, private=PRIVATE, **choices):
    """Serve an account whose clock is so many s ahead; yield the account and the URL."""
    account = Account(KEY, private.public_key() if private else None)
    core = Reference({KEY: account}, lambda: WallClock().now() + 1000 * offset, Choices(**choices))
    with serve_reference(lambda: core) as url:
        yield account, url


def states(checks):
    return {name: check.state for name, check in checks.items()}


def test_an_account_in_order_has_all_that_a_night_needs():
    with server() as (_, url):
        checks = checks_of(url)
    assert set(states(checks).values()) == {"ok"}
    assert [*checks] == ["address", "clock", "key", "stream", "logon", "cost"]
    assert "of request weight; the limit is 2400 a minute" in checks["cost"].words


def test_the_embedded_server_is_in_order():
    checks = {c.name: c.state for c in examine(find_target("reference"), Credentials(), 2.0)}
    assert set(checks.values()) == {"ok"}


def test_a_stream_that_is_open_is_named_and_left_open():
    with server() as (account, url):
        account.start(WallClock().now(), Reference({}, WallClock().now).chance)
        key = account.open_listen_key(WallClock().now())
        checks = checks_of(url)
        assert checks["stream"].state == "not ok"
        assert "close it" in checks["stream"].words
        assert account.open_listen_key(WallClock().now()) == key


@pytest.mark.parametrize(
    "offset, words", [(3600, "behind the server's"), (-3600, "ahead of the server's")]
)
def test_a_clock_that_is_off_is_named_with_what_to_do(offset, words):
    with server(offset) as (_, url):
        checks = checks_of(url)
    assert checks["clock"].state == "not ok"
    assert words in checks["clock"].words
    assert "set this machine's clock" in checks["logon"].words


def test_without_a_key_it_says_how_to_get_one():
    with server() as (_, url):
        checks = checks_of(url, Credentials())
    assert "set BINANCE_API_KEY" in checks["key"].words
    assert states(checks) == {
        "address": "ok",
        "clock": "ok",
        "key": "not ok",
        "stream": "unknown",
        "logon": "unknown",
        "cost": "ok",
    }


def test_an_account_without_a_key_that_signs_has_a_useful_night():
    with server(private=None) as (_, url):
        checks = checks_of(url, Credentials(KEY))
    assert checks["key"].state == "ok"
    assert checks["logon"].state == "unknown"
    lacking = [s for s in CATALOGUE if {"signature"} == s.needs & {"signature"}]
    alone = [s for s in lacking if not s.connections]
    words = f"no Ed25519 key: {len(alone)} scenarios with a logon will be inconclusive"
    assert checks["logon"].words.startswith(words)


def test_a_key_that_is_not_known_is_named():
    with server() as (_, url):
        checks = checks_of(url, Credentials("x" * 64))
    assert checks["key"].state == "not ok"
    assert "refused (-2015)" in checks["key"].words


def test_a_private_key_of_somebody_else_is_named():
    with server() as (_, url):
        checks = checks_of(url, Credentials(KEY, Ed25519PrivateKey.generate()))
    assert checks["logon"].state == "not ok"
    assert "private key that belongs to the apiKey" in checks["logon"].words


def test_a_server_that_is_not_there_is_one_line():
    checks = checks_of("ws://127.0.0.1:1/ws-dapi/v1")
    assert [*checks] == ["address"]
    assert "the connection was refused" in checks["address"].words


def test_a_server_that_says_nothing_is_not_in_order():
    def mute(connection):
        for _ in connection:
            pass

    with peer(mute) as url:
        checks = checks_of(url, patience=0.2)
    assert checks["address"].state == "not ok"
    assert {checks[name].state for name in ("clock", "stream", "logon", "cost")} == {"unknown"}


def test_no_check_names_a_key():
    with server() as (_, url):
        words = " ".join(check.words for check in checks_of(url).values())
    assert "canary" not in words
