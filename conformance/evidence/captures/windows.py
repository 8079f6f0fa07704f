"""Windows: the lines of one connection that are judged together, some at a time.

A window ends where no request is open, so that no answer is cut off from its request. It does not
grow with the file, and knows how the session was after the window before.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from conformance.evidence.captures.lines import Captured, captured_of
from conformance.evidence.captures.pieces import transcript_of
from conformance.evidence.captures.shapes import Shape, Values
from conformance.transcript.conversation import conversation_of

LINES: Final = 16
"""After so many lines a window ends as soon as no request is open."""
_MOST_LINES: Final = 2 * LINES
"""After so many lines a window ends, whatever is open."""
_EPOCH: Final = 4096
"""In how many lines of the file time is counted."""
_WINDOW_EPOCHS: Final = 1
"""A window ends when the file is so many epochs beyond the one in which it began."""
_WINDOW_BLOCKS: Final = 8
"""A window ends when so many blocks were judged since it began: lines may be long."""
_SESSION_EPOCHS: Final = 3
"""A session is forgotten when its connection had no window in so many epochs."""


@dataclass(frozen=True, slots=True)
class WindowLine:
    """A line of a connection: its text, and the shape that it fits, or else what it says."""

    number: int
    text: bytes
    shape: Shape | None = None
    values: Values = ()
    read: Captured | None = None

    @property
    def captured(self) -> Captured:
        """What it says. A line that fits a shape was never read; it is readable like the shape."""
        return self.read or captured_of(self.number, self.text)

    @property
    def is_closed(self) -> bool:
        """Whether it is known to have a request and the answer to it."""
        return self.shape is not None and self.shape.is_closed


@dataclass(slots=True)
class Window:
    """Some lines of a connection; ``logged_on`` is what is known of the session before them."""

    connection: str
    epoch: int
    block: int
    lines: list[WindowLine] = field(default_factory=list)
    logged_on: bool | None = None

    @property
    def is_full(self) -> bool:
        """Whether it ends here."""
        if len(self.lines) < LINES:
            return False
        return len(self.lines) >= _MOST_LINES or not self._is_open()

    def _is_open(self) -> bool:
        """Whether a request has no answer yet."""
        if all(line.is_closed for line in self.lines) and self._has_distinct_ids():
            return False
        captured = [line.captured for line in self.lines]
        exchanges = conversation_of(transcript_of("", captured, lasting=False)).exchanges
        return any(exchange.answer is None for exchange in exchanges)

    def _has_distinct_ids(self) -> bool:
        ids = [line.values[place] for line in self.lines if line.shape for place in line.shape.ids]
        return len({*ids}) == len(ids)


class Windows:
    """The windows that have begun, by connection, and how sessions were after the last ones."""

    def __init__(self) -> None:
        self._begun: dict[str, Window] = {}
        self._sessions: dict[str, tuple[int, bool | None]] = {}
        self._place = (0, 0)

    def add(self, connection: str, line: WindowLine, block: int = 0) -> Window | None:
        """Add a line of a block to its connection's window; return that window if it ends."""
        window = self._begun.get(connection)
        if window is None:
            epoch = line.number // _EPOCH
            logged_on = self._session_of(connection, epoch)
            window = Window(connection, epoch, block, logged_on=logged_on)
            self._begun[connection] = window
        window.lines.append(line)
        if window.is_full:
            return self._begun.pop(connection)
        return None

    def _session_of(self, connection: str, epoch: int) -> bool | None:
        noted, logged_on = self._sessions.get(connection, (epoch, None))
        return logged_on if epoch - noted <= _SESSION_EPOCHS else None

    def note(self, window: Window, logged_on: bool | None) -> None:
        """Note how the session was after a window."""
        self._sessions.pop(window.connection, None)
        if logged_on is not None:
            self._sessions[window.connection] = (window.lines[-1].number // _EPOCH, logged_on)

    def expired(self, number: int, block: int = 0) -> Iterator[Window]:
        """Yield the windows that end as the file has come to a line in a block, in order."""
        epoch = number // _EPOCH
        if (epoch, block) == self._place:
            return
        self._place = epoch, block
        old = [
            window.connection
            for window in self._begun.values()
            if epoch - window.epoch > _WINDOW_EPOCHS or block - window.block >= _WINDOW_BLOCKS
        ]
        for connection in old:
            yield self._begun.pop(connection)
        self._sessions = {
            connection: (noted, logged_on)
            for connection, (noted, logged_on) in self._sessions.items()
            if epoch - noted <= _SESSION_EPOCHS
        }

    def rest(self) -> Iterator[Window]:
        """Yield the windows that are left at the end of the file."""
        while self._begun:
            yield self._begun.pop(next(iter(self._begun)))
