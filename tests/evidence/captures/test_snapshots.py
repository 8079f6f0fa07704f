"""What comes of captures that chance made, whole, and the same whichever way they are judged."""

import json
import random

import pytest
from captured_lines import KEY, judged, line, lines_of_transcript, plain, texts
from chances import conversation_by_chance

ODD_LINES = (
    *(b"", b"no JSON", b"[]", b"{}", b'{"response": null}', b'{"request": null, "response": null}'),
    b'{"response": "\xff"}',
    b'{"response": {"id": 1}, "at": "1969-12-31T23:59:59Z"}',
    b'{"response": {"id": 1}, "at": "3000-01-01T00:00:00Z"}',
    b'{"response": {"id": 1}, "at": "2999-12-31T23:59:59.999Z"}',
    b'{"response": {"id": 1}, "at": "1970-01-01T00:00:00"}',
    b'{"response": {"id": 1}, "at": 7}',
    b'{"response": {"id": 1}, "method": 7}',
    b'{"response": {"id": 1}, "session": "on"}',
    b'{"response": {"id": 1}, "session": ["none"]}',
    b'{"response": {"id": 1}, "endpoint": 7}',
    b'{"response": {"id": 1}, "endpoint": "http://host/"}',
    b'{"response": {"id": 1}, "endpoint": "ws://"}',
    b'{"response": {"id": 1}, "endpoint": "ws://["}',
    b'{"response": {"id": 1}, "endpoint": "wss://ws-api.binance.com/ws-api/v3"}',
    b'{"response": {"id": 1}, "endpoint": "wss://ws-dapi.binance.com/ws-dapi/v1"}',
    b'{"response" : "text that is no JSON", "connection": 0}',
    b'{"request":{"id":1,"id":2,"method":"userDataStream.stop"},"response":{"id":2,"id":1}}',
)


def captured_by_chance(seed):
    """Return the lines of a capture: conversations on some connections, and odd lines."""
    chance = random.Random(seed)
    lines = []
    for number in range(12):
        connection = chance.choice((None, None, "c1", "c2", 3, True))
        transcript = conversation_by_chance(100 * seed + number)
        for each in lines_of_transcript(transcript, connection):
            if chance.random() < 0.3:
                each["session"] = chance.choice(("none", "logged-on"))
            if chance.random() < 0.3:
                each["method"] = "userDataStream.stop"
            if chance.random() < 0.5:
                each["at"] = f"2026-11-20T10:00:{chance.randrange(60):02}Z"
            lines.append(each)
    lines += [line(number, connection="plain") for number in range(1, 40)]
    lines += [line(number, count=number % 5) for number in range(1, 20)]
    lines += [line(n, method="userDataStream.ping", key=f"{n % 3}{KEY[1:]}") for n in range(9)]
    lines += ODD_LINES
    chance.shuffle(lines)
    return texts(lines)


def described(result):
    """Yield what came of a capture."""
    lines, works, unreadable, batches = plain(result)
    yield f"{lines} lines, works {works}"
    yield from (f"line {number}: {why}" for number, why in unreadable)
    for name, (many, sums, pieces) in zip(("certain", "lasting", "passing"), batches, strict=True):
        yield f"# {name}: {many}"
        yield from (f"{' '.join(key)}: {value}" for key, value in sums.items())
        for first, last, why, verdicts in pieces:
            yield f"lines {first} to {last} {why}"
            yield from (f"  {json.dumps(verdict)}"[:180] for verdict in verdicts)


@pytest.mark.parametrize("seed, detailed", [(1, 0), (2, 25)])
def test_a_capture_by_chance(snapshot, seed, detailed):
    lines = described(judged(captured_by_chance(seed), detailed=detailed))
    assert snapshot == "\n".join(lines)


@pytest.mark.parametrize("seed", range(3, 9))
def test_a_capture_by_chance_is_judged_alike_by_shapes_and_line_by_line(seed):
    data = captured_by_chance(seed)
    assert plain(judged(data)) == plain(judged(data, quick=False))
