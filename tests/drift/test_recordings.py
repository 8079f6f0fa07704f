"""The two sides of a comparison: two files, or two folders."""

import shutil

import pytest

from conformance.drift.recordings import NothingToCompare, read_side, read_sides
from conformance.files import folder

RECORDED = folder("cassettes") / "reference"
NAMES = ("stop-twice", "stop-with-api-key")


@pytest.fixture
def some(tmp_path):
    """Return a folder with two recordings, one of them below another folder."""
    place = tmp_path / "some" / "reference"
    place.mkdir(parents=True)
    for name in NAMES:
        shutil.copy(RECORDED / f"{name}.yaml", place)
    return tmp_path / "some"


def test_a_folder_has_its_recordings_by_their_paths(some):
    side = read_side(some)
    assert [*side.recordings] == [f"reference/{name}" for name in NAMES]
    assert side.unusable == {}
    assert side.name == str(some)


def test_two_files_are_compared_whatever_their_names_are(some):
    old, new = (some / "reference" / f"{name}.yaml" for name in NAMES)
    first, second = read_sides(old, new)
    assert [*first.recordings] == [*second.recordings] == ["the recording"]
    assert first.recordings["the recording"].transcript.scenario == NAMES[0]


def test_a_file_that_is_broken_has_the_name_that_both_sides_have(some):
    old, new = (some / "reference" / f"{name}.yaml" for name in NAMES)
    old.write_text("{")
    first, second = read_sides(old, new)
    assert [*first.unusable] == [*second.recordings] == ["the recording"]
    assert first.recordings == {}


def test_two_folders_are_compared(some):
    first, second = read_sides(some / "reference", RECORDED)
    assert [*first.recordings] == [*NAMES]
    assert {*NAMES} <= {*second.recordings}


@pytest.mark.parametrize("turned", [False, True])
def test_a_file_and_a_folder_are_not_compared(some, turned):
    places = [some, some / "reference" / "stop-twice.yaml"]
    with pytest.raises(NothingToCompare, match="give two files, or two folders"):
        read_sides(*(reversed(places) if turned else places))


def test_what_is_not_there_or_empty_is_named(some, tmp_path):
    with pytest.raises(NothingToCompare, match="there is no such file or folder"):
        read_sides(some, tmp_path / "none")
    (tmp_path / "empty").mkdir()
    with pytest.raises(NothingToCompare, match=r"there is no recording \(\*\.yaml\) in it"):
        read_sides(some, tmp_path / "empty")
