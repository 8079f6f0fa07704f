"""Connections to user data streams: with which listen key, whose it is, and what came on them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from conformance.api.methods import START
from conformance.transcript.exchange import Exchange, Message
from conformance.transcript.frames import Direction, Frame, Opcode, Owner, Transcript, stream_names

EXPIRED = "listenKeyExpired"
"""The event that a listen key is valid no longer (COIN-M Event: User Data Stream Expired)."""


@dataclass(frozen=True, slots=True)
class StreamConnection:
    """A connection to a user data stream, from its opening on.

    ``account`` is whose start gave the listen key; None where none did. ``messages`` are what came,
    ``close`` is how the server ended it, if it did.
    """

    opening: Message
    account: Owner | None
    messages: tuple[Message, ...]
    close: Message | None

    @property
    def name(self) -> str:
        """The connection's name."""
        return self.opening.frame.connection

    @property
    def listen_key(self) -> str:
        """The listen key that it was opened with."""
        return str(self.opening.frame.data)

    @property
    def number(self) -> int:
        """0, as it belongs to no exchange."""
        return 0

    @property
    def place(self) -> str:
        """Where it is, in words."""
        return f"the stream on {self.name}"

    def until(self, message: Message | None) -> StreamConnection:
        """Return it as it was before a message; as it is where there is none."""
        if message is None:
            return self
        came = tuple(m for m in self.messages if m.index < message.index)
        close = self.close if self.close and self.close.index < message.index else None
        return replace(self, messages=came, close=close)


def event_name(frame: Frame) -> str:
    """Return an event's name, from its member ``e``; empty where it has none."""
    name = frame.document.members.get("e")
    return name if isinstance(name, str) else ""


def is_expiry(frame: Frame) -> bool:
    """Whether this is the event that a listen key is valid no longer."""
    return event_name(frame) == EXPIRED


def event_time(frame: Frame) -> int | None:
    """Return an event's own time, its member ``E``, in ms since 1970; None where it has none."""
    at = frame.document.members.get("E")
    return at if type(at) is int else None


def stream_connections(
    transcript: Transcript, exchanges: tuple[Exchange, ...]
) -> Iterator[StreamConnection]:
    """Yield every connection to a stream, in the order of their openings."""
    if not stream_names(transcript.frames):
        return
    owners: dict[str, Owner | None] = {}
    for exchange in exchanges:
        if exchange.method == START.name and exchange.listen_key is not None:
            owners.setdefault(exchange.listen_key, exchange.account)
    messages = [Message(index, frame) for index, frame in enumerate(transcript.frames)]
    for opening in messages:
        if opening.frame.opcode is Opcode.OPEN:
            came = [
                m
                for m in messages[opening.index :]
                if m.frame.connection == opening.frame.connection
                and m.frame.direction is Direction.RECEIVED
            ]
            closes = [m for m in came if m.frame.opcode is Opcode.CLOSE]
            yield StreamConnection(
                opening,
                owners.get(str(opening.frame.data)),
                tuple(m for m in came if m.frame.opcode is not Opcode.CLOSE),
                closes[0] if closes else None,
            )
