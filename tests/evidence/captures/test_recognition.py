"""What is no capture is recognised by how it begins, and said to be so once."""

import gzip
import json

import pytest
from running import conformance

from conformance.evidence.captures.recognition import NoCapture, check_capture

LINE = json.dumps({"request": None, "response": {"id": 1, "status": 200, "result": {}}}).encode()


@pytest.mark.parametrize(
    "data, why",
    [
        (b"\xd4\xc3\xb2\xa1\x02\x00\x04\x00", "packet capture"),
        (b"\x0a\x0d\x0d\x0a\x1c\x00\x00\x00", "packet capture"),
        (gzip.compress(LINE, mtime=0), "ends in .jsonl.gz"),
        (b"\x28\xb5\x2f\xfd\x00", "ends in .jsonl.zst"),
        (b"PK\x03\x04....", "unpack it"),
        (LINE.decode().encode("utf-16"), "write it as UTF-8"),
        (b"\x7fELF\x00\x01", "it is binary"),
        (b'{\n "log": {\n "entries": []}}', "ends in .har"),
        (b"[\n" + LINE + b",\n" + LINE + b"\n]", "one JSON value"),
        (b'{\n"a": 1\n}\n', "one JSON value"),
        (b"interactions:\n- request", "ends in .yaml"),
        (b"some\nlog\nlines\n", "none of its lines"),
        (b'{"level":"info"}\n' * 5, "none of its lines"),
    ],
)
def test_what_is_no_capture_says_what_it_is_and_what_to_do(data, why):
    with pytest.raises(NoCapture, match=why):
        check_capture(data)


@pytest.mark.parametrize(
    "data",
    [b"", LINE, b"\xef\xbb\xbf" + LINE, b"rubbish\n" * 9 + LINE, b"rubbish\nmore\n", b"{}\n\n{}\n"],
)
def test_what_may_be_a_capture_is_read(data):
    check_capture(data)


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_file_that_is_none_has_one_complaint_and_the_others_are_judged(tmp_path, jobs):
    (tmp_path / "log.txt").write_text("a line of a log\n" * 12_000)
    (tmp_path / "good.jsonl").write_bytes(LINE)
    done = conformance("check", "log.txt", "good.jsonl", "--jobs", jobs, cwd=tmp_path)
    assert done.returncode == 2
    why = "none of its lines is an exchange, with a request and a response"
    wanted = f"conformance: log.txt: {why}: see README, Captured exchanges"
    assert done.stderr.splitlines() == [wanted]
    assert "1 transcript, captured elsewhere" in done.stdout
