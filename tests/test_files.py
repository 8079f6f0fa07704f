"""Files are replaced whole, and only regular ones of a bounded size are read."""

import os
import stat

import pytest

from conformance.files import read_file, write_whole


@pytest.mark.parametrize("mask, mode", [(0o077, 0o600), (0o022, 0o644), (0o027, 0o640)])
def test_who_may_read_a_file_is_as_the_umask_says(tmp_path, mask, mode):
    before = os.umask(mask)
    try:
        write_whole(tmp_path / "file", "text")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "file").stat().st_mode) == mode
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_file_that_is_too_large_is_not_read(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(b"x" * (2**20 + 1))
    with pytest.raises(OSError, match="larger than 1 MiB"):
        read_file(path, 2**20)
    path.write_bytes(b"x" * 2**20)
    assert len(read_file(path, 2**20)) == 2**20


def test_what_is_no_regular_file_is_not_read(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", tmp_path, "/dev/zero"):
        with pytest.raises(OSError, match=r"it is no file|it is a folder|directory"):
            read_file(path, 100)
