"""Secrets are replaced, each by its own value; JSON stays JSON, and nothing else becomes it."""

import json

import pytest

from conformance.api.document import read
from conformance.transcript.replacing import Redaction

KEY = "vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A"


@pytest.fixture
def redaction():
    own = Redaction(keys=(KEY,))
    own.learn("apiKey", KEY)
    return own


@pytest.mark.parametrize(
    "text",
    [
        json.dumps({"a": KEY, KEY: [KEY, f"x{KEY}y"]}),
        f'{{"a":"\\q{KEY}"}}',
        f'{{"a":{KEY}}}',
        f'{{"a":"{KEY}',
        f'{{"a":"\n{KEY}"}}',
        f'{{"listenKey":"\\{KEY}"}}',
        f'{{"listenKey":"{KEY}\n"}}',
    ],
)
def test_a_text_is_json_after_it_if_it_was_before(redaction, text):
    clean = redaction.clean(text)
    assert KEY not in clean
    assert (read(clean).error is None) is (read(text).error is None)


def test_what_is_between_the_strings_of_json_stays(redaction):
    redaction.learn("listenKey", '","status":200,"')
    redaction.learn("listenKey", ":1234567,")
    text = f'{{"a":"b","status":1234567,"c":"{KEY}"}}'
    assert redaction.clean(text).startswith('{"a":"b","status":1234567,"c":"<apiKey-1>')


def test_a_word_of_the_api_is_no_secret():
    redaction = Redaction(words="\0userDataStream.stop\0id\0")
    for word in ("userDataStream.stop", "DataStream", "id"):
        redaction.learn("listenKey", word)
    assert redaction.replacements == {}


def test_a_number_that_a_server_has_used_is_left_out():
    redaction = Redaction(taken={("listenKey", 1), ("listenKey", 2)})
    redaction.learn("listenKey", "a" * 60)
    assert redaction.replacements["a" * 60].startswith("<listenKey-3>xx")


def test_the_two_halves_around_a_key_are_no_key(redaction):
    half = len(KEY) // 2
    listen_key = KEY[:half] + KEY + KEY[half:]
    redaction.learn("listenKey", listen_key)
    clean = redaction.clean(json.dumps({"a": listen_key, "b": f"{KEY[:half]} {KEY}{KEY[half:]}"}))
    assert redaction.is_clean(clean)
    assert json.loads(clean)["a"].startswith("<listenKey-1>")


def test_a_key_in_other_letters_is_replaced_by_another_value(redaction):
    redaction.learn("apiKey", KEY.lower())
    clean = redaction.clean(json.dumps([KEY, KEY.lower(), f"a {KEY.upper()}"]))
    assert KEY.lower() not in clean.lower()
    assert len({*json.loads(clean)}) == 3


def test_values_are_shown_in_words(redaction):
    assert "apiKey" in redaction.clean_value({"a": KEY})
    assert redaction.clean_value(7) == 7
    assert redaction.clean_value(None) is None


def test_of_two_secrets_the_longer_one_is_replaced_first():
    redaction = Redaction()
    for secret in ("a-secret", "a-secret-word", "a-secret-wo"):
        redaction.learn("listenKey", secret)
    assert redaction.clean_string("an a-secret-word.") == "an <listenKey-2>."
    assert redaction.clean_string("an a-secret-wo.") == "an <listenKey-3>."


def test_a_key_is_clean_once_it_is_replaced_though_its_letters_fill_the_placeholder():
    own = Redaction(keys=("x" * 64,))
    own.learn("apiKey", "x" * 64)
    clean = own.clean(json.dumps({"a": "x" * 64}))
    assert clean == json.dumps({"a": "<apiKey-1>".ljust(64, "x")})
    assert own.is_clean(clean)
    assert not own.is_clean("x" * 64)


@pytest.mark.parametrize("value, is_learned", [("abcdefg", True), ("abcdefgh", False)])
def test_what_is_a_part_of_a_word_is_no_secret_if_it_is_long(value, is_learned):
    own = Redaction(words="\0abcdefghi\0")
    own.learn("secret", value)
    assert (value in own.replacements) == is_learned
