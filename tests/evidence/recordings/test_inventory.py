"""Recordings that are of no use are named: of no scenario, not the best, or old."""

import shutil
from datetime import date, timedelta

import pytest

from conformance.evidence.recordings.archive import Archive
from conformance.evidence.recordings.inventory import inventory
from conformance.evidence.recordings.reader import load_cassette
from conformance.evidence.recordings.writer import write
from conformance.files import folder
from conformance.transcript.replacing import Redaction

STOP = "stop-with-api-key"
TODAY = date(2026, 11, 23)


@pytest.fixture
def archive(tmp_path):
    (tmp_path / "reference").mkdir()
    return Archive(tmp_path)


def copied(archive, name, evidence="reference", of=STOP):
    path = archive.root / evidence / f"{name}.yaml"
    path.parent.mkdir(exist_ok=True)
    shutil.copy(folder("cassettes") / "reference" / f"{of}.yaml", path)
    archive.refresh()


def lines(archive, max_age=None, today=TODAY):
    return [*inventory(archive, max_age, today)]


def test_recordings_that_are_of_use_are_not_named(archive):
    copied(archive, STOP)
    assert lines(archive) == lines(archive, 30) == []


def test_recordings_of_no_scenario_are_named_up_to_five(archive):
    for number in range(5):
        copied(archive, f"gone-{number}")
    words = "orphaned (of no scenario; --record-mode=rewrite removes them)"
    five = ", ".join(f"reference/gone-{number}" for number in range(5))
    assert lines(archive) == [f"5 {words}: {five}"]
    copied(archive, "gone-5", "testnet")
    copied(archive, "gone-6", "documentation")
    assert len(lines(archive)) == 1
    assert lines(archive)[0].startswith(f"6 {words}: ")
    assert lines(archive)[0].endswith(" and 1 more")


def test_recordings_of_which_there_is_a_better_one_are_named(archive):
    copied(archive, STOP)
    copied(archive, STOP, "testnet")
    assert lines(archive) == [f"1 unused (there are better ones): reference/{STOP}"]


def recorded(archive, day):
    """Write a recording of a day, by a wall clock."""
    cassette = load_cassette(folder("cassettes") / "reference" / f"{STOP}.yaml")
    at = int((day - date(1970, 1, 1)).total_seconds() * 1000)
    frames = [type(f)(f.direction, f.data, at, f.opcode) for f in cassette.transcript.frames]
    transcript = type(cassette.transcript)(
        STOP, tuple(frames), cassette.transcript.evidence_class, cassette.transcript.endpoint
    )
    write(archive.path(transcript.evidence_class, STOP), transcript, Redaction())
    archive.refresh()


@pytest.mark.parametrize("days, is_old", [(29, False), (30, False), (31, True)])
def test_recordings_are_old_after_so_many_days(archive, days, is_old):
    day = TODAY - timedelta(days=days)
    recorded(archive, day)
    old = [f"1 old (more than 30 days): reference/{STOP} ({day})"]
    assert lines(archive, 30) == (old if is_old else [])
    assert lines(archive) == []


def test_of_a_recording_that_cannot_be_read_the_age_is_not_known(archive):
    (archive.root / "reference" / f"{STOP}.yaml").write_text("{")
    archive.refresh()
    assert lines(archive, 30) == []
