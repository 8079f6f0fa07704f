"""Which recordings a run writes: as the mode says, and only of what was performed to its end."""

from dataclasses import replace

import pytest
import yaml

from conformance.evidence.recordings.archive import Archive
from conformance.evidence.recordings.modes import Recorder, RecordingsUnwritable, check_writable
from conformance.evidence.recordings.reader import CassetteBroken
from conformance.evidence.recordings.writer import Provenance
from conformance.reference.memory import perform_in_memory
from conformance.scenarios.catalogue import BY_NAME
from conformance.transcript.frames import Ending, EvidenceClass
from conformance.transcript.redaction import redact

OTHER = EvidenceClass.OTHER
STOP, TWICE = BY_NAME["stop-with-api-key"], BY_NAME["stop-twice"]


@pytest.fixture
def recorder(tmp_path):
    """Return a recorder of a mode, of an archive in a folder of its own."""

    def recorder(mode):
        return Recorder(Archive(tmp_path), OTHER, mode)

    return recorder


def done(scenario, ending=None):
    transcript, redaction = redact(perform_in_memory(scenario))
    return replace(transcript, evidence_class=OTHER, ending=ending or Ending()), redaction


def written_by(recorder, *scenarios, ending=None):
    """Return the names of what a recorder writes of scenarios."""
    recorder.plan(scenarios)
    for scenario in scenarios:
        recorder.record(*done(scenario, ending))
    recorder.finish()
    return recorder.written


@pytest.mark.parametrize(
    "ending, is_written",
    [
        (Ending(), True),
        (Ending("closed", 1008, alive=True), True),
        (Ending("silent", alive=True), True),
        (Ending("closed", 1006, alive=False), False),
        (Ending("silent", alive=False), False),
        (Ending("silent", alive=None), False),
        (Ending("cut", 1009, alive=True), False),
    ],
)
def test_only_what_a_server_that_lives_ended_is_recorded(recorder, ending, is_written):
    own = recorder("all")
    assert written_by(own, STOP, ending=ending) == ([STOP.name] if is_written else [])
    assert own.archive.path(OTHER, STOP.name).exists() is is_written
    assert ([*own.texts] == [STOP.name]) is is_written


@pytest.mark.parametrize(
    "mode, names",
    [("none", []), ("once", [TWICE.name]), ("new_episodes", [TWICE.name])],
)
def test_what_is_there_already_is_left_alone(recorder, mode, names):
    assert written_by(recorder("all"), STOP) == [STOP.name]
    assert written_by(recorder(mode), STOP, TWICE) == names


@pytest.mark.parametrize("mode", ["all", "rewrite"])
def test_what_is_there_already_is_replaced(recorder, mode):
    written_by(recorder("all"), STOP)
    assert written_by(recorder(mode), STOP, TWICE) == [STOP.name, TWICE.name]


def test_what_is_of_another_script_is_a_new_episode_and_not_of_once(recorder):
    own = recorder("all")
    written_by(own, STOP)
    longer = replace(STOP, steps=(*STOP.steps, STOP.steps[-1]))
    for mode, due in (("once", set()), ("new_episodes", {STOP.name})):
        other = recorder(mode)
        other.plan([longer])
        assert other.due == due


def test_a_recording_that_is_broken_is_no_new_episode(recorder):
    path = recorder("all").archive.path(OTHER, STOP.name)
    path.parent.mkdir()
    path.write_text("{")
    with pytest.raises(CassetteBroken):
        recorder("new_episodes").plan([STOP])


def test_only_rewrite_removes_the_recordings_of_no_scenario(recorder):
    path = recorder("all").archive.path(OTHER, "no-such-scenario")
    for mode, removed in (("all", []), ("rewrite", ["no-such-scenario"])):
        path.parent.mkdir(exist_ok=True)
        path.write_text("x")
        own = recorder(mode)
        written_by(own, STOP)
        assert own.removed == removed
        assert path.exists() is not bool(removed)
        lines = [f"1 recording written, {len(removed)} removed"]
        assert own.summary_lines() == lines
    assert recorder("none").summary_lines() == []


