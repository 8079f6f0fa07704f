"""Recordings to compare, from a file or a folder."""

from __future__ import annotations

from pathlib import Path

from conformance.api.bad_input import BadInput
from conformance.drift.result import Side
from conformance.evidence.recordings.reader import CassetteBroken, load_cassette


class NothingToCompare(BadInput):
    """A path holds no recordings; the message says what to give instead."""


def read_side(path: Path) -> Side:
    """Read a cassette, or all those in a folder and below. Raises NothingToCompare."""
    side = Side(str(path))
    for name, file in _files(path):
        try:
            side.recordings[name] = load_cassette(file, anywhere=file == path)
        except CassetteBroken as error:
            side.unusable[name] = str(error)
    return side


def _files(path: Path) -> list[tuple[str, Path]]:
    if path.is_file():
        return [(path.name, path)]
    if not path.is_dir():
        raise NothingToCompare(f"{path}: there is no such file or folder")
    files = [*sorted(path.rglob("*.yaml")), *sorted(path.rglob("*.yml"))]
    if not files:
        raise NothingToCompare(f"{path}: there is no recording (*.yaml) in it")
    return [(file.relative_to(path).with_suffix("").as_posix(), file) for file in files]


def read_sides(old: Path, new: Path) -> tuple[Side, Side]:
    """Read both sides, which are two files or two folders. Raises NothingToCompare."""
    if (old.is_file() and new.is_dir()) or (old.is_dir() and new.is_file()):
        raise NothingToCompare(f"{old} and {new}: give two files, or two folders")
    first, second = read_side(old), read_side(new)
    if old.is_file():  # two files are compared whatever their names are
        return _renamed(first), _renamed(second)
    return first, second


def _renamed(side: Side) -> Side:
    """Return a side of one recording, under the name that both sides have."""
    (one,) = side.recordings.keys() | side.unusable.keys()
    name = "the recording"
    if one in side.unusable:
        return Side(side.name, unusable={name: side.unusable[one]})
    return Side(side.name, {name: side.recordings[one]})
