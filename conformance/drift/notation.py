"""Recordings written by hand, for examples: one line for each frame.

``> TEXT`` was sent, ``< TEXT`` came, ``<b TEXT`` came as binary, ``x 1008 reason`` is a close by
the server, and ``silence`` an end without an answer. ``o KEY`` opens a stream with a listen key,
on which ``s TEXT`` came. A line of JSON alone is the answer to a stop.
"""

from __future__ import annotations

from conformance.drift.change import Example
from conformance.transcript.frames import (
    Direction,
    Ending,
    EvidenceClass,
    Frame,
    Opcode,
    Transcript,
)

STOP_REQUEST = '{"id":1,"method":"userDataStream.stop","params":{"apiKey":"k"}}'
STOP_SUCCESS = (
    '{"id":1,"status":200,"result":{},"rateLimits":[{"rateLimitType":"REQUEST_WEIGHT",'
    '"interval":"MINUTE","intervalNum":1,"limit":2400,"count":7}]}'
)
STOP_REFUSAL = '{"id":1,"status":400,"error":{"code":-2015,"msg":"Invalid API-key."}}'


def swap(old: str, new: str, within: str = STOP_SUCCESS) -> Example:
    """Return an example of an answer in which one text replaces another. Raises ValueError."""
    if old not in within:
        raise ValueError(f"{old} is not in {within}")
    return Example(within, within.replace(old, new))


def transcript(text: str, scenario: str = "example") -> Transcript:
    """Return the transcript that a text describes. Raises ValueError for any other line."""
    frames: list[Frame] = []
    ending = Ending()
    for line in filter(None, map(str.strip, text.splitlines())):
        mark, _, rest = line.partition(" ")
        if mark == ">":
            frames.append(Frame(Direction.SENT, rest))
        elif mark == "<":
            frames.append(Frame(Direction.RECEIVED, rest))
        elif mark == "<b":
            frames.append(Frame(Direction.RECEIVED, rest.encode(), opcode=Opcode.BINARY))
        elif mark == "x":
            frames.append(Frame(Direction.RECEIVED, rest, opcode=Opcode.CLOSE))
            ending = Ending("closed", int(rest.partition(" ")[0]), alive=True)
        elif mark == "o":
            frames.append(Frame(Direction.SENT, rest, opcode=Opcode.OPEN, connection="S"))
        elif mark == "s":
            frames.append(Frame(Direction.RECEIVED, rest, connection="S"))
        elif line == "silence":
            ending = Ending("silent", alive=True)
        elif line.startswith(("{", "[")):
            frames += [Frame(Direction.SENT, STOP_REQUEST), Frame(Direction.RECEIVED, line)]
        else:
            raise ValueError(f"no line of the notation: {line}")
    return Transcript(scenario, tuple(frames), EvidenceClass.OTHER, ending=ending, api_key="k")
