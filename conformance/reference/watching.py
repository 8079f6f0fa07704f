"""Writes down what clients send, below the library's message queue: opcodes, pings and pongs."""

from __future__ import annotations

from typing import Final

from websockets.frames import Frame as WireFrame
from websockets.frames import Opcode as WireOpcode
from websockets.protocol import Event
from websockets.sync import server

from conformance.reference.outgoing import Close, Outgoing, Pause, Ping
from conformance.transcript.frames import Direction, Opcode
from conformance.transcript.recording import Recording

_MESSAGES: Final = {WireOpcode.TEXT, WireOpcode.BINARY, WireOpcode.CONT}
_CONTROLS: Final = {WireOpcode.PING: Opcode.PING, WireOpcode.PONG: Opcode.PONG}
_MOST_FRAGMENTS: Final = 10_000


class Assembly:
    """Joins the fragments of messages, and writes each down in a recording, when it is whole."""

    def __init__(self, recording: Recording, direction: Direction, name: str) -> None:
        self.recording, self.direction, self.name = recording, direction, name
        self.pieces: list[WireFrame] = []

    def take(self, frame: WireFrame) -> None:
        """Take a frame as it was on the wire."""
        if frame.opcode in _CONTROLS:
            self._keep(_CONTROLS[frame.opcode], bytes(frame.data))
        elif frame.opcode is WireOpcode.CLOSE:
            self._keep(Opcode.CLOSE, _close_text(bytes(frame.data)))
        elif frame.opcode in _MESSAGES and len(self.pieces) < _MOST_FRAGMENTS:
            self.pieces.append(frame)
            if frame.fin:
                data = b"".join(piece.data for piece in self.pieces)
                if self.pieces[0].opcode is WireOpcode.BINARY:
                    self._keep(Opcode.BINARY, data)
                else:
                    self._keep(Opcode.TEXT, _text(data))
                self.pieces = []

    def _keep(self, opcode: Opcode, data: str | bytes) -> None:
        self.recording.keep(self.direction, opcode, data, self.name)


def _text(data: bytes) -> str | bytes:
    """Return a message's text; its bytes, where they are no UTF-8."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data


def _close_text(data: bytes) -> str:
    """Return a close's code and reason; 1005 where it has none (RFC 6455, section 7.1.5)."""
    code = int.from_bytes(data[:2], "big") if len(data) >= 2 else 1005  # noqa: PLR2004 - of bytes
    return f"{code} {data[2:].decode(errors='replace')}".strip()


class WatchedConnection(server.ServerConnection):
    """A server's connection that writes down what the client sends, where that is wanted."""

    assembly: Assembly | None = None

    def process_event(self, event: Event) -> None:
        """Take an event that the library read off the wire; called by its reading thread."""
        if self.assembly and isinstance(event, WireFrame):
            self.assembly.take(event)
        super().process_event(event)

    def write_down(self, sent: Outgoing) -> None:
        """Write down what is about to be sent."""
        if self.assembly is None:
            return
        keep, name = self.assembly.recording.keep, self.assembly.name
        if isinstance(sent, Close):
            keep(Direction.RECEIVED, Opcode.CLOSE, f"{sent.code} {sent.reason}", name)
        elif isinstance(sent, Pause):
            return
        elif isinstance(sent, Ping):
            keep(Direction.RECEIVED, Opcode.PING, sent.payload, name)
        else:
            opcode = Opcode.TEXT if isinstance(sent, str) else Opcode.BINARY
            keep(Direction.RECEIVED, opcode, sent, name)
