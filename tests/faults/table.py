"""The faults, and what shall come of each: a table that a user can read, and that the tests run."""

import contextlib
import time
from collections.abc import Callable
from dataclasses import dataclass

from relay import (
    Bytes,
    Frames,
    Log,
    answering,
    relaying_bytes,
    relaying_frames,
    status,
    untrusted,
)

KEPT, BROKEN, INCONCLUSIVE = "kept", "broken", "inconclusive"
SHOULD = "kept, but for a SHOULD"
EXIT = {KEPT: 0, SHOULD: 0, BROKEN: 1, INCONCLUSIVE: 6}


@dataclass(frozen=True)
class Fault:
    """A fault: what happens, how it is made, the answer that it shall get, and what is said.

    ``patience`` is how long an answer may take, in s: shortly, where silence is what happens.
    """

    what: str
    made: Callable
    answer: str
    says: str
    offset: int = 0
    patience: float = 0.5

    def __str__(self):
        return self.what


@contextlib.contextmanager
def refused(_upstream, _tls):
    yield "ws://127.0.0.1:1/ws-dapi/v1"


def of_bytes(fault, numbers=None):
    def made(upstream, _tls):
        port = int(upstream.rpartition(":")[2].partition("/")[0])
        return relaying_bytes(port, _on(numbers, lambda: fault), Log())

    return made


def of_frames(fault, numbers=None, made_anew=False):
    def made(upstream, _tls):
        return relaying_frames(upstream, _on(numbers, fault if made_anew else lambda: fault), Log())

    return made


def _on(numbers, fault):
    """Strike on every connection, or only on those of these numbers."""
    return lambda number: fault() if numbers is None or number in numbers else None


def handshake(response):
    return lambda _upstream, _tls: answering(response)


def tls(_upstream, certificate):
    return untrusted(*certificate)


@contextlib.contextmanager
def nothing(upstream, _tls):
    yield upstream


def soon():
    """Return when a server that throttles may be asked again, as it would tell it."""
    now = time.time_ns() // 1_000_000
    return {"error": {"data": {"serverTime": now, "retryAfter": now + 300}}}


LATER = {2}
"""The second connection: the first one is asked whether a stream is open, and then shared."""
BROKEN_OFF = "no answer in time, nor to session.status then"
CLOCK = "set this machine's clock"
OVERLOADED = "the server was busy, or throttled this address"
RESTARTS = {1001: "going away", 1012: "service restart", 1013: "try again later"}
CLOSES = {1000: "normal", 1002: "protocol error", 1003: "unsupported data", 1007: "invalid data"}
CLOSES |= {1008: "policy violation", 1009: "too big", 1010: "extension", 1011: "internal error"}
CLOSES |= {1014: "bad gateway", 3000: "registered", 4999: "private"}
HTTP = {403: "a firewall refuses this address", 418: "this address is banned for now"}
HTTP |= {429: "too many requests came", 500: "the server has a fault"}
HTTP |= {503: "the server has a fault", 410: "this API looks retired"}
HTTP |= {451: "the exchange refuses the country"}

