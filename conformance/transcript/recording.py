"""Frames as they are written down, by several threads, into one transcript."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Final

from conformance.transcript.frames import Direction, Frame, Opcode, Transcript

MOST_FRAMES: Final = 20_000
MOST_BYTES: Final = 32 * 2**20
"""So much is kept of a recording, which nobody may fill without end."""
_CONTROLS: Final = {Opcode.PING, Opcode.PONG}


@dataclass(slots=True)
class Recording:
    """The frames of several connections in one order; ``clock`` gives the time in ms since 1970.

    ``controls`` are pings, pongs, and closes that the client sends.

    ``most`` frames are kept; ``dropped`` counts those for which there was no room.
    """

    clock: Callable[[], int]
    frames: list[Frame] = field(default_factory=list)
    controls: list[Frame] = field(default_factory=list)
    dropped: int = 0
    most: int = MOST_FRAMES
    _names: int = 0
    _room: int = MOST_BYTES
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
            self._room -= len(data)
            if self._room < 0 or len(self.frames) + len(self.controls) >= self.most:
                self.dropped += 1
            elif opcode in _CONTROLS or (opcode is Opcode.CLOSE and direction is Direction.SENT):
                self.controls.append(frame)
            else:
                self.frames.append(frame)

    def of(self, connection: str) -> tuple[tuple[Frame, ...], tuple[Frame, ...]]:
        """Return the frames of one connection, and its pings and pongs."""
        with self._lock:
            return (
                tuple(f for f in self.frames if f.connection == connection),
                tuple(f for f in self.controls if f.connection == connection),
            )

    def transcript(self, scenario: str) -> Transcript:
        """Return all so far; a connection has no name where it is the only one."""
        with self._lock:
            frames, controls = tuple(self.frames), tuple(self.controls)
        if len({frame.connection for frame in frames + controls}) == 1:
            frames = tuple(replace(frame, connection="") for frame in frames)
            controls = tuple(replace(frame, connection="") for frame in controls)
        return Transcript(scenario, frames, controls=controls)
