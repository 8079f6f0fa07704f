"""Recordings replayed: which pairs there are, and what comes of each."""

import shutil
from itertools import groupby

import pytest

from conformance.evidence.evidence import Pair
from conformance.evidence.expected import expected_clauses
from conformance.evidence.recordings.archive import Archive, archive
from conformance.evidence.recordings.reader import CassetteBroken
from conformance.evidence.replay import Replay
from conformance.scenarios.catalogue import BY_NAME, CATALOGUE
from conformance.transcript.frames import EvidenceClass

REFERENCE, TESTNET = EvidenceClass.REFERENCE, EvidenceClass.TESTNET
DOCUMENTATION = EvidenceClass.DOCUMENTATION


@pytest.fixture(scope="module")
def pairs():
    return Replay(archive()).pairs()


def test_every_scenario_comes_with_the_clauses_that_could_have_a_subject_in_it(pairs):
    recorded = [pair for pair in pairs if pair.evidence_class is REFERENCE]
    names = [name for name, _ in groupby(pair.scenario for pair in recorded)]
    assert names == [scenario.name for scenario in CATALOGUE]
    for name in ("stop-with-api-key", "stop-with-rate-limits-despite-url"):
        clauses = [pair.clause for pair in recorded if pair.scenario == name]
        assert clauses == [*expected_clauses(BY_NAME[name], exclusive=True)]


def test_where_others_use_the_address_no_weight_is_compared(tmp_path):
    (tmp_path / "testnet").mkdir()
    name = "stop-twice"
    shutil.copy(archive().place(REFERENCE, name), tmp_path / "testnet")
    pairs = [p for p in Replay(Archive(tmp_path)).pairs() if p.scenario == name]
    assert {pair.evidence_class for pair in pairs} == {TESTNET}
    clauses = [pair.clause for pair in pairs]
    assert clauses == [*expected_clauses(BY_NAME[name], exclusive=False)]
    assert len(clauses) < len(expected_clauses(BY_NAME[name], exclusive=True))


def test_examples_of_the_pages_come_last_with_the_clauses_that_have_a_subject(pairs):
    documented = [pair for pair in pairs if pair.evidence_class is DOCUMENTATION]
    assert pairs[-len(documented) :] == documented
    assert {pair.scenario for pair in documented} == {*archive().names(DOCUMENTATION)}
    replay = Replay(archive())
    assert all(replay.verdict(pair).subjects > 0 for pair in documented)


def test_a_recording_is_judged_once_and_has_its_day():
    replay = Replay(archive())
    pair = next(p for p in replay.pairs() if p.evidence_class is REFERENCE)
    assert replay.conversation(pair) is None
    assert replay.verdict(pair).outcome == "kept"
    (judged,) = replay.judged()
    replay.gather([(pair.scenario, REFERENCE)])
    assert replay.judged()[0] is judged
    assert replay.conversation(pair) is judged.conversation
    assert replay.slowest() == []


def test_the_summary_says_how_many_recordings_there_were_and_from_when():
    replay = Replay(archive())
    replay.gather([("stop-twice", REFERENCE), ("page-stop-en", DOCUMENTATION)])
    first, second = replay.summary_lines()
    assert first == "reference: 1 recording replayed, from runs on a virtual clock"
    assert second.startswith("documentation: 1 recording replayed, from 20")


def test_a_recording_that_is_not_there_is_named():
    replay = Replay(archive())
    clause = replay.pairs()[0].clause
    with pytest.raises(CassetteBroken):
        replay.verdict(Pair("stop-twice", clause, TESTNET))
