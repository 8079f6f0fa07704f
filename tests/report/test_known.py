"""Known breaches: which verdicts they cover, and which entries are of no use."""

from datetime import date

import pytest

from conformance.api.entries import EntriesBroken
from conformance.contract.clauses import CLAUSES
from conformance.contract.verdict import Outcome, Verdict
from conformance.report.exit_codes import exit_code_of
from conformance.report.known import read_known
from conformance.report.records import Record
from conformance.transcript.frames import EvidenceClass

TODAY = date(2026, 11, 23)
SCENARIOS = ("stop-twice", "stop-id-zero")
ID_1 = next(clause for clause in CLAUSES if clause.id == "ID-1")


def known(tmp_path, text):
    path = tmp_path / "known-breaches.toml"
    path.write_text(text)
    return read_known(path, SCENARIOS, TODAY)


def entry(**members):
    members = {"clause": "ID-1", "reason": "agreed"} | members
    lines = [f'{k} = "{v}"' if isinstance(v, str) else f"{k} = {v}" for k, v in members.items()]
    return "\n".join(["[[known]]", *lines, ""])


def verdict(outcome=Outcome.BROKEN, scenario="stop-twice", clause=ID_1):
    return Verdict(clause, scenario, EvidenceClass.REFERENCE, outcome, 1)


def records(breaches, *verdicts):
    return [Record.of(each, "", breaches.why(each)) for each in verdicts]


def complaints(breaches, *verdicts, is_whole=True):
    return [*breaches.complaints(records(breaches, *verdicts), is_whole)]


def test_without_a_file_nothing_is_known(tmp_path):
    assert read_known(tmp_path / "nothing.toml", SCENARIOS, TODAY).entries == ()


def test_an_entry_covers_its_clause_everywhere_or_in_its_scenario(tmp_path):
    everywhere = known(tmp_path, entry())
    assert everywhere.why(verdict()) == everywhere.why(verdict(scenario="x.jsonl:1")) == "agreed"
    assert everywhere.why(verdict(clause=CLAUSES[0])) is None
    one = known(tmp_path, entry(scenario="stop-twice"))
    assert (one.why(verdict()), one.why(verdict(scenario="stop-id-zero"))) == ("agreed", None)


def test_only_what_is_broken_is_known(tmp_path):
    assert known(tmp_path, entry()).why(verdict(Outcome.KEPT)) is None


def test_the_reason_for_a_scenario_comes_first(tmp_path):
    both = known(tmp_path, entry() + entry(scenario="stop-twice", reason="here"))
    assert both.why(verdict()) == "here"


def test_an_entry_counts_until_its_last_day(tmp_path):
    assert known(tmp_path, entry(expires=date(2026, 11, 23))).why(verdict()) == "agreed"
    over = known(tmp_path, entry(expires=date(2026, 11, 22)))
    assert over.why(verdict()) is None
    for is_whole in (True, False):
        assert complaints(over, verdict(), is_whole=is_whole) == [
            "known-breaches.toml: ID-1 (agreed) expired on 2026-11-22, and counts no more"
        ]


def test_an_entry_that_matches_nothing_broken_is_named_in_a_whole_run_alone(tmp_path):
    breaches = known(tmp_path, entry(scenario="stop-twice"))
    line = "known-breaches.toml: ID-1 in stop-twice (agreed) is not broken in this run"
    kept = (verdict(Outcome.KEPT), verdict(scenario="stop-id-zero"))
    assert complaints(breaches, *kept) == [line]
    assert complaints(breaches, *kept, is_whole=False) == []
    assert complaints(breaches, verdict()) == []


def test_an_entry_for_a_pair_that_does_not_exist_is_stale(tmp_path):
    breaches = known(tmp_path, entry(scenario="stop-twice"))
    others = (verdict(scenario="stop-id-zero"), verdict(clause=CLAUSES[0]))
    assert len(complaints(breaches, *others)) == 1


def test_an_entry_of_a_scenario_that_a_run_leaves_out_is_not_stale(tmp_path):
    breaches = known(tmp_path, entry(scenario="stop-twice"))
    assert complaints(breaches, verdict(Outcome.KEPT, scenario="stop-id-zero")) == []
    assert len(complaints(breaches, verdict(Outcome.KEPT, scenario="stop-twice"))) == 1


def test_an_entry_of_every_scenario_is_stale_where_its_clause_is_kept(tmp_path):
    assert len(complaints(known(tmp_path, entry()), verdict(Outcome.KEPT))) == 1
    assert complaints(known(tmp_path, entry()), verdict(Outcome.KEPT), verdict()) == []


@pytest.mark.parametrize("outcome", [Outcome.INCONCLUSIVE, Outcome.BLOCKED])
def test_what_could_not_be_judged_makes_no_entry_stale(tmp_path, outcome):
    assert complaints(known(tmp_path, entry()), verdict(outcome)) == []


def test_a_clause_that_a_run_leaves_out_makes_no_entry_stale(tmp_path):
    assert complaints(known(tmp_path, entry()), verdict(clause=CLAUSES[0])) == []


def test_a_known_breach_counts_as_nothing_for_the_exit_code(tmp_path):
    breaches = known(tmp_path, entry(scenario="stop-twice"))
    assert exit_code_of(records(breaches, verdict()), fail_on_should=True) == 0
    both = records(breaches, verdict(), verdict(scenario="stop-id-zero"))
    assert exit_code_of(both, fail_on_should=False) == 1


@pytest.mark.parametrize(
    "text, why",
    [
        (entry(clause="ID-99"), "entry 1: there is no clause ID-99. `conformance clauses` lists"),
        (entry(scenario="stop-twise"), "there is no scenario stop-twise. Is it stop-twice?"),
        (entry(until="soon"), "entry 1 has other members than"),
        ('[[known]]\nclause = "ID-1"\n', "entry 1 has no reason"),
        (entry(expires="soon"), "entry 1 expires on no date: write 2027-01-31. README, Known br"),
        (entry(clause=7), "entry 1 has no clause"),
        ("[[known]", "it is no TOML"),
        ("x = 1", "something other than tables [[known]]"),
        ("known = 1", "something other than tables [[known]]"),
    ],
)
def test_a_faulty_file_says_what_to_mend(tmp_path, text, why):
    with pytest.raises(EntriesBroken) as error:
        known(tmp_path, text)
    assert why in str(error.value)
    assert "\n" not in str(error.value).split(" (")[0]
