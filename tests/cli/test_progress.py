"""The progress of a command that reads files."""

import os
import pty
import select
import subprocess
import sys

from captured_lines import line, texts
from running import conformance, environment


def _read(terminal: int) -> str:
    """All that was written to a terminal, once nothing came for a second."""
    text = b""
    while select.select([terminal], [], [], 1)[0]:
        text += os.read(terminal, 100_000)
    return text.decode()


def test_a_terminal_shows_how_far_a_file_is_read(tmp_path):
    path = tmp_path / "capture.jsonl"
    path.write_bytes(texts([line(n) for n in range(1, 200)]))
    ours, theirs = pty.openpty()
    done = subprocess.run(
        [sys.executable, "-m", "conformance", "check", str(path)],
        stdout=subprocess.PIPE,
        stderr=theirs,
        env=environment({"TERM": "xterm"}),
        check=False,
    )
    # Read before our end of `theirs` is closed: after that the terminal is gone, with its text.
    shown = _read(ours)
    os.close(theirs)
    os.close(ours)
    assert done.returncode == 0
    assert "100%" in shown
    assert "line 199" in shown


def test_a_log_has_no_bar(tmp_path):
    path = tmp_path / "capture.jsonl"
    path.write_bytes(texts([line(1)]))
    assert conformance("check", path).stderr == ""
