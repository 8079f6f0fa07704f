"""Of a stream's events only types, times and shapes are left."""

import json

import pytest

from conformance.transcript.events import without_contents
from conformance.transcript.frames import Direction, Frame, Opcode, Transcript
from conformance.transcript.redaction import redact

OPENED = Frame(Direction.SENT, "k" * 64, opcode=Opcode.OPEN, connection="S")
BALANCE, ORDER = "122624.12345678", "my-own-order-id"


def reduced(data, opcode=Opcode.TEXT):
    frames = (OPENED, Frame(Direction.RECEIVED, data, 1, opcode, connection="S"))
    return without_contents(frames)[1].data


def test_contents_are_gone_and_the_shape_is_left():
    event = {
        "e": "ACCOUNT_UPDATE",
        "E": 1564745798939,
        "a": {"m": "ORDER", "B": [{"a": "BTC", "wb": BALANCE, "n": 7, "ok": True, "x": None}]},
    }
    got = json.loads(reduced(json.dumps(event)))
    assert (got["e"], got["E"]) == ("ACCOUNT_UPDATE", 1564745798939)
    assert got["a"] == {"m": "", "B": [{"a": "", "wb": "", "n": 0, "ok": True, "x": None}]}


@pytest.mark.parametrize(
    "data",
    [
        json.dumps({"e": ORDER + "!", "E": BALANCE}),
        json.dumps({"BTCUSDT": 1, "E": 54321012}),
        json.dumps({ORDER + "!": 1, BALANCE: {BALANCE: 1}}),
        json.dumps({"e": {"o": ORDER}, "E": 1e300, "c": [[[ORDER]]]}),
        json.dumps([ORDER, BALANCE]),
        f"{ORDER} {BALANCE}",
        f'{{"e":"{ORDER}","b":"{BALANCE}"',
    ],
)
def test_nothing_of_the_contents_is_left_however_they_come(data):
    assert ORDER not in reduced(data)
    assert BALANCE not in reduced(data)
    assert "BTCUSDT" not in reduced(data)
    assert "54321012" not in reduced(data)
    assert ORDER.encode() not in reduced(data.encode(), Opcode.BINARY)


def test_the_words_of_a_close_are_gone():
    assert reduced(f"1000 {ORDER}", Opcode.CLOSE) == "1000"


def test_what_comes_elsewhere_is_left_as_it_is():
    answer = Frame(Direction.RECEIVED, '{"id":1,"status":200,"result":{}}', connection="A")
    assert without_contents((OPENED, answer)) == (OPENED, answer)
    assert without_contents((answer,)) == (answer,)


def test_a_listen_key_in_an_event_is_the_same_as_where_it_was_given():
    start = Frame(
        Direction.RECEIVED, f'{{"result":{{"listenKey":"{OPENED.data}"}}}}', connection="A"
    )
    event = {"e": "listenKeyExpired", "E": 1564745798939, "listenKey": OPENED.data}
    came = Frame(Direction.RECEIVED, json.dumps(event), connection="S")
    transcript, _ = redact(Transcript("t", (start, OPENED, came)))
    given = transcript.frames[0].document.members["result"]["listenKey"]
    assert given.startswith("<listenKey-1>")
    assert transcript.frames[1].data == given
    assert transcript.frames[2].document.members == event | {"listenKey": given}


@pytest.mark.parametrize(
    "at, stays",
    [(10**12, True), (10**13 - 1, True), (10**12 - 1, False), (10**13, False)],
)
def test_a_time_stays_if_it_may_be_one(at, stays):
    assert (json.loads(reduced(json.dumps({"e": "x", "E": at})))["E"] == at) is stays


def test_of_very_many_members_and_entries_the_first_are_left():
    got = json.loads(reduced(json.dumps({f"m{n:03}": n for n in range(205)})))
    assert len(got) == 200
    got = json.loads(reduced(json.dumps({"a": [*range(205)]})))
    assert len(got["a"]) == 200
