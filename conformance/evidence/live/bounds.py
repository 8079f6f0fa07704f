"""How long a run may talk to a server, and how much of what it says is kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from conformance.transcript.conversation import Conversation
from conformance.transcript.frames import Direction

LONGEST_RUN: Final = 1800.0
"""How long a run may talk to a server, in s, besides its waits for request weight."""
_MOST_BYTES: Final = 8 * 2**20
"""How much may come in a run, in bytes; an honest server sends some hundred thousand."""


@dataclass(slots=True)
class Bounds:
    """How long a run has talked to the server, in s, and how many bytes came."""

    seconds: float = 0.0
    came: int = 0

    def take(self, conversation: Conversation) -> None:
        """Count the bytes of a conversation that came."""
        frames = conversation.transcript.frames
        self.came += sum(len(f.data) for f in frames if f.direction is Direction.RECEIVED)

    def why_over(self) -> str:
        """Return why the run goes no further; empty if it may."""
        if self.seconds > LONGEST_RUN:
            return f"not tried: the run has talked to the server for {LONGEST_RUN:g} s"
        if self.came > _MOST_BYTES:
            return f"not tried: more than {_MOST_BYTES // 2**20} MiB came in this run"
        return ""
