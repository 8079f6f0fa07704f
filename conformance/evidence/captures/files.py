"""The files of a capture: which there are, how each is opened, and its lines in blocks."""

from __future__ import annotations

import gzip
import sys
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final, Literal

from conformance.evidence.captures.lines import LONGEST_LINE
from conformance.evidence.captures.stream import LineBlock

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

FileKind = Literal["lines", "har", "cassette"]
STDIN: Final = "-"
BLOCK: Final = 2**20
"""How many bytes of lines are judged at once."""
_KINDS: Final[dict[str, FileKind]] = {
    ".jsonl": "lines",
    ".ndjson": "lines",
    ".har": "har",
    ".yaml": "cassette",
    ".yml": "cassette",
}
_COMPRESSED: Final = {".gz", ".zst"}
BROKEN_FILE: Final = (OSError, EOFError, zlib.error, zstd.ZstdError)
"""What reading a file may raise; see `why_unread`."""


@dataclass(frozen=True, slots=True)
class CaptureFile:
    """One file, or stdin."""

    name: str
    kind: FileKind

    @property
    def label(self) -> str:
        """Its name for people."""
        return "stdin" if self.name == STDIN else self.name

    @property
    def size(self) -> int:
        """How many bytes it has on disk; 0 where that is not known."""
        path = Path(self.name)
        return path.stat().st_size if self.name != STDIN and path.is_file() else 0


def sources(names: Iterable[str]) -> Iterator[CaptureFile]:
    """Yield the files; of a folder, those below it that a name shows to be captures, in order."""
    for name in names:
        path = Path(name)
        if name in {STDIN, ""} or not path.is_dir():
            yield CaptureFile(name, _kind_of(path) or "lines")
            continue
        below = [each for each in sorted(path.rglob("*")) if _is_capture(path, each)]
        yield from (CaptureFile(str(each), _kind_of(each) or "lines") for each in below)
        if not below:
            yield CaptureFile(name, "lines")  # to be refused when it is opened


def _is_capture(folder: Path, path: Path) -> bool:
    """Whether a file below a folder is a capture by its name, and in no hidden folder."""
    hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
    return not hidden and _kind_of(path) is not None and path.is_file()


def _kind_of(path: Path) -> FileKind | None:
    if path.suffix not in _COMPRESSED:
        return _KINDS.get(path.suffix)
    kind = _KINDS.get(path.with_suffix("").suffix)
    return None if kind == "cassette" else kind


@contextmanager
def opened(source: CaptureFile) -> Iterator[tuple[IO[bytes], IO[bytes]]]:
    """Open a file; give what its content is read from, and what tells how far that is on disk.

    Raises OSError.
    """
    if source.name == STDIN:
        yield sys.stdin.buffer, sys.stdin.buffer
        return
    path = Path(source.name)
    if path.is_dir():
        raise OSError(0, "there is no capture in the folder: .jsonl, .ndjson, .har or a cassette")
    if path.is_char_device() or path.is_block_device():
        raise OSError(0, "it is no file, but a device")
    with path.open("rb") as raw:
        if path.suffix == ".gz":
            with gzip.open(raw) as content:
                yield content, raw  # type: ignore[misc]  # a GzipFile is read as any other file
        elif path.suffix == ".zst":
            with zstd.open(raw) as content:
                yield content, raw  # type: ignore[misc]  # as is a ZstdFile
        else:
            yield raw, raw


def why_unread(error: Exception) -> str:
    """Return why a file cannot be read, in words."""
    if isinstance(error, OSError) and not isinstance(error, gzip.BadGzipFile):
        return f"it cannot be read ({error.strerror or error})"
    return f"it cannot be decompressed ({error})"


def blocks(content: IO[bytes], path: str = "") -> Iterator[LineBlock]:
    """Yield the lines of a file; of what is longer than a line may be, only the beginning.

    ``path`` is where another process finds the same bytes; empty where it cannot.
    """
    number, rest, offset, ordinal = 1, b"", 0, 0
    while data := content.read(BLOCK):
        whole, newline, tail = data.rpartition(b"\n")
        if not newline:
            rest = (rest + data)[: LONGEST_LINE + 1]
            path = path if len(rest) <= LONGEST_LINE else ""
            continue
        whole, rest = rest + whole, tail
        many = whole.count(b"\n") + 1
        yield LineBlock(number, number + many - 1, whole, (), path, offset, ordinal)
        ordinal += 1
        number += many
        offset += len(whole) + 1
    if rest:
        yield LineBlock(number, number, rest, (), path, offset, ordinal)
