"""What was performed today, compared with recordings of before."""

from dataclasses import replace
from datetime import date

from mutants import mutant

from conformance.contract.judged import judge_whole
from conformance.drift.since import baseline, since
from conformance.evidence.recordings.archive import Archive, archive
from conformance.reference.memory import perform_in_memory
from conformance.scenarios.catalogue import BY_NAME
from conformance.transcript.frames import Ending, EvidenceClass, Transcript
from conformance.transcript.redaction import redact

DAY = date(2026, 11, 25)
SIDE = "cassettes/reference"
NAMES = ("stop-twice", "stop-id-integer")
REFERENCE, TESTNET = EvidenceClass.REFERENCE, EvidenceClass.TESTNET


def performed(*names, broken=None, kind=REFERENCE):
    """Return what was performed, judged; a mutant may have been."""
    for name in names:
        raw = perform_in_memory(BY_NAME[name], mutant=broken and mutant(broken))
        clean = redact(raw)[0]
        yield judge_whole(replace(clean, evidence_class=kind), DAY)


def silent(name):
    """Return a scenario that could not be judged."""
    return judge_whole(Transcript(name, (), ending=Ending("silent", detail="no answer")), DAY)


def before(*names, kind=REFERENCE):
    return baseline(archive(), kind, names)


def test_what_is_as_before_has_no_drift():
    drift = since(before(*NAMES), "here", [*performed(*NAMES)], {}, DAY)
    assert (drift["changes"], drift["compared"], drift["told"]) == ([], 2, [])
    assert (drift["old"]["name"], drift["new"]["name"]) == (SIDE, "here")
    assert drift["new"]["recorded"] == ["2026-11-25"]


def test_what_is_broken_is_compared():
    drift = since(before(*NAMES), "here", [*performed(*NAMES, broken="id-as-text")], {}, DAY)
    assert {change["rule"] for change in drift["changes"]} == {"id-not-echoed"}
    assert drift["compared"] == 2


def test_what_was_not_performed_or_could_not_be_judged_is_not_compared():
    failures = {"stop-twice": "no budget"}
    drift = since(before(*NAMES), "here", [silent("stop-id-integer")], failures, DAY)
    whys = {each["scenario"]: each["why"] for each in drift["not_compared"]}
    assert whys["stop-twice"] == "no budget"
    assert "no answer" in whys["stop-id-integer"]
    assert drift["compared"] == 0


def test_a_class_without_recordings_is_compared_with_the_reference_server_and_says_so():
    side = before(*NAMES, kind=TESTNET)
    assert side.name == SIDE
    drift = since(side, "there", [*performed(*NAMES, kind=TESTNET)], {}, DAY)
    first, *_ = drift["told"]
    assert first.startswith("there are no recordings of testnet yet: two evidence classes")


def test_a_recording_that_is_broken_or_not_there_is_none_of_the_baseline(tmp_path):
    (tmp_path / "testnet").mkdir()
    (tmp_path / "testnet" / "stop-twice.yaml").write_text("{")
    side = baseline(Archive(tmp_path), TESTNET, NAMES)
    assert side.recordings == {}
    assert [*side.unusable] == ["stop-twice"]
