"""Conversations of two accounts put together by chance: streams started, stopped, listened to."""

import json
import random

from conversations import KEY

from conformance.transcript.frames import Direction, Ending, Frame, Opcode, Transcript

OTHER = "o" * 64
HMAC = "h" * 64
NOBODY = "n" * 64
EVENTS = ("listenKeyExpired", "ORDER_TRADE_UPDATE", "ACCOUNT_UPDATE")


class Course:
    """What happened so far; each method adds what may happen next."""

    def __init__(self, seed):
        self.chance = random.Random(seed)
        self.frames, self.keys, self.number, self.at = [], ["l" * 64], 0, 1000

    def add(self, way, data, connection, opcode=Opcode.TEXT):
        self.at += self.chance.choice((0, 1, 5, 40))
        self.frames.append(Frame(way, data, self.at, opcode, connection=connection))

    def ask(self):
        """Ask something on a connection, and mostly answer it."""
        self.number += 1
        connection = self.chance.choice(("A", "A", "B", "neighbour"))
        method = self.chance.choice(
            (
                *("userDataStream.start", "userDataStream.stop", "userDataStream.stop"),
                *("userDataStream.ping", "session.logon", "session.status", "session.logout"),
            )
        )
        key = self.chance.choice((KEY, KEY, KEY, OTHER, HMAC, NOBODY, None))
        params = {} if key is None else {"apiKey": key}
        if method == "session.logon":
            params |= {"signature": "s", "timestamp": 1}
        request = {"id": self.number, "method": method, "params": params}
        self.add(Direction.SENT, json.dumps(request), connection)
        if self.chance.random() < 0.2:
            self.ask()  # in flight together
        if self.chance.random() < 0.95:
            answer = {"id": request["id"]} | self.answer(method, key)
            self.add(Direction.RECEIVED, json.dumps(answer), connection)

    def answer(self, method, key):
        if self.chance.random() < 0.25:
            code = self.chance.choice((-2015, -1125, -1000, -1003, -1001))
            return {"status": 400, "error": {"code": code, "msg": "No."}}
        if method in {"userDataStream.start", "userDataStream.ping"}:
            if self.chance.random() < 0.4:
                self.keys.append(f"{self.number:02}" * 32)
            return {"status": 200, "result": {"listenKey": self.chance.choice(self.keys[-2:])}}
        if method.startswith("session"):
            since = self.chance.choice((1, 1, 2, None))
            who = self.chance.choice((key or KEY, KEY, None))
            return {"status": 200, "result": {"apiKey": who, "authorizedSince": since}}
        return {"status": 200, "result": {}}

    def listen(self):
        """Open a stream, or let something come on one that is open."""
        opened = [f.connection for f in self.frames if f.opcode is Opcode.OPEN]
        if not opened or (len(opened) < 2 and self.chance.random() < 0.3):
            key = self.chance.choice((*self.keys[-2:], "unknown"))
            self.add(Direction.SENT, key, "S" if not opened else "T", Opcode.OPEN)
            return
        place = self.chance.choice(opened)
        if self.chance.random() < 0.2:
            self.add(Direction.RECEIVED, "1000 bye", place, Opcode.CLOSE)
            return
        event = {"e": self.chance.choice(EVENTS)}
        if self.chance.random() < 0.7:
            event["E"] = self.at + self.chance.choice((-50, -1, 0, 1, 50))
        text = json.dumps(event) if self.chance.random() < 0.9 else "no event"
        self.add(Direction.RECEIVED, text, place)


def streams_by_chance(seed):
    """Return the transcript of a seed."""
    course = Course(seed)
    for _ in range(course.chance.randrange(4, 14)):
        if course.number > 0 and course.chance.random() < 0.35:
            course.listen()
        else:
            course.ask()
    return Transcript(
        f"streams {seed}",
        tuple(course.frames),
        ending=Ending(again=course.chance.random() < 0.5),
        api_key=KEY,
        keys={"otherKey": OTHER, "hmacKey": HMAC},
        stream_endpoint="wss://host/ws/",
        exclusive=True,
        venues={"neighbour": "wss://host/ws-fapi/v1"},
    )
