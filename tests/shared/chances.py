"""Conversations put together by chance, by seeds: what servers and clients may do in any order."""

import json
import random
import re
from dataclasses import replace

from captured_lines import KEY as CAPTURED_KEY
from captured_lines import line, lines_of_transcript, texts
from conversations import KEY

from conformance.api.samples import UNKNOWN_API_KEY, WRONG_SIGNATURE
from conformance.transcript.frames import Direction, Ending, Frame, Opcode, Transcript

OTHER_KEY = "o" * 64
METHODS = (
    *("userDataStream.start", "userDataStream.stop", "userDataStream.stop"),
    *("session.logon", "session.logout", "userDataStream.ping", "session.status"),
    *("v1/userDataStream.stop", "userdatastream.stop", None),
)
IDS = (1, 2, "a", None, 1.5, "x" * 37)
ERRORS = (
    *({"code": -2015, "msg": "Invalid API-key."}, {"code": -1000, "msg": "An unknown error."}),
    *(
        {"code": -1003, "msg": "Too many."},
        {"code": -1006, "msg": "?"},
        {"code": -1016, "msg": "."},
    ),
    *({"code": -1021, "msg": "late"}, {"code": -1125, "msg": "no key"}, {"code": -1109}),
    *({"code": "-1102"}, {"msg": "no code"}, "text", {"code": [1]}),
)
EXPIRED = '{"e":"listenKeyExpired","E":5,"listenKey":"%s"}' % ("l" * 64)
TEXTS = ("", "no JSON", "[]", "7", '{"id":1,"id":2}', '{"e":"listenKeyExpired","E":5}', "{}")


def _request(chance, connection):
    if chance.random() < 0.1:
        return chance.choice(TEXTS)
    params = {}
    if chance.random() < 0.7:
        params["apiKey"] = chance.choice((KEY, KEY, OTHER_KEY, UNKNOWN_API_KEY, "", 1, f" {KEY}"))
    if chance.random() < 0.2:
        params["signature"] = chance.choice((WRONG_SIGNATURE, "s"))
    if chance.random() < 0.2:
        params["returnRateLimits"] = chance.choice((True, False, "no"))
    ids = IDS if connection != "B" else (*IDS[2:4], 10, "b", "b")
    members = {"id": chance.choice(ids), "method": chance.choice(METHODS)}
    if chance.random() < 0.9:
        members["params"] = params if chance.random() < 0.95 else [params]
    if chance.random() < 0.05:
        del members["id"]
    return json.dumps(members)


def _answer(chance, ids):
    if chance.random() < 0.1:
        return chance.choice(TEXTS)
    members = {"id": chance.choice(ids) if ids and chance.random() < 0.8 else chance.choice(IDS)}
    if chance.random() < 0.6:
        result = ({}, {"listenKey": "l" * 64}, {"listenKey": 7}, {"authorizedSince": 1700}, None)
        members |= {"status": 200, "result": chance.choice(result)}
    else:
        status = chance.choice((400, 400, 401, 410, 418, 429, 503, "400"))
        members |= {"status": status, "error": chance.choice(ERRORS)}
    if chance.random() < 0.6:
        limit = {"rateLimitType": "REQUEST_WEIGHT", "interval": "MINUTE", "intervalNum": 1}
        count = chance.choice((2, 7, 7, 14, 2400, 2401, "7"))
        most = chance.choice((2400, 2400, 2400, 8, 0))
        members["rateLimits"] = [limit | {"limit": most, "count": count}]
    if chance.random() < 0.05:
        members |= {"result": {}, "error": {"code": -1}}
    return json.dumps(members)


def _stream_frame(chance, frames):
    """Return what happens on a stream: it is opened, or something comes on it."""
    at = frames[-1].at + 20 if frames else 0
    if not any(f.opcode is Opcode.OPEN for f in frames):
        key = chance.choice(("l" * 64, "l" * 64, "unknown"))
        return Frame(Direction.SENT, key, at, Opcode.OPEN, connection="S")
    text = chance.choice((EXPIRED, EXPIRED, '{"e":"ORDER_TRADE_UPDATE","E":9}', "[]", "1000 bye"))
    kind = Opcode.CLOSE if text == "1000 bye" else Opcode.TEXT
    return Frame(Direction.RECEIVED, text, at, kind, connection="S")


def _frame(chance, frames, connection):
    """Return the next frame: mostly an answer where a request waits, else a request."""
    if frames and chance.random() < 0.15:
        return _stream_frame(chance, frames)
    at = (frames[-1].at if frames else 0) + chance.choice((1, 1, 40, 700, 61_000))
    requests = [f for f in frames if f.direction is Direction.SENT and f.opcode is not Opcode.OPEN]
    sent = [f for f in requests if f.connection == connection]
    if sent and chance.random() < 0.55:
        some = requests if chance.random() < 0.2 else sent
        text = _answer(chance, [f.document.members.get("id") for f in some])
        kind = chance.choice((Opcode.TEXT,) * 12 + (Opcode.BINARY, Opcode.CLOSE))
        data = text.encode() if kind is Opcode.BINARY else text
        method = chance.choice((None, None, "userDataStream.stop"))
        return Frame(Direction.RECEIVED, data, at, kind, method, None, connection)
    logged_on = chance.choice((None, None, None, True, False))
    text, is_binary = _request(chance, connection), chance.random() < 0.04
    data, kind = (text.encode(), Opcode.BINARY) if is_binary else (text, Opcode.TEXT)
    return Frame(Direction.SENT, data, at, kind, None, logged_on, connection)


