"""Interruptions of a run, by Ctrl-C or SIGTERM: when one ends the process, and when it raises.

It is installed before anything slow is imported, and knows nothing of what a run does.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import signal
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from types import FrameType
from typing import Final, NoReturn

from conformance.evidence.progress import Progress

EXIT_INTERRUPTED: Final = 2
"""pytest's exit code of a run that was interrupted."""
_NUMBERS: Final = (signal.SIGINT, signal.SIGTERM)


class Phase(Enum):
    """The part of pytest's run that a signal meets.

    1. STARTING: nothing was performed, and pytest may not catch an exception yet. The process ends.
    2. RUNNING: KeyboardInterrupt is raised, once; pytest and a live run clean up after themselves.
    3. ENDING: streams are closed and reports written. Only a second Ctrl-C ends that.
    4. OVER: pytest may not catch an exception any more. The process ends with the run's exit code.
    """

    STARTING = 1
    RUNNING = 2
    ENDING = 3
    OVER = 4


@dataclass
class Interruption:
    """The state of one process: its phase, whether a signal came, and the run's exit code.

    ``terminal`` is the error stream as it was before pytest captured it.
    """

    phase: Phase = Phase.STARTING
    came: bool = False
    code: int = EXIT_INTERRUPTED
    terminal: int = 2

    def install(self) -> None:
        """Handle signals from now on, but none that the process was started to ignore."""
        if threading.current_thread() is not threading.main_thread():
            return
        with contextlib.suppress(OSError):  # started without an error stream
            self.terminal = os.dup(self.terminal)
        for number in _NUMBERS:
            if signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, self._handle)
                atexit.register(signal.signal, number, signal.SIG_IGN)  # Python takes ours away

    def _handle(self, number: int, frame: FrameType | None) -> None:
        del frame
        again, self.came = self.came, True
        match self.phase:
            case Phase.STARTING:
                self._leave("interrupted before anything was performed; no report is written")
            case Phase.RUNNING:
                self.phase = Phase.ENDING
                raise KeyboardInterrupt
            case Phase.ENDING if again and number == signal.SIGINT:
                self._leave("interrupted again: no report is written, a stream may be left open")
            case Phase.OVER:
                self._leave("", self.code)

    def _leave(self, line: str, code: int = EXIT_INTERRUPTED) -> NoReturn:
        """End the process at once; ``line`` is for people."""
        with contextlib.suppress(OSError, RuntimeError, ValueError):  # closed, or being written
            sys.stdout.flush()
        with contextlib.suppress(OSError):
            os.write(self.terminal, f"{line}\n".encode() if line else b"")
        os._exit(code)

    @contextlib.contextmanager
    def running(self) -> Iterator[None]:
        """Let a signal raise KeyboardInterrupt meanwhile, and none afterwards.

        It is raised anew here: pytest fails to show one that came between two lines of code.
        """
        self.phase, self.came = Phase.RUNNING, False
        try:
            yield
        except KeyboardInterrupt:
            raise KeyboardInterrupt from None
        finally:
            self.phase = Phase.ENDING

    def end(self, code: int) -> None:
        """Let a signal end the process with an exit code from now on."""
        self.phase, self.code = Phase.OVER, code

    def check(self) -> None:
        """Raise KeyboardInterrupt again if it was raised where Python drops exceptions."""
        if self.phase is Phase.ENDING:
            raise KeyboardInterrupt


INTERRUPTION: Final = Interruption()


def interruptible(progress: Progress) -> Progress:
    """Return a progress that ends the run before the next scenario, if a signal was lost."""

    def show(what: str, done: int = 0, total: int = 0) -> None:
        if total:
            INTERRUPTION.check()
        progress(what, done, total)

    return show
