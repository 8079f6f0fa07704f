"""How long a server that throttles wants to be left alone."""

import json
import math

import pytest

from conformance.transcript.conversation import conversation_of
from conformance.transcript.frames import Direction, Frame, Transcript
from conformance.transcript.throttling import requested_rest


def throttled(status, data=None):
    error = {"code": -1003, "msg": "No."} | ({"data": data} if data else {})
    answer = {"id": 1, "status": status, "error": error}
    frames = (
        Frame(Direction.SENT, '{"id":1,"method":"time"}'),
        Frame(Direction.RECEIVED, json.dumps(answer), 1_000),
    )
    return requested_rest(conversation_of(Transcript("test", frames)))


@pytest.mark.parametrize(
    "status, data, rest",
    [
        (200, None, None),
        (400, None, None),
        (429, None, 60),
        (418, None, math.inf),
        (429, {"retryAfter": 5_000}, 4),
        (418, {"retryAfter": 9_000, "serverTime": 2_000}, 7),
        (429, {"retryAfter": 1}, 0),
        (429, {"retryAfter": "soon"}, 60),
    ],
)
def test_a_rest_is_as_long_as_the_server_tells(status, data, rest):
    assert throttled(status, data) == rest
