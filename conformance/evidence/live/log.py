"""Writes down every frame of connections, below the library's message queue.

At that level there are opcodes, bytes, fragments and closes. What a frame means is not known here.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from websockets.frames import Close, CloseCode
from websockets.frames import Frame as WireFrame
from websockets.frames import Opcode as WireOpcode
from websockets.protocol import Event
from websockets.sync import client

from conformance.api.wording import on_one_line
from conformance.scenarios.perform import MOST_FRAMES
from conformance.transcript.frames import Direction, Ending, Frame, Opcode

MOST_BYTES: Final = 2**20
"""So many bytes of a scenario are kept; an honest answer has some hundred."""
_MOST_FRAGMENTS: Final = 1000
"""Of how many frames a message may be made."""
_FULL: Final = Ending("cut", 1009, f"more than {MOST_BYTES // 2**20} MiB came")
_CROWDED: Final = Ending("cut", 1009, f"more than {MOST_FRAMES} frames came")


class FrameClock(Protocol):
    """A clock for frames, in ms since 1970."""

    def now(self) -> int:
        """Return the time."""

    def tick(self) -> int:
        """Return the time for a frame that is being recorded."""

    def skip(self, ms: int) -> None:
        """Move on by so many ms, where the clock is a virtual one."""


@dataclass(slots=True)
class Log:
    """The frames of one connection, or of several in one order of time, and how this one ended.

    Each connection's reading thread writes, besides the one that sends. While a burst is being
    sent, frames that come are ``held`` back and written after its last frame. No lock is held
    meanwhile: the library may wait for its reading thread during a send. ``room`` is how many bytes
    may still come in this scenario, ``places`` how many frames. ``name`` is the connection's, where
    there are several. On a stream a close without a close frame is a frame, too: 1006 (RFC 6455,
    section 7.1.5).
    """

    clock: FrameClock
    frames: list[Frame] = field(default_factory=list)
    ending: Ending | None = None
    leaving: bool = False
    room: int = MOST_BYTES
    places: int = MOST_FRAMES
    held: list[tuple[str | bytes, Opcode]] | None = None
    changed: threading.Condition = field(default_factory=threading.Condition)
    name: str = ""
    is_stream: bool = False

    def beside(self, name: str, is_stream: bool = False) -> Log:
        """Return the log of a connection whose frames are written among this one's."""
        return Log(self.clock, self.frames, changed=self.changed, name=name, is_stream=is_stream)

    def keep(self, direction: Direction, data: str | bytes, opcode: Opcode) -> None:
        """Write down a frame at the clock's next tick; what has no room is dropped, and an end."""
        with self.changed:
            if direction is Direction.RECEIVED and not self._has_room(data):
                return
            if self.held is not None and direction is Direction.RECEIVED:
                self.held.append((data, opcode))
                return
            self._write(direction, data, opcode)
            self.changed.notify_all()

    def _write(self, direction: Direction, data: str | bytes, opcode: Opcode) -> None:
        frame = Frame(direction, data, self.clock.tick(), opcode, connection=self.name)
        self.frames.append(frame)

    def _has_room(self, data: str | bytes) -> bool:
        """Whether a frame that came has room; after one that has none, none has."""
        self.room -= len(data)
        self.places -= 1
        if self.is_full():
            self.end(_FULL if self.room < 0 else _CROWDED)
        return not self.is_full()

    def begin(self) -> int:
        """Begin a scenario, with all the room again; return the number of frames so far."""
        with self.changed:
            self.room, self.places = MOST_BYTES, MOST_FRAMES
            return len(self.frames)

    def is_full(self) -> bool:
        """Whether more came than is kept."""
        return self.room < 0 or self.places < 0

    def hold(self) -> None:
        """Hold back frames that come."""
        with self.changed:
            self.held = []

    def release(self) -> None:
        """Write down the frames that were held back."""
        with self.changed:
            came, self.held = self.held or [], None
            for data, opcode in came:
                self._write(Direction.RECEIVED, data, opcode)
            self.changed.notify_all()

    def end(self, ending: Ending) -> None:
        """Note how the connection ended; the first cause counts."""
        with self.changed:
            self.ending = self.ending or ending
            self.changed.notify_all()


class LoggedConnection(client.ClientConnection):
    """A connection that writes down every message instead of queueing it."""

    def __init__(self, *args: Any, log: Log, **kwargs: Any) -> None:
        self.log = log
        self.pieces: list[WireFrame] = []  # of a message that is not whole yet
        super().__init__(*args, **kwargs)

    def process_event(self, event: Event) -> None:
        """Take an event that the library read off the wire; called by its reading thread."""
        if self.response is None or not isinstance(event, WireFrame):
            super().process_event(event)
        elif event.opcode in {WireOpcode.TEXT, WireOpcode.BINARY, WireOpcode.CONT}:
            self.pieces.append(event)
            if self.log.is_full() or len(self.pieces) > _MOST_FRAGMENTS:
                self.log.end(_CROWDED)
                self.pieces = self.pieces[:1]
            elif event.fin:
                self._message(self.pieces[0].opcode, b"".join(p.data for p in self.pieces))
                self.pieces = []
        elif event.opcode is WireOpcode.CLOSE and not self.log.leaving and not self._closed_first():
            self._closed(Close.parse(event.data))

    def _closed_first(self) -> bool:
        """Whether this side sent its close first, so that one that comes is an echo."""
        return self.protocol.close_sent is not None and not self.protocol.close_rcvd_then_sent

    def _closed(self, close: Close) -> None:
        text = f"{close.code} {close.reason}".strip()
        self.log.keep(Direction.RECEIVED, text, Opcode.CLOSE)
        self.log.end(Ending("closed", close.code, f"the server closed with {on_one_line(text)}"))

    def _message(self, opcode: WireOpcode, data: bytes) -> None:
        if opcode is WireOpcode.BINARY:
            self.log.keep(Direction.RECEIVED, data, Opcode.BINARY)
            return
        try:
            self.log.keep(Direction.RECEIVED, data.decode(), Opcode.TEXT)
        except UnicodeDecodeError:
            self.log.keep(Direction.RECEIVED, data, Opcode.TEXT)

    def recv_events(self) -> None:
        """Read until the connection ends, and note how; the body of the reading thread."""
        try:
            super().recv_events()
        finally:
            if not self.log.leaving:
                ending = self._how_it_ended()
                is_open = self.protocol.handshake_exc is None
                closed = self.log.is_stream and self.log.ending is None and is_open
                if closed and ending.kind == "closed":
                    self.log.keep(Direction.RECEIVED, str(ending.code), Opcode.CLOSE)
                self.log.end(ending)

    def _how_it_ended(self) -> Ending:
        sent = self.protocol.close_sent
        dropped = CloseCode.ABNORMAL_CLOSURE
        if sent is not None and self._closed_first() and sent.code != dropped:
            return Ending("cut", sent.code, f"reading was given up with {sent.code} {sent.reason}")
        return Ending("closed", int(dropped), "the connection dropped without a close frame")
