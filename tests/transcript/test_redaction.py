"""Secrets are taken out, by value and by field, and what was equal stays equal."""

import json

import pytest
from hypothesis import strategies as st
from properties import given

from conformance.api.document import read
from conformance.api.samples import UNKNOWN_API_KEY, WRONG_SIGNATURE
from conformance.transcript.frames import Direction, Ending, Frame, Opcode, Transcript
from conformance.transcript.masking import redact_url
from conformance.transcript.redaction import SecretLeft, learn_fields, redact
from conformance.transcript.replacing import Redaction
from conformance.transcript.tokens import strings

KEY = "vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A"


def cleaned(*texts, api_key=KEY):
    frames = tuple(
        Frame(Direction.RECEIVED, text, 0, Opcode.TEXT if isinstance(text, str) else Opcode.BINARY)
        for text in texts
    )
    transcript, _ = redact(Transcript("test", frames, api_key=api_key))
    return [frame.data for frame in transcript.frames]


def test_a_replacement_keeps_type_and_length():
    (text,) = cleaned(f'{{"apiKey":"{KEY}"}}')
    value = json.loads(text)["apiKey"]
    assert value.startswith("<apiKey-1>x")
    assert len(value) == len(KEY)


def test_equal_values_stay_equal_and_different_ones_different():
    one, two, again = cleaned(*(f'{{"listenKey":"{c * 64}"}}' for c in "aba"))
    assert one == again
    assert one != two
    assert json.loads(two)["listenKey"].startswith("<listenKey-2>")


@pytest.mark.parametrize(
    "text",
    [
        f'{{"apikey":"{KEY}"}}',
        f'{{"error":{{"code":-1,"msg":"{KEY} is revoked"}}}}',
        f'{{"\\u0061piKey":"{KEY}"}}',
        f'{{"id":"\\u0076{KEY[1:]}"}}',
        f'{{"id":"{KEY.replace("S", chr(92) + "u0053")}"}}',
        f'["{KEY}"',
        f"plain {KEY} text",
        f'{{"apiKey": "{KEY}',
        f'{{"signature"  :\n"{KEY}"}}',
    ],
)
def test_a_key_is_found_however_it_is_written(text):
    (clean,) = cleaned(text)
    assert KEY not in clean
    assert KEY not in clean.replace("\\u0076", "v").replace("\\u0053", "S")


def test_half_a_listen_key_in_a_truncated_answer_is_a_secret_too():
    (clean,) = cleaned('{"result":{"listenKey":"UgOoXIu4JctC0MF8')
    assert "UgOoXIu4" not in clean


@pytest.mark.parametrize(
    "text",
    [
        '{"result":"LISTEN"}',
        '{"result":{"listenKey":["LISTEN"]}}',
        '{"result":{"listenKey":{"is":"LISTEN"}}}',
        '{"result":{"LISTEN":1}}',
        '{"result":{"stream":"LISTEN"}}',
    ],
)
def test_what_looks_like_a_key_is_a_secret_wherever_it_stands(text):
    listen_key = "UgOoXIu4JctC0MF8ujB7aerfRl564LHHP7rhwLrdeH1VrUeY03mKkslHWVbIN7h4"
    (clean,) = cleaned(text.replace("LISTEN", listen_key))
    assert listen_key not in clean


def test_secrets_of_other_transcripts_are_known():
    frame = Frame(Direction.RECEIVED, '{"msg":"earlier-secret again"}')
    transcript, _ = redact(Transcript("test", (frame,)), known=["earlier-secret", "elsewhere"])
    assert transcript.frames[0].data == '{"msg":"<secret-1>xxxx again"}'


def test_binary_frames_are_cleaned_too():
    (clean,) = cleaned(b"\xff" + KEY.encode() + b"\x00")
    assert KEY.encode() not in clean
    assert clean[:1] == b"\xff"


def test_public_values_stay():
    text = json.dumps({"apiKey": UNKNOWN_API_KEY, "signature": WRONG_SIGNATURE})
    assert cleaned(text) == [text]


def test_nothing_else_is_touched():
    text = '{ "id" : 7.0,"id":"é\\u00e9","x":[1e2]}'
    assert cleaned(text) == [text]


def test_the_transcript_tells_the_accounts_replacement():
    frame = Frame(Direction.SENT, f'{{"params":{{"apiKey":"{KEY}"}}}}')
    ending = Ending("closed", 1008, f"bad key {KEY}")
    transcript, redaction = redact(Transcript("test", (frame,), api_key=KEY, ending=ending))
    assert transcript.api_key == redaction.replacements[KEY]
    assert KEY not in transcript.ending.detail


