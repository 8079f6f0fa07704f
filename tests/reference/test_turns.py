"""What a mutant sees of each request, and what becomes of what it returns."""

import json

import pytest

from conformance.contract.mutant import Elsewhere, Mutant
from conformance.reference.accounts import Account
from conformance.reference.outgoing import Close
from conformance.reference.server import Reference

KEY, OTHER = "k" * 64, "o" * 64
START, STOP = "userDataStream.start", "userDataStream.stop"


class Damaged:
    """A server with one mutant, which returns what it is told to and keeps what it saw."""

    def __init__(self, damage=lambda turn: turn.answer):
        self.turns = []

        def damaged(turn):
            self.turns.append(turn)
            return damage(turn)

        accounts = {key: Account(key, None) for key in (KEY, OTHER)}
        mutant = Mutant("damaged", "It does what it is told to.", damaged)
        self.server = Reference(accounts, lambda: 1_767_225_630_000, mutant=mutant)
        self.connection = self.server.connect()

    def ask(self, method=STOP, **params):
        data = json.dumps({"id": 1, "method": method, "params": params})
        return self.connection.receive(data)


@pytest.mark.parametrize(
    "params, key, account",
    [
        ({}, "absent", ""),
        ({"apiKey": KEY}, "valid", KEY),
        ({"apiKey": OTHER}, "valid", OTHER),
        ({"apiKey": "x" * 64}, "unknown", ""),
        ({"apiKey": ""}, "invalid", ""),
        ({"apiKey": 5}, "invalid", ""),
    ],
)
def test_a_mutant_sees_whose_request_it_is(params, key, account):
    damaged = Damaged()
    damaged.ask(**params)
    (turn,) = damaged.turns
    assert (turn.key, turn.account, turn.session, turn.session_account) == (
        key,
        account,
        "none",
        "",
    )
    assert turn.is_stop
    assert turn.params == params
    assert (turn.connection, turn.has_others, turn.now) == (1, False, 1_767_225_630_000)


def test_a_mutant_can_build_either_answer():
    damaged = Damaged()
    damaged.ask(apiKey=KEY)
    (turn,) = damaged.turns
    assert turn.success() == {
        "id": 1,
        "status": 200,
        "result": {},
        "rateLimits": turn.answer["rateLimits"],
    }
    assert turn.refusal()["status"] == 401
    assert turn.refusal()["error"]["code"] == -2015


def test_what_claims_a_key_is_the_result_of_a_session_method_only():
    damaged = Damaged()
    damaged.ask("session.logon", apiKey=OTHER)
    damaged.ask("session.status")
    logon, status = damaged.turns
    assert logon.success()["result"]["apiKey"] == OTHER
    assert status.success()["result"].get("apiKey") is None


def test_the_answer_is_sent_as_the_mutant_returns_it():
    (text,) = Damaged(lambda turn: turn.answer | {"status": 201}).ask(apiKey=KEY)
    assert json.loads(text)["status"] == 201
    assert Damaged(lambda _: "no JSON").ask() == ["no JSON"]
    assert Damaged(lambda _: [b"a", None]).ask() == [b"a", Close()]


def test_what_is_altered_is_counted():
    damaged = Damaged(lambda turn: turn.answer if turn.params else b"")
    damaged.ask(apiKey=KEY)
    assert damaged.server.altered == 0
    damaged.ask()
    assert damaged.server.altered == 1


def test_what_is_refused_by_a_mutant_has_no_effect():
    damaged = Damaged(lambda turn: turn.refusal())
    damaged.ask(START, apiKey=KEY)
    assert damaged.server.state()[KEY] == {}


def test_what_a_mutant_answers_otherwise_has_its_effect():
    damaged = Damaged(lambda turn: turn.answer | {"status": 201})
    damaged.ask(START, apiKey=KEY)
    assert len(damaged.server.state()[KEY]) == 1


def test_what_is_for_elsewhere_comes_on_the_other_connections_of_the_venue():
    came = []
    damaged = Damaged(lambda turn: [turn.answer, Elsewhere({"e": "stray"})])
    damaged.server.connect(push=came.append)
    damaged.server.connect(push=lambda _: came.append("another venue's"), venue="usdm")
    (answer,) = damaged.ask(apiKey=KEY)
    damaged.server.streams.deliver()
    assert json.loads(answer)["status"] == 200
    assert [json.loads(text) for text in came] == [{"e": "stray"}]
    assert damaged.turns[0].has_others
    assert damaged.server.altered == 0


def test_a_connection_that_left_is_no_other():
    damaged = Damaged()
    other = damaged.server.connect(push=lambda _: None)
    other.leave()
    other.leave()
    damaged.ask(apiKey=KEY)
    assert not damaged.turns[0].has_others
