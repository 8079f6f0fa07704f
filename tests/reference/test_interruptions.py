"""What interrupts a server that keeps the contract otherwise."""

import pytest

from conformance.reference.interruptions import (
    PAUSE,
    PAYLOAD,
    REST,
    RESTART,
    around,
    refusal_before,
)
from conformance.reference.outgoing import Ping


def test_a_rest_is_named_until_it_is_over():
    memory = {}
    for now in (1000, 1000 + REST - 1):
        refusal = refusal_before("throttled", now, memory)
        assert refusal["status"] == 429
        assert refusal["error"]["data"] == {"serverTime": now, "retryAfter": 1000 + REST}
    assert refusal_before("throttled", 1000 + REST, memory) is None


def test_a_key_is_revoked_after_its_first_request():
    memory = {}
    assert refusal_before("revoked", 0, memory) is None
    refusal = refusal_before("revoked", 0, memory)
    assert refusal["id"] is None
    assert refusal["error"].keys() == {"code", "msg"}
    assert refusal_before("revoked", 0, memory) == refusal


@pytest.mark.parametrize("interruption", ["none", "ping", "restart"])
def test_nothing_else_refuses(interruption):
    assert refusal_before(interruption, 0, {}) is None


@pytest.mark.parametrize(
    "interruption, frames",
    [
        ("none", ["a"]),
        ("revoked", ["a"]),
        ("ping", [Ping(PAYLOAD), "a"]),
        ("throttled", [PAUSE, "a"]),
        ("restart", ["a", RESTART]),
    ],
)
def test_an_interruption_is_around_an_answer(interruption, frames):
    assert around(interruption, ["a"], {}) == frames


def test_a_server_restarts_once():
    memory = {}
    around("restart", ["a"], memory)
    assert around("restart", ["b"], memory) == ["b"]