FAULTS = (
    Fault("the connection is refused", refused, INCONCLUSIVE, "the connection was refused"),
    Fault("every connection is reset", of_bytes(Bytes.reset), INCONCLUSIVE, "dropped without a"),
    Fault(
        "one connection is reset, and the next is served",
        of_bytes(Bytes.reset, LATER),
        KEPT,
        "performed again",
    ),
    Fault(
        "nothing gets through after the handshake", of_bytes(Bytes.stall), INCONCLUSIVE, BROKEN_OFF
    ),
    Fault("bytes trickle one by one", of_bytes(Bytes.trickle), KEPT, ""),
    Fault(
        "every frame is cut in its middle", of_bytes(Bytes.cut), INCONCLUSIVE, "dropped without a"
    ),
    Fault("messages come in fragments", of_frames(Frames.fragment), KEPT, ""),
    *(
        Fault(
            f"the server closes with {code} ({name}) after an answer, each time",
            of_frames(Frames.close(code)),
            INCONCLUSIVE,
            f"closed with {code}",
        )
        for code, name in (CLOSES | RESTARTS).items()
    ),
    *(
        Fault(
            f"the server closes with {code} ({name}) once",
            of_frames(Frames.close(code), LATER),
            KEPT,
            "performed again",
        )
        for code, name in (CLOSES | RESTARTS).items()
    ),
    Fault(
        "answers come after the time-out", of_frames(Frames.delay(1.2)), INCONCLUSIVE, BROKEN_OFF
    ),
    Fault("answers come twice", of_frames(Frames.duplicate), SHOULD, "ENV-13"),
    Fault("answers in flight change places", of_frames(Frames.reorder, made_anew=True), KEPT, ""),
    Fault(
        "one answer in three is lost",
        of_frames(lambda: Frames.drop(3), made_anew=True),
        BROKEN,
        "none, though the server still answers",
    ),
    *(
        Fault(f"the handshake is answered with {code}", handshake(status(code)), INCONCLUSIVE, says)
        for code, says in HTTP.items()
    ),
    Fault(
        "the handshake is answered with 429, and Retry-After: 1",
        handshake(status(429, "Retry-After: 1")),
        INCONCLUSIVE,
        "it asks to wait 1 s",
    ),
    Fault(
        "the handshake is answered with 418, and Retry-After: 3600",
        handshake(status(418, "Retry-After: 3600")),
        INCONCLUSIVE,
        "it asks to wait 3600 s",
    ),
    Fault(
        "the handshake is answered with rubbish",
        handshake(b"\x00\xff<html>\r\n\r\n"),
        INCONCLUSIVE,
        "what answers there is no WebSocket server",
    ),
    Fault("the handshake is not answered", handshake(b""), INCONCLUSIVE, "no WebSocket handshake"),
    Fault("the certificate is not trusted", tls, INCONCLUSIVE, "TLS failed"),
    Fault(
        "the server's clock is an hour ahead",
        nothing,
        INCONCLUSIVE,
        "set this machine's clock",
        3600,
    ),
    Fault(
        "the server's clock is an hour behind",
        nothing,
        INCONCLUSIVE,
        "set this machine's clock",
        -3600,
    ),
    *(
        Fault(
            f"every request fails with {code}",
            of_frames(Frames.error(code, 500)),
            INCONCLUSIVE,
            OVERLOADED,
        )
        for code in (-1000, -1001, -1006, -1007, -1008)
    ),
    Fault(
        "every request is throttled with -1003",
        of_frames(lambda: Frames.error(-1003, 429, **soon()), made_anew=True),
        INCONCLUSIVE,
        OVERLOADED,
    ),
    Fault(
        "the address is banned with -1003",
        of_frames(Frames.error(-1003, 418)),
        INCONCLUSIVE,
        OVERLOADED,
    ),
    Fault(
        "every request gets a null id and -2015, without a session",
        of_frames(Frames.error(-2015, 401, answer={"id": None})),
        BROKEN,
        "ID-1",
    ),
    Fault(
        "the key is not authorised",
        of_frames(Frames.error(-2015, 401)),
        INCONCLUSIVE,
        "is the key a valid one?",
    ),
    Fault(
        "a frame has 64 MiB",
        of_frames(Frames.huge),
        INCONCLUSIVE,
        "given up with 1009",
        patience=10,  # a busy machine takes long to send it
    ),
    Fault("events never end", of_frames(Frames.babble), INCONCLUSIVE, "more than 1000 frames came"),
)


def as_markdown():
    """Write the table for the README."""
    lines = ["| what happens | answer | exit | what is said |", "| --- | --- | --- | --- |"]
    lines += [
        f"| {fault.what} | {fault.answer} | {EXIT[fault.answer]} | {fault.says or '·'} |"
        for fault in FAULTS
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    print(as_markdown())  # noqa: T201
