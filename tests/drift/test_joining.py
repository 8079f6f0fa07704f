"""Comparisons of the parts of a run, joined: nothing is lost, and nothing is in it twice."""

from datetime import date

from drifts import RECORDED
from mutants import mutant

from conformance.api.schemas import fits
from conformance.drift.joining import joined_drifts
from conformance.drift.result import Side, compare_sides, settle
from conformance.evidence.recordings.reader import Cassette
from conformance.reference.memory import perform_in_memory
from conformance.scenarios.catalogue import BY_NAME
from conformance.transcript.redaction import redact

DAY = date(2026, 11, 28)


def compared(names, missing=()):
    """Compare recordings with those of a server whose limit is another one."""
    old, new = Side("old"), Side("new", unusable=dict.fromkeys(missing, "it was not performed"))
    for name in names:
        performed = redact(perform_in_memory(BY_NAME[name], mutant=mutant("another-limit")))[0]
        old.recordings[name] = Cassette(RECORDED[name], DAY, "r")
        if name not in missing:
            new.recordings[name] = Cassette(performed, DAY, "r")
    return compare_sides(old, new)


def test_parts_are_joined_to_what_a_comparison_of_all_is():
    names = ["stop-with-api-key", "stop-twice", "ping-after-stop", "stop-id-zero"]
    missing = ["stop-twice", "stop-id-zero"]
    whole = settle(compared(names, missing), (), DAY)
    parts = [settle(compared(names[n::2], missing), (), DAY, whole=False) for n in range(2)]
    joined = settle(joined_drifts(parts), (), DAY)
    assert fits("drift", joined)
    assert joined["totals"]["breaking"] > 2
    prints = [{c["fingerprint"] for c in drift["changes"]} for drift in (whole, joined)]
    assert prints[0] == prints[1]
    assert {**joined, "changes": None} == {**whole, "changes": None}


def test_one_part_is_joined_to_itself():
    one = settle(compared(["stop-with-api-key"]), (), DAY)
    assert settle(joined_drifts([one]), (), DAY) == one


def test_what_several_parts_show_is_in_it_once():
    one = settle(compared(["stop-with-api-key"]), (), DAY)
    joined = settle(joined_drifts([one, one]), (), DAY)
    assert joined["totals"] == one["totals"]
    assert joined["compared"] == 2


def test_a_side_has_the_name_of_the_first_part_and_all_their_evidence():
    days = (DAY, date(2026, 11, 27))
    sides = (Side("new", {"stop-twice": Cassette(RECORDED["stop-twice"], d, "r")}) for d in days)
    parts = [compare_sides(Side(f"old {n}"), side) for n, side in enumerate(sides)]
    joined = joined_drifts(parts)
    assert joined["old"] == {"name": "old 0", "evidence": [], "recorded": []}
    assert joined["new"]["recorded"] == ["2026-11-27", "2026-11-28"]
