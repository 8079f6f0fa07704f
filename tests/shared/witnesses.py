"""Runs a witness, which is client code, against the frames of a recording."""

import json
import re
from collections import namedtuple

from conformance.drift.notation import transcript
from conformance.transcript.frames import Direction, Opcode

MODULES = {"json": json, "re": re, "namedtuple": namedtuple}  # noqa: PYI024 - as clients have it


class Socket:
    """A socket as a client sees it; what it received comes once more by recv()."""

    def __init__(self, frames, closed):
        self.received = [f.data for f in frames if f.opcode is not Opcode.CLOSE]
        self._next = iter(self.received)
        self._closed = closed
        self.close_code, _, self.close_reason = closed.partition(" ") if closed else (None, "", "")
        self.close_code = self.close_code and int(self.close_code)

    def recv(self):
        for data in self._next:
            return data
        raise TimeoutError

    def send(self, text):
        if self._closed:
            raise ConnectionError(text)

    def wait_closed(self):
        if not self._closed:
            raise TimeoutError


def names_in(text):
    """Return the values of the names in witnesses, for a recording in the notation."""
    frames = transcript(text).frames
    came = [f for f in frames if f.direction is Direction.RECEIVED and not f.connection]
    closes = [f.data for f in came if f.opcode is Opcode.CLOSE]
    connection = Socket(came, closes[0] if closes else "")
    answers = [json.loads(data) for data in connection.received]
    requests = [
        json.loads(f.data) for f in frames if f.direction is Direction.SENT and not f.connection
    ]
    stream = Socket([f for f in frames if f.connection and f.direction is Direction.RECEIVED], "")
    return {
        **MODULES,
        "connection": connection,
        "stream": stream,
        "text": connection.received[-1] if connection.received else "",
        "answer": answers[-1] if answers else None,
        "answers": answers,
        "requests": requests,
        "pending": {request["id"]: request for request in requests},
    }


def is_broken(witness, text):
    """Say whether client code fails with a recording; a mistake in the code itself is raised."""
    code = compile(witness, "witness", "exec")
    try:
        exec(code, names_in(text))  # noqa: S102 - our own lines, in a test
    except (NameError, AttributeError):
        raise
    except Exception:  # noqa: BLE001 - whatever a client fails with
        return True
    return False
