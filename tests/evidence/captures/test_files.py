"""Files of captures, in every form that is read."""

import gzip
import io
import json

import pytest
from captured_lines import line, texts
from running import conformance

from conformance.evidence.captures import files
from conformance.evidence.captures.files import CaptureFile, opened, sources, zstd

LINES = texts([line(n) for n in range(1, 40)])
BROKEN = texts([line(1) | {"response": {"id": "id-1", "status": "200", "result": {}}}])


def named(folder, *names):
    return [(source.name.removeprefix(f"{folder}/"), source.kind) for source in sources([*names])]


def test_a_folder_stands_for_the_captures_below_it(tmp_path):
    for name in ("a.jsonl", "b/c.ndjson.gz", "b/d.har", "b/e.yaml", ".git/f.jsonl", "g.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    assert named(tmp_path, str(tmp_path)) == [
        ("a.jsonl", "lines"),
        ("b/c.ndjson.gz", "lines"),
        ("b/d.har", "har"),
        ("b/e.yaml", "cassette"),
    ]


def test_a_file_with_any_other_ending_has_lines(tmp_path):
    assert named(tmp_path, "captured.log", "-") == [("captured.log", "lines"), ("-", "lines")]


@pytest.mark.slow("checks a file twice, each time in a process of its own")
@pytest.mark.parametrize("ending, compress", [("gz", gzip.compress), ("zst", zstd.compress)])
def test_a_compressed_file_is_judged_like_a_plain_one(tmp_path, ending, compress):
    plain, packed = tmp_path / "c.jsonl", tmp_path / f"c.jsonl.{ending}"
    plain.write_bytes(LINES + b"\n" + BROKEN)
    packed.write_bytes(compress(plain.read_bytes()))
    one, other = conformance("check", plain), conformance("check", packed)
    assert one.returncode == other.returncode == 1
    assert one.stdout == other.stdout.replace(str(packed), str(plain))


@pytest.mark.slow("checks four files, each in a process of its own")
@pytest.mark.parametrize("ending, compress", [("gz", gzip.compress), ("zst", zstd.compress)])
@pytest.mark.parametrize("damage", [lambda data: data[:-20], lambda _: b"no such thing"])
def test_a_damaged_file_is_bad_input_in_one_line(tmp_path, ending, compress, damage):
    packed = tmp_path / f"c.jsonl.{ending}"
    packed.write_bytes(damage(compress(LINES)))
    done = conformance("check", packed)
    assert done.returncode == 2
    (complaint,) = done.stderr.splitlines()
    assert "it cannot be decompressed" in complaint


def test_a_folder_without_captures_is_bad_input(tmp_path):
    (tmp_path / "notes.txt").write_text("no capture")
    done = conformance("check", tmp_path)
    assert done.returncode == 2
    assert "there is no capture in the folder" in done.stderr


def test_several_files_are_judged_in_order(tmp_path):
    for name in ("b", "a"):
        (tmp_path / f"{name}.jsonl").write_bytes(BROKEN)
    done = conformance("check", tmp_path, "--json")
    scenarios = [record["scenario"] for record in json.loads(done.stdout)["records"]]
    assert list(dict.fromkeys(scenarios)) == [f"{tmp_path}/{name}.jsonl:1" for name in "ab"]


def test_a_device_is_no_capture():
    with (
        pytest.raises(OSError, match="it is no file, but a device"),
        opened(CaptureFile("/dev/null", "lines")),
    ):
        pass


@pytest.mark.parametrize("size", [7, 20, 64, 1000])
@pytest.mark.parametrize("end", [b"", b"\n"])
def test_blocks_are_whole_lines_at_their_places_in_the_file(monkeypatch, size, end):
    monkeypatch.setattr(files, "BLOCK", size)
    lines = [b"%d" % n * (n % 9) for n in range(40)]
    data = b"\n".join(lines) + end
    parts = [*files.blocks(io.BytesIO(data), "PATH")]
    read = [text for part in parts for text in part.data.split(b"\n")]
    assert read in (lines, [*lines, b""])
    for number, part in enumerate(parts):
        assert part.ordinal == number
        assert data[part.offset : part.offset + len(part.data)] == part.data
        assert part.path == "PATH"
        assert part.first == sum(p.data.count(b"\n") + 1 for p in parts[:number]) + 1
        assert part.end == part.first + part.data.count(b"\n")


def test_of_a_line_that_is_too_long_only_the_beginning_is_there(monkeypatch):
    monkeypatch.setattr(files, "BLOCK", 10)
    monkeypatch.setattr(files, "LONGEST_LINE", 20)
    (exact,) = files.blocks(io.BytesIO(b"x" * 20), "PATH")
    assert (len(exact.data), exact.path) == (20, "PATH")
    (longer,) = files.blocks(io.BytesIO(b"x" * 95), "PATH")
    assert (len(longer.data), longer.path) == (21, "")


@pytest.mark.parametrize(
    "error, why",
    [
        (OSError(13, "Permission denied"), "it cannot be read (Permission denied)"),
        (OSError("odd"), "it cannot be read (odd)"),
        (gzip.BadGzipFile("bad"), "it cannot be decompressed (bad)"),
        (EOFError("cut off"), "it cannot be decompressed (cut off)"),
    ],
)
def test_why_a_file_cannot_be_read_is_told(error, why):
    assert files.why_unread(error) == why
