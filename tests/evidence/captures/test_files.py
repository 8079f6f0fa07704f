"""Files of captures, in every form that is read."""

import gzip
import json

import pytest
from captured_lines import line, texts
from running import conformance

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


@pytest.mark.parametrize("ending, compress", [("gz", gzip.compress), ("zst", zstd.compress)])
def test_a_compressed_file_is_judged_like_a_plain_one(tmp_path, ending, compress):
    plain, packed = tmp_path / "c.jsonl", tmp_path / f"c.jsonl.{ending}"
    plain.write_bytes(LINES + b"\n" + BROKEN)
    packed.write_bytes(compress(plain.read_bytes()))
    one, other = conformance("check", plain), conformance("check", packed)
    assert one.returncode == other.returncode == 1
    assert one.stdout == other.stdout.replace(str(packed), str(plain))


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
