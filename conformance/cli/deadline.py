"""A clock over a command that reads what others wrote: it ends, whatever that is."""

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
def within(seconds: float, why: str, computing: bool = False) -> Iterator[None]:
    """Raise OutOfTime, with a reason, if the work inside takes longer than so many seconds.

    ``computing``: those of the processor count, as the work waits for nothing and others may use
    the machine. There is no clock where the system has no such signal, or in a thread.
    """
    is_main = threading.current_thread() is threading.main_thread()
    if not is_main or not hasattr(signal, "setitimer"):
        yield
        return
    clock = signal.ITIMER_PROF if computing else signal.ITIMER_REAL
    number = signal.SIGPROF if computing else signal.SIGALRM
    before = signal.signal(number, _ring)
    signal.setitimer(clock, seconds, 1.0)  # again, where it was lost on its way
    try:
        yield
    except _Alarm:
        raise OutOfTime(f"given up after {seconds:g} s: {why}") from None
    finally:
        signal.setitimer(clock, 0)
        signal.signal(number, before)
