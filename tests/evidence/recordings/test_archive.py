"""Recordings by evidence class; and whether one is of what is asked today."""

import shutil
from dataclasses import replace

import pytest

from conformance.evidence.recordings.archive import (
    Archive,
    RequestMissing,
    _short,
    check_requests,
    nearest,
)
from conformance.evidence.recordings.reader import CassetteBroken
from conformance.files import folder
from conformance.reference.memory import perform_in_memory
from conformance.scenarios.catalogue import BY_NAME, CATALOGUE
from conformance.scenarios.script import KEY, PROBE, Step, ask
from conformance.transcript.frames import Direction, Ending, EvidenceClass, Frame
from conformance.transcript.redaction import redact

STOP = BY_NAME["stop-with-api-key"]


@pytest.fixture
def archive(tmp_path):
    shutil.copytree(folder("cassettes"), tmp_path / "cassettes")
    return Archive(tmp_path / "cassettes")


def recorded(scenario):
    transcript, _ = redact(perform_in_memory(scenario))
    return transcript


@pytest.mark.parametrize("scenario", CATALOGUE, ids=lambda scenario: scenario.name)
def test_the_committed_recording_is_what_the_reference_server_says_today(scenario):
    cassette = Archive(folder("cassettes")).load_cassette(scenario, EvidenceClass.REFERENCE)
    assert cassette.transcript == recorded(scenario)


def test_every_reference_recording_belongs_to_a_scenario():
    names = Archive(folder("cassettes")).names(EvidenceClass.REFERENCE)
    assert set(names) == BY_NAME.keys()


def test_testnet_evidence_is_better_than_the_reference_servers(archive):
    assert archive.classes(STOP) == (EvidenceClass.REFERENCE,)
    (archive.root / "testnet").mkdir()
    shutil.copy(archive.path(EvidenceClass.REFERENCE, STOP.name), archive.root / "testnet")
    assert Archive(archive.root).classes(STOP) == (EvidenceClass.TESTNET,)


def test_above_another_folder_each_class_is_replayed_and_the_other_one_is_never_written(archive):
    above = Archive(archive.root / "own", archive.root)
    kind = EvidenceClass.OTHER
    above.path(kind, STOP.name).parent.mkdir(parents=True)
    shutil.copy(archive.path(EvidenceClass.REFERENCE, STOP.name), above.path(kind, STOP.name))
    assert {*above.classes(STOP)} == {EvidenceClass.REFERENCE, kind}
    assert above.place(kind, STOP.name).is_relative_to(above.root)
    assert above.place(EvidenceClass.REFERENCE, STOP.name).parent.parent == archive.root
    assert above.path(EvidenceClass.REFERENCE, STOP.name).is_relative_to(above.root)
    assert above.own_names(EvidenceClass.REFERENCE) == ()


def test_evidence_in_the_wrong_folder_is_refused(archive):
    (archive.root / "testnet").mkdir()
    shutil.copy(archive.path(EvidenceClass.REFERENCE, STOP.name), archive.root / "testnet")
    with pytest.raises(CassetteBroken, match="it says that it is of reference"):
        archive.load_cassette(STOP, EvidenceClass.TESTNET)


def with_last(step):
    return replace(STOP, steps=(*STOP.steps[:-1], step))


def test_a_frame_that_was_not_recorded_names_the_nearest_one_and_how_to_record():
    changed = with_last(Step(ask("userDataStream.stop", KEY, '"stopp"')))
    with pytest.raises(RequestMissing) as caught:
        check_requests(changed, recorded(STOP))
    text = str(caught.value)
    assert 'The nearest is {"id":"stop","method":"userDataStream.stop"' in text
    assert 'changed from "stop" to "stopp"' in text
    assert "--record-mode=new_episodes" in text


@pytest.mark.parametrize(
    "scenario",
    [
        replace(STOP, steps=STOP.steps[:1]),
        replace(STOP, steps=(*STOP.steps, STOP.steps[-1])),
        replace(STOP, query="returnRateLimits=false"),
        with_last(Step(b"\x00")),
        with_last(Step("{")),
    ],
)
def test_any_other_script_is_not_what_was_recorded(scenario):
    with pytest.raises(RequestMissing):
        check_requests(scenario, recorded(STOP))


def test_timestamp_and_signature_are_no_part_of_the_match():
    scenario = BY_NAME["stop-after-logon"]
    transcript = recorded(scenario)
    frames = [
        replace(frame, data=frame.data.replace("17672256300", "17999999900"))
        for frame in transcript.frames
    ]
    check_requests(scenario, replace(transcript, frames=tuple(frames)))


def test_what_was_asked_after_a_silence_is_no_part_of_the_match():
    transcript = recorded(STOP)
    frames = (*transcript.frames[:-1], Frame(Direction.SENT, PROBE))
    silent = replace(transcript, frames=frames, ending=Ending("silent", alive=True))
    check_requests(STOP, silent)


def test_a_recording_of_another_script_is_not_loaded(archive):
    other = replace(STOP, steps=STOP.steps[:1])
    with pytest.raises(RequestMissing):
        archive.load_cassette(other, EvidenceClass.REFERENCE)
    assert archive.load_cassette(STOP, EvidenceClass.REFERENCE).day is None


def test_a_frame_is_named_whole_up_to_200_characters():
    assert _short("x" * 200) == "x" * 200
    assert _short("x" * 201) == "x" * 200 + "…"
    assert _short(b"\xff") == r"b'\xff'"


def test_a_frame_that_differs_only_in_how_it_is_written_is_the_nearest():
    texts = ('{"id":2,"method":"m"}', '{ "id": 1, "method": "m" }')
    frames = tuple(Frame(Direction.SENT, text) for text in texts)
    assert nearest('{"id":1,"method":"m"}', frames).startswith("The nearest is { ")


def test_the_only_frame_that_was_sent_is_the_nearest():
    (frame,) = frames = (Frame(Direction.SENT, '{"id":2,"method":"m"}'),)
    assert nearest('{"id":1,"method":"m"}', frames).startswith(f"The nearest is {frame.data}")
    assert nearest('{"id":1,"method":"m"}', ()) == "It has no frame like that."
