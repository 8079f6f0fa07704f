"""Waiting for the end of a command that serves: Ctrl-C, or SIGTERM."""

from __future__ import annotations

import os
import signal
from dataclasses import dataclass, field
from types import FrameType


def _ignore(_number: int, _frame: FrameType | None) -> None:
    """Do nothing: the signal's number is in the pipe already."""


@dataclass(slots=True)
class EndSignals:
    """SIGINT and SIGTERM, from now on, as something that can be waited for.

    The system may give a signal to any thread, and a waiting main thread would not notice. So its
    number is written to a pipe where it arrives, below Python.
    """

    _ends: tuple[int, int] = field(default_factory=os.pipe)

    def __post_init__(self) -> None:
        os.set_blocking(self._ends[1], False)
        signal.set_wakeup_fd(self._ends[1], warn_on_full_buffer=False)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, _ignore)

    def wait(self) -> None:
        """Wait for the first of them."""
        os.read(self._ends[0], 1)
