"""Waiting for the end of a command that serves: Ctrl-C, or SIGTERM."""

from __future__ import annotations

import signal
import threading
from types import FrameType


def set_on_signals(done: threading.Event) -> None:
    """Let SIGINT and SIGTERM set an event."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        done.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
