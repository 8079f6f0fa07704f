"""The words of evidence: frames, and the transcript that keeps them in wire order.

It knows neither what is right nor where a frame came from.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Final, Literal

from conformance.api.document import ABSENT, Document, read


class EvidenceClass(StrEnum):
    """Where a transcript comes from."""

    DOCUMENTATION = "documentation"
    REFERENCE = "reference"
    TESTNET = "testnet"
    PRODUCTION = "production"
    OTHER = "other"


class Direction(StrEnum):
    """Which way a frame went, as the client sees it."""

    SENT = "sent"
    RECEIVED = "received"


class Opcode(StrEnum):
    """What kind of WebSocket message a frame is (RFC 6455, section 5.6 and 5.5.1).

    ``open`` is none: it stands where a connection to a user data stream was opened.
    """

    TEXT = "text"
    BINARY = "binary"
    CLOSE = "close"
    PING = "ping"
    PONG = "pong"
    OPEN = "open"


Owner = Literal["own", "other"]
"""Whose keys a request carries: the account's that is tested, or a second one's."""
ROLES: Final[Mapping[str, Owner]] = {"hmacKey": "own", "rsaKey": "own", "otherKey": "other"}
"""The keys besides the account's first one, by the names that scripts have for them."""


@dataclass(frozen=True)
class Frame:
    """One WebSocket message as it was on the wire.

    ``data`` is the text; or the bytes, where the message is binary or not UTF-8; or a close's code
    and reason (``1008 disconnected``); or the listen key with which a stream was opened. ``at`` is
    in ms since 1970. ``method`` is the method of an answer in a capture that does not have the
    request, ``logged_on`` what a capture states of the session before a request; None where nothing
    is stated. ``connection`` is the connection's name in a scenario of several.
    """

    direction: Direction
    data: str | bytes
    at: int = 0
    opcode: Opcode = Opcode.TEXT
    method: str | None = None
    logged_on: bool | None = None
    connection: str = ""

    @cached_property
    def document(self) -> Document:
        """The frame's text read as JSON."""
        if isinstance(self.data, bytes):
            return Document(ABSENT, "it is no text")
        return read(self.data)


def stream_names(frames: Iterable[Frame]) -> frozenset[str]:
    """Return the names of connections to user data streams."""
    return frozenset(frame.connection for frame in frames if frame.opcode is Opcode.OPEN)


@dataclass(frozen=True, slots=True)
class Ending:
    """How a transcript ended.

    ``complete``: every step was performed. ``closed``: the server closed (``code``; 1006 without
    a close frame). ``silent``: no answer in time (``detail``). ``cut``: the client gave up reading,
    with 1007 or 1009. ``alive``: whether the same server answered a probe afterwards; None where
    none was sent. ``again``: an earlier attempt at the scenario ended in the same way.
    """

    kind: Literal["complete", "closed", "silent", "cut"] = "complete"
    code: int | None = None
    detail: str = ""
    alive: bool | None = None
    again: bool = False


@dataclass(frozen=True, slots=True)
class Transcript:
    """One scenario's slice of its connections: every frame in wire order, and how it ended.

    ``api_key`` is the account's key as it is in the frames, if it is known; ``keys`` are others, by
    their roles. ``exclusive``: nobody else uses the client's address, so request weights can be
    counted. ``partial``: requests may be missing, as in captures. ``logged_on``: whether the
    session was authenticated before the first frame; None where that is not known.
    ``stream_endpoint`` is the address of user data streams without a listen key, ``venues`` the
    endpoints of connections to another venue, by the connections' names. ``controls`` are pings and
    pongs, where they were written down; ``public_key`` is the account's, as PEM, if it is known.
    """

    scenario: str
    frames: tuple[Frame, ...]
    evidence_class: EvidenceClass = EvidenceClass.OTHER
    endpoint: str = ""
    ending: Ending = field(default_factory=Ending)
    api_key: str | None = None
    exclusive: bool = False
    partial: bool = False
    logged_on: bool | None = False
    keys: Mapping[str, str] = field(default_factory=dict)
    stream_endpoint: str = ""
    controls: tuple[Frame, ...] = ()
    public_key: str = ""
    venues: Mapping[str, str] = field(default_factory=dict)

    def account_of(self, key: object) -> Owner | None:
        """Return whose key this is; None where it is no account's that is known."""
        if self.api_key is not None and key == self.api_key:
            return "own"
        return next((ROLES[role] for role, own in self.keys.items() if own == key), None)

    def venue_of(self, connection: str) -> str:
        """Return the venue that a connection is to; empty for the transcript's own."""
        return connection if connection in self.venues else ""

    @property
    def sent(self) -> tuple[Frame, ...]:
        """The frames that the client sent."""
        return tuple(frame for frame in self.frames if frame.direction is Direction.SENT)
