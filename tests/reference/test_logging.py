"""The line of a request: what came, what answers it, and nothing that could be a secret."""

import json

import pytest

from conformance.reference.logging import log_line
from conformance.reference.outgoing import Close, Pause, Ping

STOP = json.dumps({"id": "s3cret", "method": "userDataStream.stop", "params": {"apiKey": "k"}})
SOUND = json.dumps({"id": "s3cret", "status": 200, "rateLimits": [{"count": 2, "limit": 2400}]})


@pytest.mark.parametrize(
    "data, name",
    [
        (STOP, "userDataStream.stop"),
        (STOP.replace('"user', '"v1/user'), "userDataStream.stop"),
        (STOP.replace(".stop", ".s3cret"), "another method"),
        ("[1]", "no JSON object"),
        (b"\xff", "no JSON object"),
    ],
)
def test_a_method_is_shown_where_it_is_known(data, name):
    assert (
        log_line(0, "", data, [SOUND], 1.25)
        == f"00:00:00.000 - {name} → 200 weight 2/2400 (1.2 ms)"
    )


@pytest.mark.parametrize(
    "reply, words",
    [
        (SOUND, "200 weight 2/2400"),
        ('{"id":1,"status":400,"error":{"code":-1102,"msg":"s3cret"}}', "400 -1102"),
        (
            '{"id":1,"status":"s3cret","error":{"code":10000000000},"rateLimits":[{}]}',
            "? ? weight ?/?",
        ),
        ('{"id":1,"error":"s3cret","rateLimits":["s3cret"]}', "?"),
        ('{"e":"listenKeyExpired"}', "an event"),
        ("[]", "a text of 2 characters"),
        (b"1234", "4 bytes"),
        (Close(1001, "s3cret"), "close 1001"),
        (Ping(b"s3cret"), "ping"),
    ],
)
def test_an_answer_is_its_numbers(reply, words):
    line = log_line(3_723_004, "c1", STOP, [Pause(1.0), reply], 0.04)
    assert line == f"01:02:03.004 c1 userDataStream.stop → {words} (0.0 ms)"


def test_several_replies_are_beside_each_other_and_none_is_nothing():
    assert " → ping · 200 weight" in log_line(0, "", STOP, [Ping(b""), SOUND], 1)
    assert " → nothing (" in log_line(0, "", STOP, [Pause(0.1)], 1)