def _controls(chance, frames):
    """Return pings and pongs of either side, in any order, some with another payload."""
    places = sorted({frame.connection for frame in frames})
    at, controls = 0, []
    for _ in range(chance.choice((0, 1, 3, 12))):
        at += chance.choice((0, 1, 166, 167, 200, 500, 1000, 9_000))
        way = chance.choice((Direction.RECEIVED, Direction.SENT))
        kind = chance.choice((Opcode.PING, Opcode.PONG))
        data = chance.choice((b"", b"1", "1"))
        controls.append(Frame(way, data, at, kind, connection=chance.choice(places)))
    return tuple(controls)


def _ending(chance):
    kind = chance.choice(("complete", "complete", "closed", "silent", "cut"))
    code = chance.choice((1000, 1008, 1009, 1012)) if kind in {"closed", "cut"} else None
    alive, again = chance.choice((None, True, False)), chance.random() < 0.3
    return Ending(kind, code, "in words" if kind == "silent" else "", alive, again)


def conversation_by_chance(seed):
    """Return the transcript of a seed: three to nine frames on one connection or two."""
    chance = random.Random(seed)
    places = chance.choice((("",), ("",), ("A", "B")))
    frames = []
    for _ in range(chance.randrange(3, 10)):
        frames.append(_frame(chance, frames, chance.choice(places)))
    return Transcript(
        f"seed {seed}",
        tuple(frames),
        endpoint=chance.choice(("", "wss://host/?returnRateLimits=false")),
        ending=_ending(chance),
        api_key=chance.choice((KEY, KEY, None)),
        partial=chance.random() < 0.3,
        logged_on=chance.choice((None, False, False, True)),
        keys={"otherKey": OTHER_KEY} if chance.random() < 0.5 else {},
        controls=_controls(chance, frames),
        stream_endpoint=chance.choice(("", "wss://host/ws")),
        exclusive=chance.random() < 0.5,
        venues={"B": "other"} if chance.random() < 0.3 else {},
    )


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
    lines += [
        line(n, method="userDataStream.ping", key=f"{n % 3}{CAPTURED_KEY[1:]}") for n in range(9)
    ]
    lines += ODD_LINES
    chance.shuffle(lines)
    return texts(lines)


def _other_text(chance, text):
    """Return a frame's text with one thing different in it."""
    old, new = chance.choice(
        (
            (r'("id": ?)1', r"\g<1>2"),
            (r'("id": ?)("[^"]*")', r"\g<1>null"),
            (r'("status": ?)200', r"\g<1>201"),
            (r'("status": ?)4', r"\g<1>5"),
            (r'("result": ?){}', r'\g<1>{"new":1}'),
            (r'("code": ?)-', r"\g<1>"),
            (r'("msg": ?")', r"\g<1>So: "),
            (r'("count": ?)(\d)', r"\g<1>9\2"),
            (r'("limit": ?)2400', r"\g<1>6000"),
            (r'("interval": ?)"MINUTE"', r'\g<1>"SECOND"'),
            (r'"rateLimits": ?\[[^]]*\]', r'"rateLimits":[]'),
            (r',? ?"rateLimits": ?\[[^]]*\]', ""),
            ("listenKey", "listenkey"),
            (r'("listenKey": ?")', r"\g<1>x"),
            (r'("method": ?")', r"\g<1>v1/"),
            (r'("serverTime": ?)(\d)', r'\g<1>"\2"'),
            (r"}$", r',"more":{"of":[1]}}'),
            (r"^{", r'{"e":"event",'),
        )
    )
    return re.sub(old, new, text) if isinstance(text, str) else text


def changed_by_chance(seed, transcript):
    """Return a transcript with some things different: frames' texts, their order, their number."""
    chance = random.Random(seed)
    frames = list(transcript.frames)
    for _ in range(chance.choice((1, 1, 2))):
        came = [n for n, frame in enumerate(frames) if frame.direction is Direction.RECEIVED]
        place = chance.choice(came if came and chance.random() < 0.8 else range(len(frames)))
        way = chance.random()
        if way < 0.6:
            frames[place] = replace(frames[place], data=_other_text(chance, frames[place].data))
        elif way < 0.75 and len(frames) > 1:
            frames.insert(chance.randrange(len(frames)), frames.pop(place))
        elif way < 0.85 and len(frames) > 1:
            del frames[place]
        elif way < 0.95:
            frames.insert(place, frames[place])
    ending = _ending(chance) if chance.random() < 0.2 else transcript.ending
    return replace(transcript, frames=tuple(frames), ending=ending)
