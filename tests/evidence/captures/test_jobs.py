"""However many processes judge, what comes of it is the same."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from zlib import crc32

import pytest
from captured_lines import judged, line, plain, texts
from running import conformance

from conformance.evidence.captures import files, jobs
from conformance.evidence.captures.files import blocks
from conformance.evidence.captures.jobs import in_order, judges_of
from conformance.evidence.captures.pieces import Piece
from conformance.evidence.captures.stream import BlockResult
from conformance.transcript.frames import Transcript


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


def of_jobs(path, many):
    with judges_of(many) as judges, path.open("rb") as file:
        return plain(in_order([*judges.judge("FILE", 0, blocks(file, str(path)))]))


@pytest.mark.slow("checks a capture three times, with up to three processes")
@pytest.mark.parametrize("many", [1, 2, 3])
def test_results_are_those_of_one_process(tmp_path, monkeypatch, many):
    monkeypatch.setattr(files, "BLOCK", 20_000)
    path = tmp_path / "capture.jsonl"
    path.write_bytes(capture())
    assert of_jobs(path, many) == plain(judged(path.read_bytes()))


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


@pytest.mark.parametrize("is_in_a_file", [True, False])
def test_lines_without_connections_are_dealt_out_whether_or_not_they_are_in_a_file(
    tmp_path, monkeypatch, is_in_a_file
):
    monkeypatch.setattr(files, "BLOCK", 5_000)
    path = tmp_path / "capture.jsonl"
    path.write_bytes(texts([*(line(n) for n in range(1, 200)), b"no line"]))
    with judges_of(2) as judges, path.open("rb") as file:
        parts = blocks(file, str(path) if is_in_a_file else "")
        result = in_order([*judges.judge("FILE", 0, parts)])
    assert plain(result) == plain(judged(path.read_bytes()))


def test_results_are_put_together_in_the_order_of_lines():
    first, second = BlockResult(lines=1), BlockResult(works=True, lines=2)
    for result, number in ((first, 9), (second, 3)):
        transcript = Transcript("FILE", ())
        for batch in (result.certain, result.lasting, result.passing):
            batch.judged = number
            batch.pieces = [Piece(number + 1, number + 2, transcript), Piece(number, 1, transcript)]
            batch.sums = {("ID-1", "kept", str(number)): (number, 1), ("ENV-1", "kept", ""): (1, 2)}
        result.unreadable = [(number, "why"), (number - 1, "why")]
    whole = in_order([first, second])
    assert (whole.works, whole.lines) == (True, 3)
    assert whole.unreadable == [(n, "why") for n in (2, 3, 8, 9)]
    for batch in (whole.certain, whole.lasting, whole.passing):
        assert batch.judged == 12
        assert [piece.first for piece in batch.pieces] == [3, 4, 9, 10]
        assert [*batch.sums.values()] == [(2, 4), (3, 1), (9, 1)]


@pytest.mark.parametrize(
    "text",
    [
        b'{"connection": "c1"}',
        b'{"connection" :"c1", "response": null}',
        b'{"request": {"connection": "c2"}, "connection": "c1", "response": {}}',
        b'{"\\u0063onnection": "c1", "response": {}}',
        b'{"connection": "\\u00631", "response": {}}',
    ],
)
def test_lines_of_a_connection_have_one_hash_however_it_is_written(text):
    assert jobs._hash_of(7, text) == crc32(b"c1")


def test_a_line_without_a_connection_has_its_number():
    for text in (b'{"response": {}}', b'{"connection": null, "response": {}}', b"no connection"):
        assert jobs._hash_of(7, text) == 7
    for number in (b"0", b"12"):
        assert jobs._hash_of(7, b'{"connection":%s, "response": {}}' % number) == crc32(number)


@pytest.mark.slow("checks windows in one process, and in several")
def test_windows_end_in_the_same_block(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "BLOCK", 50_000)
    together = [line(n, count=900 - n, connection=f"c{n % 6}") for n in range(1, 49)]
    alone = [line(n) for n in range(49, 9_000)]
    later = [line(n, count=900 - n % 700, connection="c1") for n in range(9_000, 9_200)]
    path = tmp_path / "capture.jsonl"
    path.write_bytes(texts([*together, *alone, *later]))
    pieces = []
    for many in (1, 2, 3):
        with judges_of(many) as judges, path.open("rb") as file:
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
    deadline = time.monotonic() + 60
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
    _, error = process.communicate(timeout=120)
    assert process.returncode == 2
    assert error.splitlines() == [error.strip()]
    assert "give fewer --jobs" in error


@pytest.mark.slow("checks thousands of lines in processes of their own")
@proc
def test_an_interruption_ends_every_process(tmp_path, interruptible):
    process, children = begun(tmp_path / "capture.jsonl")
    process.send_signal(signal.SIGINT)
    _, error = process.communicate(timeout=120)
    assert process.returncode == 130
    assert "Traceback" not in error
    assert not [child for child in children if Path(f"/proc/{child}").exists()]
