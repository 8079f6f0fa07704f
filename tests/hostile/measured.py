"""Runs a command under attack, measures it, and says what it must never do."""

import contextlib
import re
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from running import environment

LONGEST = 40.0
"""How long a command may take under attack, in s: four times the longest on a quiet machine."""
MOST_MEMORY = 300
"""How much memory it may take, in MB."""
_WINDOW = 12
_CONTROLS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200b-\u200f\u2028\u2029]"
)
_OURS = re.compile(r"::(error|warning|notice) ")


@dataclass
class Measured:
    """What a command did: its exit code, its output, how long it took (s), its memory (MB)."""

    code: int
    stdout: str
    stderr: str
    seconds: float
    memory: float

    @property
    def output(self):
        """Everything that it printed."""
        return self.stdout + self.stderr


def measured(*command, cwd, stdin=None, **changes):
    """Run a command of Python's; it is killed after twice the time that it may take."""
    out, err = cwd / ".stdout", cwd / ".stderr"
    began = time.monotonic()
    with out.open("wb") as stdout, err.open("wb") as stderr:
        process = subprocess.Popen(
            [sys.executable, *map(str, command)],
            cwd=cwd,
            env=environment({"COLUMNS": "100", "GITHUB_ACTIONS": "true"} | changes),
            stdin=subprocess.DEVNULL if stdin is None else stdin,
            stdout=stdout,
            stderr=stderr,
        )
        memory = _wait(process, began + 3 * LONGEST)
    seconds = time.monotonic() - began
    texts = [path.read_bytes().decode("utf-8", "replace") for path in (out, err)]
    out.unlink()
    err.unlink()
    return Measured(process.returncode, *texts, seconds, memory)


def _wait(process, until):
    """Wait for a process; return how much memory it took at most, in MB."""
    memory = 0.0
    while process.poll() is None:
        with contextlib.suppress(OSError, StopIteration):
            lines = Path(f"/proc/{process.pid}/status").read_text().splitlines()
            line = next(line for line in lines if line.startswith("VmHWM:"))
            memory = int(line.split()[1]) / 1024  # the process's own: rusage has its parent's, too
        if time.monotonic() > until:
            process.send_signal(signal.SIGKILL)
        time.sleep(0.01)
    return memory


def check_harmless(done, cwd, key, longest=LONGEST):
    """Check what holds of every command under every attack."""
    assert done.code in {0, 1, 2, 4, 6}, (done.code, done.output[-3000:])
    assert "Traceback" not in done.output
    assert "INTERNALERROR" not in done.output
    assert "a fault of" not in done.output, done.output[-3000:]
    assert not _CONTROLS.search(done.output), repr(_CONTROLS.search(done.output))
    assert obeyed(done.output) == []
    assert done.seconds < longest, done.seconds
    assert done.memory < MOST_MEMORY, done.memory
    for name, text in [("output", done.output), *texts_below(cwd)]:
        assert not holds_a_part(text, key), name


def texts_below(folder):
    """Yield every file below a folder that a run may have written, as text."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix not in {".pem", ".pyc"}:
            yield str(path), path.read_bytes().decode("latin-1")


def holds_a_part(text, key):
    """Whether twelve characters of a key in a row are in a text, in any case."""
    text, key = text.lower(), key.lower()
    return any(key[i : i + _WINDOW] in text for i in range(len(key) - _WINDOW + 1))


def obeyed(output):
    """Return the lines that GitHub's runner would obey, but for our own annotations."""
    token, lines = "", []
    for line in re.split("\r\n|\r|\n", output):
        if token:
            token = "" if line.strip() == f"::{token}::" else token
        elif line.strip().startswith("::stop-commands::"):
            token = line.strip().removeprefix("::stop-commands::")
        elif "##[" in line or (line.lstrip().startswith("::") and not _OURS.match(line)):
            lines.append(line)
    return lines
