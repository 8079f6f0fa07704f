"""One exchange: the kind of its key, and whether that is trusted."""

import pytest
from conversations import KEY, ask, came, exchanges, no, ok, transcript

from conformance.api.samples import UNKNOWN_API_KEY
from conformance.transcript.conversation import paired
from conformance.transcript.exchange import is_unreadable

STOP = ask("userDataStream.stop", "stop")
START = ask("userDataStream.start", "start", apiKey=KEY)


@pytest.mark.parametrize(
    "params, account, kind",
    [
        ({}, KEY, "absent"),
        ({"apikey": KEY}, KEY, "absent"),
        ({"apiKey": KEY}, KEY, "valid"),
        ({"apiKey": UNKNOWN_API_KEY}, KEY, "unknown"),
        ({"apiKey": ""}, KEY, "invalid"),
        ({"apiKey": None}, KEY, "invalid"),
        ({"apiKey": 1}, KEY, "invalid"),
        ({"apiKey": KEY}, None, "unverifiable"),
    ],
)
def test_the_kind_of_key_is_told(params, account, kind):
    (one,) = exchanges(ask("userDataStream.stop", **params), ok(), api_key=account)
    assert one.key == kind


def test_a_key_that_a_start_was_refused_with_is_distrusted():
    *_, last = exchanges(START, no("start"), STOP, no("stop"), api_key=KEY)
    assert last.key_refused_before


def test_of_a_pair_no_state_is_known_until_its_conversation_is():
    (one,), _ = paired(transcript("test", STOP, ok("stop")))
    assert (one.session, one.stream, one.key) == ("unknown", "unknown", "unverifiable")
    assert not one.key_refused_before
    assert not one.near_unattached


@pytest.mark.parametrize(
    "answers, is_one", [((came("no JSON"),), True), ((came("{}"),), False), ((), False)]
)
def test_an_answer_that_is_no_json_is_unreadable_and_none_is_not(answers, is_one):
    (exchange,) = exchanges(STOP, *answers)
    assert is_unreadable(exchange) is is_one
