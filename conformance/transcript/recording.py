"""Frames as they are written down, by several threads, into one transcript."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import chain
from operator import itemgetter
from typing import Final

from conformance.transcript.frames import Direction, Frame, Opcode, Transcript

_MOST_FRAMES: Final = 20_000
_MOST_BYTES: Final = 8 * 2**20
"""So much is kept of a recording, which nobody may fill without end."""
_LARGEST: Final = 2**17
"""A larger frame, in bytes or characters, is of no exchange that is judged here."""
_CONTROLS: Final = {Opcode.PING, Opcode.PONG}
Numbered = tuple[int, Frame]
"""A frame with its place among those of all connections."""


@dataclass(slots=True)
class Recording:
    """The frames of several connections in one order; ``clock`` gives the time in ms since 1970.

    ``most`` frames are kept; ``dropped`` counts those for which there was no room.
    """

    clock: Callable[[], int]
    most: int = _MOST_FRAMES
    dropped: int = 0
    _by_connection: dict[str, list[Numbered]] = field(default_factory=dict)
    _names: int = 0
    _kept: int = 0
    _count: int = 0
    _room: int = _MOST_BYTES
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def name(self) -> str:
        """Return the name of one more connection."""
        with self._lock:
            self._names += 1
            return f"c{self._names}"

    def keep(
        self, direction: Direction, opcode: Opcode, data: str | bytes, connection: str
    ) -> None:
        """Write down a frame, if there is room."""
        frame = Frame(direction, data, self.clock(), opcode, connection=connection)
        with self._lock:
            if len(data) > min(self._room, _LARGEST) or self._kept >= self.most:
                self.dropped += 1
                return
            self._room -= len(data)
            self._kept += 1
            self._count += 1
            self._by_connection.setdefault(connection, []).append((self._count, frame))

    def size_of(self, connection: str) -> int:
        """Return how many frames there are of one connection."""
        return len(self._by_connection.get(connection, ()))

    def of(self, connection: str, scenario: str, since: int = 0) -> Transcript:
        """Return what there is of one connection, but for so many frames at its beginning."""
        with self._lock:
            return _transcript(scenario, self._by_connection.get(connection, [])[since:])

    def forget(self, connection: str) -> None:
        """Drop the frames of a connection, so that there is room for others."""
        with self._lock:
            gone = self._by_connection.pop(connection, [])
            self._room += sum(len(frame.data) for _, frame in gone)
            self._kept -= len(gone)

    def transcript(self, scenario: str) -> Transcript:
        """Return all there is."""
        with self._lock:
            return _transcript(
                scenario, sorted(chain(*self._by_connection.values()), key=itemgetter(0))
            )


def _transcript(scenario: str, numbered: list[Numbered]) -> Transcript:
    """Return frames as a transcript; a connection has no name where it is the only one.

    Its controls are pings and pongs, and closes that the client sends, with their echoes.
    """
    frames = [frame for _, frame in numbered]
    if len({frame.connection for frame in frames}) == 1:
        frames = [replace(frame, connection="") for frame in frames]
    messages: list[Frame] = []
    controls: list[Frame] = []
    leaving: set[str] = set()
    for frame in frames:
        if frame.opcode is Opcode.CLOSE and frame.direction is Direction.SENT:
            leaving.add(frame.connection)
        is_echo = frame.opcode is Opcode.CLOSE and frame.connection in leaving
        (controls if is_echo or frame.opcode in _CONTROLS else messages).append(frame)
    return Transcript(scenario, tuple(messages), controls=tuple(controls))
