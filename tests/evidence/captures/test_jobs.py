"""However many processes judge, what comes of it is the same."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from captured_lines import judged, line, plain, texts
from running import conformance

from conformance.evidence.captures import files
from conformance.evidence.captures.files import blocks
from conformance.evidence.captures.jobs import in_order, judges_of


def capture():
    """Return lines with and without connections, kept, broken and unreadable."""
    lines = []
    for n in range(1, 900):
        more = {"connection": f"c{n % 7}"} if n % 3 else {}
        each = line(n, count=10 + n, **more)
        if n % 50 == 0:
            each["response"]["status"] = "200"
        if n % 90 == 0:
            each["response"] = {
                "id": f"id-{n}",
                "status": 400,
                "error": {"code": -1016, "msg": "x"},
            }
        lines.append(each)
    twice = {"connection": "c1", "request": {"connection": "c2"}, "response": {}}
    escaped = (
        json.dumps({"connection": "c1", "response": {}}).replace("nn", "\\u006e\\u006e").encode()
    )
    numbers = [
        {"connection": c, "response": {"id": 1}}
        for c in (0, -0.0, 1, 1.0, "1", "1.0", True, [1], "\\u0031")
    ]
    return texts([*lines, twice, escaped, b"no line", *numbers, *lines[:40]])


def of_jobs(path, jobs):
    with judges_of(jobs) as judges, path.open("rb") as file:
        return plain(in_order([*judges.judge("FILE", 0, blocks(file, str(path)))]))


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_results_are_those_of_one_process(tmp_path, monkeypatch, jobs):
    monkeypatch.setattr(files, "BLOCK", 20_000)
    path = tmp_path / "capture.jsonl"
    path.write_bytes(capture())
    assert of_jobs(path, jobs) == plain(judged(path.read_bytes()))


@pytest.mark.slow("checks thousands of lines in processes of their own")
def test_what_is_printed_is_the_same(tmp_path):
    path = tmp_path / "capture.jsonl"
    path.write_bytes(capture())
    one, two = (conformance("check", path, "--jobs", n, "--json") for n in (1, 2))
    assert one.returncode == two.returncode == 2
    assert one.stderr == two.stderr
    reports = [json.loads(done.stdout) for done in (one, two)]
    for report in reports:
        del report["header"]["at"]
    assert reports[0] == reports[1]


def test_bytes_that_are_in_no_file_are_judged_too(tmp_path):
    done = conformance("check", "-", "--jobs", 2, stdin=texts([line(1), line(2)]).decode())
    assert done.returncode == 0


def test_windows_end_in_the_same_block(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "BLOCK", 50_000)
    together = [line(n, count=900 - n, connection=f"c{n % 6}") for n in range(1, 49)]
    alone = [line(n) for n in range(49, 9_000)]
    later = [line(n, count=900 - n % 700, connection="c1") for n in range(9_000, 9_200)]
    path = tmp_path / "capture.jsonl"
    path.write_bytes(texts([*together, *alone, *later]))
    pieces = []
    for jobs in (1, 2, 3):
        with judges_of(jobs) as judges, path.open("rb") as file:
            results = judges.judge("FILE", 0, blocks(file, str(path)))
            pieces.append([[piece.first for piece in each.certain.pieces] for each in results])
    assert pieces[0] == pieces[1] == pieces[2]


def begun(path):
    """Begin a long check in two processes; return it, and their numbers."""
    lines = [line(n) for n in range(1, 9_000)]
    path.write_bytes(
        texts(
            [
                each | {"response": each["response"] | {f"m{each['request']['id']}": 1}}
                for each in lines
            ]
        )
    )
    process = subprocess.Popen(
        [sys.executable, "-m", "conformance", "check", str(path), "--jobs", "2"],
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
    )
    own = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    deadline = time.monotonic() + 20
    while len(children := own.read_text().split()) < 2 and time.monotonic() < deadline:
        time.sleep(0.01)
    time.sleep(0.3)  # Python drops an interruption that comes just while it forks
    return process, children


proc = pytest.mark.skipif(not Path("/proc/self").exists(), reason="there is no /proc here")


@pytest.mark.slow("checks thousands of lines in processes of their own")
@proc
def test_a_process_that_was_killed_is_one_clear_line(tmp_path):
    process, children = begun(tmp_path / "capture.jsonl")
    os.kill(int(children[0]), signal.SIGKILL)
    _, error = process.communicate(timeout=30)
    assert process.returncode == 2
    assert error.splitlines() == [error.strip()]
    assert "give fewer --jobs" in error


@pytest.mark.slow("checks thousands of lines in processes of their own")
@proc
def test_an_interruption_ends_every_process_soon(tmp_path):
    process, children = begun(tmp_path / "capture.jsonl")
    process.send_signal(signal.SIGINT)
    _, error = process.communicate(timeout=10)
    assert "Traceback" not in error
    assert not [child for child in children if Path(f"/proc/{child}").exists()]
