"""Circumstances of requests, in words."""

from conversations import KEY, ask, exchanges, ok

from conformance.api.samples import WRONG_SIGNATURE
from conformance.contract.circumstances import circumstances_of, key_words, success_for_error

STOP = "userDataStream.stop"
OTHER = "o" * 64


def test_a_request_is_asked_with_a_key_in_a_session_with_a_stream():
    frames = [ask("userDataStream.start", "a", apiKey=KEY), ok("a"), ask(STOP, "b", apiKey=KEY)]
    last = exchanges(*frames, api_key=KEY)[-1]
    assert circumstances_of(last) == "the account's apiKey, nobody logged on, a stream open"


def test_each_kind_of_key_has_its_words():
    keys = {"otherKey": OTHER}
    given = [{"apiKey": KEY}, {"apiKey": OTHER}, {"apiKey": "z" * 64}, {"apiKey": 7}, {}]
    all_ = exchanges(*(ask(STOP, **params) for params in given), api_key=KEY, keys=keys)
    assert [key_words(each) for each in all_] == [
        "the account's apiKey",
        "the second account's apiKey",
        "an apiKey that nobody has",
        "an apiKey that is none",
        "no apiKey",
    ]
    (wrong,) = exchanges(ask("session.logon", apiKey=KEY, signature=WRONG_SIGNATURE), api_key=KEY)
    assert key_words(wrong) == "the account's apiKey, a wrong signature"


def test_a_success_for_an_error_says_in_which_circumstances():
    (exchange,) = exchanges(ask(STOP), ok(), api_key=KEY)
    problem = success_for_error(exchange)
    assert problem.wanted == "an error (no apiKey, nobody logged on)"
    assert problem.got == "success, status 200"
