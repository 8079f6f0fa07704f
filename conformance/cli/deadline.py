"""A wall clock over a command that reads what others wrote: it ends, whatever that is."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

from conformance.api.bad_input import BadInput

LONGEST: Final = 8.0
"""How long a command may read and compare, in s, that takes a second or two otherwise."""


class OutOfTime(BadInput):
    """A command took too long; the message says what to look at."""


class _Alarm(BaseException):
    """The time is up; no library takes it for an error of its own."""


def _ring(number: int, frame: FrameType | None) -> None:
    del number, frame
    raise _Alarm


@contextmanager
def within(seconds: float, why: str) -> Iterator[None]:
    """Raise OutOfTime, with a reason, if the work inside takes longer than so many seconds.

    There is no clock where the system has no such signal, or in a thread.
    """
    is_main = threading.current_thread() is threading.main_thread()
    if not is_main or not hasattr(signal, "setitimer"):
        yield
        return
    before = signal.signal(signal.SIGALRM, _ring)
    signal.setitimer(signal.ITIMER_REAL, seconds, 1.0)  # again, where it was lost on its way
    try:
        yield
    except _Alarm:
        raise OutOfTime(f"given up after {seconds:g} s: {why}") from None
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
