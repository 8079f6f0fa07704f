"""Templates are filled in."""

import pytest
from conversations import ok
from runs import ACCOUNT

from conformance.api.credentials import Credentials
from conformance.scenarios.catalogue import BY_NAME
from conformance.scenarios.template import resolve, stream_key


def test_a_template_is_filled_in_and_signed():
    step = BY_NAME["stop-after-logon"].steps[0]
    text = resolve(step.frame, (), 5, ACCOUNT)
    assert "$" not in text
    assert '"timestamp":5' in text


KEYS = Credentials("Ab1", None, "hmac", 'r"sa')


@pytest.mark.parametrize(
    "template, credentials, text",
    [
        ('{"k":"$apiKey"}', KEYS, '{"k":"Ab1"}'),
        ('{"k":"$apiKey"}', Credentials(), '{"k":""}'),
        ('{"k":"$otherCase"}', KEYS, '{"k":"aB1"}'),
        ('{"k":"$otherCase"}', Credentials(), '{"k":""}'),
        ('{"k":"$hmacKey $rsaKey"}', KEYS, '{"k":"hmac r\\"sa"}'),
        ('{"k":"$hmacKey$rsaKey"}', Credentials(), '{"k":""}'),
        ('{"k":$timestamp,"l":"$listenKey"}', KEYS, '{"k":7,"l":""}'),
        ('{"k":"$signature"}', KEYS, '{"k":"$signature"}'),
        ("no template", KEYS, "no template"),
        (b"$apiKey", KEYS, b"$apiKey"),
    ],
)
def test_each_key_has_its_name_in_a_template(template, credentials, text):
    assert resolve(template, (), 7, credentials) == text


def test_the_listen_key_is_the_one_that_came_last():
    frames = (ok(1, {"listenKey": "first"}), ok(2, {"listenKey": "last"}), ok(3, {"listenKey": 7}))
    assert resolve("$listenKey", frames, 7, KEYS) == "last"
    assert stream_key("$listenKey", frames) == "last"
    assert stream_key("own", frames) == "own"
    assert stream_key("$listenKey", ()) == ""


@pytest.mark.parametrize(
    "key, is_one",
    [("!~", True), ("x" * 256, True), ("x" * 257, False), ("a b", False), ("", False)],
)
def test_a_listen_key_is_a_word_of_plain_characters(key, is_one):
    frames = (ok(1, {"listenKey": key}),)
    assert stream_key("$listenKey", frames) == (key if is_one else "")