def test_redacting_twice_changes_nothing():
    frame = Frame(Direction.SENT, f'{{"apiKey":"{KEY}","listenKey":"{"l" * 60}"}}')
    once, _ = redact(Transcript("test", (frame,), api_key=KEY))
    twice, _ = redact(once)
    assert once.frames == twice.frames


def test_a_short_secret_is_replaced_where_it_is_a_whole_string():
    (clean,) = cleaned('{"apiKey":"abc","id":"abcdef"}', api_key="abc")
    assert json.loads(clean) == {"apiKey": "<apiKey-1>", "id": "abcdef"}


@given(st.text(alphabet='k"\\{}:,apiKeyé\n', max_size=60), st.text(min_size=8, max_size=20))
def test_no_text_makes_redaction_raise_or_leave_a_field(text, secret):
    redaction = Redaction()
    full = text + json.dumps({"apiKey": secret}) + text
    learn_fields(redaction, full)
    clean = redaction.clean(full)
    known = [value for value in redaction.replacements if len(value) >= 8]
    assert clean == redaction.clean(clean)
    if read(full).error is None:
        left = [value for _, value in strings(clean)]
        assert not [value for value in known if value in left]


@given(st.text(max_size=60), st.text(alphabet="QZ~!", min_size=8, max_size=20))
def test_the_value_of_a_field_is_taken_out_wherever_it_stands_as_well(text, secret):
    whole = json.dumps({"msg": text, "apiKey": secret, "also": [f"{text} {secret}"]})
    (clean,) = cleaned(whole, api_key=None)
    values = json.loads(clean)
    assert values["apiKey"].startswith("<apiKey-1>")
    assert secret not in clean
    assert values["also"][0].endswith(f" {values['apiKey']}")


def test_the_endpoint_of_a_transcript_is_redacted():
    endpoint = "wss://me:hunter2@host.example/ws-dapi/v1?token=abcdefgh&returnRateLimits=false"
    transcript, _ = redact(Transcript("test", (), endpoint=endpoint))
    assert transcript.endpoint == (
        "wss://host.example/ws-dapi/v1?token=<secret>&returnRateLimits=false"
    )


def test_what_is_shorter_than_a_secret_of_other_transcripts_may_be_is_none():
    frame = Frame(Direction.RECEIVED, '{"msg":"sevench eightchr"}')
    transcript, _ = redact(Transcript("test", (frame,)), known=["sevench", "eightchr"])
    assert transcript.frames[0].data == '{"msg":"sevench <secret-1>"}'


def test_a_transcript_in_which_a_secret_is_left_is_not_given(monkeypatch):
    monkeypatch.setattr(Redaction, "clean", lambda _, text: text)
    frame = Frame(Direction.SENT, f'{{"apiKey":"{KEY}"}}')
    with pytest.raises(SecretLeft, match="the recording of test was not written") as error:
        redact(Transcript("test", (frame,), api_key=KEY))
    assert KEY not in str(error.value)


@pytest.mark.parametrize(
    "url, clean",
    [
        ("ws://h/p?returnRateLimits=false", "ws://h/p?returnRateLimits=false"),
        ("ws://me:pw@h:1/p?token=abc", "ws://h:1/p?token=<secret>"),
    ],
)
def test_urls_are_cleaned(url, clean):
    assert redact_url(url) == clean


def test_a_secret_with_something_around_it_keeps_what_is_around():
    key = "k" * 64
    sent = Frame(Direction.SENT, f'{{"params":{{"apiKey":"{key}"}},"also":" {key}x"}}')
    cleaned, redaction = redact(Transcript("t", (sent,), api_key=key))
    place = redaction.replacements[key]
    assert f'" {place}x"' in cleaned.frames[0].data


def test_a_listen_key_in_other_letters_and_a_part_of_it_are_secrets_too():
    listen_key = "qW-er_ty~ui.op+as=df/gh-jk_l2"
    start, stop = cleaned(
        json.dumps({"result": {"listenKey": listen_key}}),
        json.dumps({"a": listen_key.upper(), "b": listen_key[:20], "c": f"x{listen_key[5:]}y"}),
    )
    values = {json.loads(start)["result"]["listenKey"], *json.loads(stop).values()}
    assert len(values) == 4
    assert all("-er_ty~ui" not in value.lower() for value in values)


def test_only_the_secrets_of_other_transcripts_that_are_in_one_are_replaced_in_it():
    frame = Frame(Direction.RECEIVED, '{"msg":"earlier-secret again"}')
    _, redaction = redact(Transcript("test", (frame,)), known=["elsewhere", "earlier-secret"])
    assert [*redaction.replacements] == ["earlier-secret"]
