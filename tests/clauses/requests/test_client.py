"""What a client does next, as a mutant of it changes that."""

import json

import pytest

from conformance.contract.requests.client import ClientTurn, Control, Rest

REQUEST = {"id": 1, "method": "userDataStream.stop", "params": {"apiKey": "k"}}


def test_of_a_request_members_and_params_are_changed_and_the_others_stay():
    turn = ClientTurn("request", REQUEST)
    assert [json.loads(text) for text in turn.with_members(id=2)] == [REQUEST | {"id": 2}]
    (text,) = turn.with_params(more=1)
    assert json.loads(text)["params"] == {"apiKey": "k", "more": 1}


@pytest.mark.parametrize(
    "turn, usual",
    [
        (ClientTurn("ping", payload=b"p"), [Control("pong", b"p")]),
        (ClientTurn("throttled", ms=7), [Rest(7)]),
    ],
)
def test_where_no_request_is_sent_there_is_none_to_change(turn, usual):
    assert turn.usual() == turn.with_members(id=2) == usual
    assert (turn.method, turn.params) == (None, {})
