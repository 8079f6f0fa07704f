"""However many processes judge, what comes of it is the same."""

import json

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
        {"connection": c, "response": {"id": 1}} for c in (1, 1.0, "1", "1.0", True, [1], "\\u0031")
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
