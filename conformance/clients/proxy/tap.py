"""Reads the bytes that pass through a proxy, and writes down the frames in them."""

from __future__ import annotations

import logging
from typing import Any, Final

from websockets.frames import Frame as WireFrame
from websockets.protocol import Protocol, Side

from conformance.reference.watching import Assembly
from conformance.transcript.frames import Direction
from conformance.transcript.recording import Recording

_LARGEST: Final = 2**21
"""The largest message that is judged, in bytes; one that is larger passes through unread."""
_QUIET: Final = logging.getLogger("conformance.clients.proxy")
_QUIET.setLevel(logging.CRITICAL)  # the library's own log would print frames, and keys with them


class Tap:
    """One direction of a connection. ``is_lost``: its frames can be read no more."""

    def __init__(
        self, recording: Recording, direction: Direction, name: str, extensions: list[Any] | None
    ) -> None:
        side = Side.SERVER if direction is Direction.SENT else Side.CLIENT
        self.protocol = Protocol(side, max_size=_LARGEST, logger=_QUIET)
        self.protocol.extensions = extensions or []
        self.assembly = Assembly(recording, direction, name)
        self.is_lost = extensions is None

    def take(self, data: bytes) -> None:
        """Read bytes as they pass."""
        if self.is_lost or not data:
            return
        try:
            self.protocol.receive_data(data)
        except EOFError:  # bytes after a close frame mean nothing
            return
        for event in self.protocol.events_received():
            if isinstance(event, WireFrame):
                self.assembly.take(event)
        self.protocol.data_to_send()  # what the library would answer is the other side's business
        self.is_lost = self.protocol.parser_exc is not None and not self._is_closed()

    def _is_closed(self) -> bool:
        """Whether a close frame came, after which nothing is read."""
        return self.protocol.close_rcvd is not None
