"""Runs a client's command, bounded in time and output, and ends it with all its children."""

from __future__ import annotations

import contextlib
import ctypes
import os
import secrets
import signal
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from conformance.api.bad_input import BadInput

_MOST_OUTPUT: Final = 2**18
"""So much of what a command prints is kept, in bytes."""
_GRACE: Final = 2.0
"""How long a command may take to end when it is asked to, in s."""
_SUBREAPER: Final = 36
"""PR_SET_CHILD_SUBREAPER (prctl, section 2)."""
_MARK: Final = "CONFORMANCE_RUN"
"""A variable of the environment, by which children are found again."""


class CommandUnusable(BadInput):
    """The command cannot be started."""


@dataclass(frozen=True, slots=True)
class Finished:
    """A command that ended: its exit code (None where it was stopped), s, and what it printed.

    ``leftovers`` counts processes that it had left running.
    """

    exit_code: int | None
    seconds: float
    stdout: str
    stderr: str
    leftovers: int


def run_command(
    command: Sequence[str], environment: Mapping[str, str], at_most: float, stop: threading.Event
) -> Finished:
    """Run a command for at most so many s, or until it is to stop. Raises CommandUnusable."""
    mark = secrets.token_hex(8)
    began = time.monotonic()
    process = _start(command, {**environment, _MARK: mark})
    outputs = [_Output(stream) for stream in (process.stdout, process.stderr) if stream]
    code: int | None = None
    while time.monotonic() - began < at_most and not stop.is_set():
        with contextlib.suppress(subprocess.TimeoutExpired):
            code = process.wait(min(0.2, at_most))
            break
    seconds = time.monotonic() - began
    leftovers = _end(process, mark, is_over=code is not None)
    texts = [output.text() for output in outputs]
    return Finished(code, seconds, texts[0], texts[1], leftovers)


def _start(command: Sequence[str], environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """Start a command in a group of its own. Raises CommandUnusable."""
    try:
        return subprocess.Popen(  # noqa: S603 - the command is what the user wants to be run
            [*command],
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
    except OSError as error:
        raise CommandUnusable(
            f"{command[0]}: it cannot be started ({error.strerror}); give the client's driver "
            "after --, as in: conformance certify -- python driver.py"
        ) from None


class _Output:
    """Reads what a command prints, and keeps the first of it."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.stream, self.kept = stream, bytearray()
        self.thread = threading.Thread(target=self._read, daemon=True)
        self.thread.start()

    def _read(self) -> None:
        with contextlib.suppress(OSError, ValueError):
            while chunk := self.stream.read1(65536):  # type: ignore[attr-defined]  # a pipe has it
                self.kept += chunk[: max(0, _MOST_OUTPUT - len(self.kept))]

    def text(self) -> str:
        """Return what was printed, once the command has ended."""
        self.thread.join(_GRACE)
        if not self.thread.is_alive():
            self.stream.close()
        return self.kept.decode(errors="replace")


def _end(process: subprocess.Popen[bytes], mark: str, *, is_over: bool) -> int:
    """End a command's group and its other children; return how many it had left running."""
    if not is_over:
        _signal_group(process.pid, signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_GRACE)
    left = [*_marked(mark)]
    _signal_group(process.pid, signal.SIGKILL)
    for pid in left:
        with contextlib.suppress(OSError):
            os.kill(pid, signal.SIGKILL)
    process.wait()
    return len(left) if is_over else 0


def adopt_orphans() -> None:
    """Let processes whose parents have ended become this one's, where the system can (Linux)."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)


def end_orphans() -> int:
    """End every process that is still this one's child; return how many there were."""
    count = 0
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError, IndexError, ValueError):
            fields = path.read_text("ascii", "replace").rpartition(")")[2].split()
            if int(fields[1]) == os.getpid():
                os.kill(int(path.parent.name), signal.SIGKILL)
                count += 1
    return count


def _signal_group(pid: int, number: signal.Signals) -> None:
    with contextlib.suppress(OSError):
        os.killpg(pid, number)


def _marked(mark: str) -> Iterator[int]:
    """Yield the processes of a run by their environment, where the system shows it."""
    wanted = f"{_MARK}={mark}".encode()
    for path in Path("/proc").glob("[0-9]*/environ"):
        with contextlib.suppress(OSError):
            if wanted in path.read_bytes().split(b"\0"):
                yield int(path.parent.name)