def test_a_file_that_cannot_be_written_is_named_once_for_each_reason(recorder, tmp_path):
    (tmp_path / "other").write_text("no folder")
    own = recorder("all")
    assert written_by(own, STOP, TWICE) == []
    (complaint,) = own.complaints()
    path = own.archive.path(OTHER, STOP.name)
    assert complaint.startswith(f"the recording {path} and 1 more could not be written: ")


def test_a_secret_that_is_left_keeps_a_recording_from_being_written(recorder):
    own = recorder("all")
    own.plan([STOP])
    transcript, redaction = done(STOP)
    key = perform_in_memory(STOP).api_key
    frames = [replace(f, data=f.data.replace("<apiKey-1>", key)) for f in transcript.frames]
    own.record(replace(transcript, frames=tuple(frames)), redaction)
    assert own.written == []
    assert "a secret is left in it, please report this" in own.complaints()[0]


def test_recordings_from_elsewhere_are_kept_but_for_those_with_a_key_in_them(recorder):
    written_by(first := recorder("all"), STOP, TWICE)
    texts = dict(first.texts)
    for name in texts:
        first.archive.remove(OTHER, name)
    own = recorder("all")
    own.keep(texts | {"no-such-scenario": "x"}, ["canaryKey0123456789"])
    assert own.archive.names(OTHER) == tuple(sorted(texts))
    assert own.complaints() == []
    key = "canaryKey0123456789" * 2
    own.keep({STOP.name: texts[STOP.name] + key}, [key])
    assert "a secret is left in it" in own.complaints()[0]
    assert key not in own.archive.path(OTHER, STOP.name).read_text()


def test_a_folder_that_cannot_be_written_to_is_noticed_before_anything_is_sent(tmp_path):
    check_writable(Archive(tmp_path / "new" / "folder"))
    assert (tmp_path / "new" / "folder").is_dir()
    (tmp_path / "file").write_text("")
    with pytest.raises(RecordingsUnwritable, match=r"recordings cannot be written to .*file"):
        check_writable(Archive(tmp_path / "file"))


@pytest.mark.parametrize("clock", ["wall", "virtual"])
def test_a_recording_says_by_which_clock_and_tool_it_was_made(recorder, clock):
    own = recorder("all")
    own.provenance = Provenance(clock, "made for the purpose")
    written_by(own, STOP)
    metadata = yaml.safe_load(own.texts[STOP.name])["metadata"]
    assert metadata["clock"] == clock
    wall = clock == "wall"
    assert metadata.get("account") == ("made for the purpose" if wall else None)
    assert metadata.get("tool", "").startswith("userstream-conformance ") is wall


def test_recordings_from_elsewhere_replace_those_of_no_scenario_in_the_mode_rewrite(recorder):
    written_by(first := recorder("all"), STOP)
    path = first.archive.path(OTHER, "no-such-scenario")
    path.write_text("x")
    own = recorder("rewrite")
    own.keep(first.texts, [])
    assert own.removed == ["no-such-scenario"]
    assert not path.exists()
    assert own.archive.names(OTHER) == (STOP.name,)


def test_what_is_there_byte_for_byte_is_not_written_again(recorder):
    written_by(first := recorder("all"), STOP)
    path = first.archive.path(OTHER, STOP.name)
    before = path.stat().st_ino
    recorder("all").keep(first.texts, [])
    assert path.stat().st_ino == before
    path.write_text("x")
    recorder("all").keep(first.texts, [])
    assert path.read_text("utf-8") == first.texts[STOP.name]


def test_a_recording_that_is_removed_is_named_no_longer(recorder):
    written_by(own := recorder("all"), STOP, TWICE)
    own.archive.refresh()
    assert own.archive.names(OTHER) == tuple(sorted([STOP.name, TWICE.name]))
    own.archive.remove(OTHER, STOP.name)
    assert own.archive.names(OTHER) == (TWICE.name,)


def test_a_folder_that_is_there_is_checked_again_and_nothing_is_left_in_it(tmp_path):
    for _ in range(2):
        check_writable(Archive(tmp_path / "a" / "b"))
    assert [*(tmp_path / "a" / "b").iterdir()] == []
