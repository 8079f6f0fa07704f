"""The dated revisions of the contract."""

import re

import pytest
from places import ROOT

from conformance.api.sources import REVISION
from conformance.contract.clauses import CLAUSES
from conformance.contract.edition import Edition
from conformance.contract.revisions import (
    REVISIONS,
    NoRevision,
    difference,
    has_clause,
    level_in,
    revision_at,
    revision_note,
)


def test_the_newest_revision_is_the_contract_s():
    assert REVISIONS[-1] == REVISION


def test_each_revision_has_a_section_in_the_changelog():
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")
    titles = re.findall(r"^## The contract, revision (\S+)$", changelog, re.MULTILINE)
    assert {*REVISIONS[1:]} <= {*titles}
    assert f"first with revision {REVISIONS[0]}" in changelog


@pytest.mark.parametrize(
    ("day", "revision"),
    [
        ("2026-05-28", "2026-05-28"),
        ("2026-11-24", "2026-05-28"),
        ("2026-11-25", "2026-11-25"),
        ("2026-11-27", "2026-11-25"),
        ("2026-11-28", "2026-11-28"),
        ("2030-01-01", REVISIONS[-1]),
    ],
)
def test_on_a_day_the_latest_revision_before_it_is_in_force(day, revision):
    assert revision_at(day) == revision


@pytest.mark.parametrize("day", ["2026-05-27", "", "soon", "2026-11", "20261128", "2026-11-xx"])
def test_a_day_before_the_first_revision_or_no_day_is_refused(day):
    with pytest.raises(NoRevision, match="2026-11-25"):
        revision_at(day)


def test_an_earlier_revision_lacks_what_is_new():
    lacking = [clause.id for clause in CLAUSES if not has_clause("2026-11-25", clause)]
    keys, accounts = ([f"LKEY-{n}" for n in range(1, 7)], [f"ACC-{n}" for n in range(1, 11)])
    assert lacking == ["ID-7", *keys, "STRM-5", *accounts]


def test_where_two_differ_is_said_by_clause():
    assert "RL-3, 5, 7 of another level" in difference("2026-05-28", "2026-11-25")
    assert difference("2026-11-25", "2026-11-28") == (
        "the contract of 2026-11-25, which is that of 2026-11-28 without ID-7, STRM-5, "
        "ACC-1 to 10, and ID-5, RES-3, STRM-1 judged as in 2026-11-28"
    )


def test_a_clause_has_the_level_that_it_had():
    levels = {c.id: level_in("2026-05-28", c).value for c in CLAUSES}
    assert [levels[each] for each in ("ENV-3", "ENV-9", "RL-3", "RL-5", "RL-7")] == ["MUST"] * 5
    assert all(Edition("2026-11-25").clause(clause) is clause for clause in CLAUSES)


def test_of_the_newest_there_is_nothing_to_say():
    assert revision_note(REVISION) == ""
    assert "without ID-7" in revision_note("2026-11-25")
