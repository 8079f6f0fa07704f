"""Waiting for the end of a command that serves: Ctrl-C, or SIGTERM."""

from __future__ import annotations

import os
import signal
from dataclasses import dataclass, field
from types import FrameType


@dataclass(slots=True)
class EndSignals:
    """SIGINT and SIGTERM, from now on, as something that can be waited for.

    A handler may run while this thread holds any lock, so it writes to a pipe, which needs none.
    """

    _ends: tuple[int, int] = field(default_factory=os.pipe)

    def __post_init__(self) -> None:
        def write(_number: int, _frame: FrameType | None) -> None:
            os.write(self._ends[1], b"!")

        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, write)

    def wait(self) -> None:
        """Wait for the first of them."""
        os.read(self._ends[0], 1)
