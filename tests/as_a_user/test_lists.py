"""The lists that a team keeps: known breaches fail nothing, and surprises are named."""

import json
import re

import pytest
from mutants import mutant
from running import counts, suite

from conformance.api.schemas import fits
from conformance.report.known import KNOWN_FILE

pytestmark = pytest.mark.slow("runs the suite in a process of its own, again and again")

CHOSEN = ("-k", "stop-id-integer or stop-id-zero")
REPORTS = [f"--conformance-report=out.{form}" for form in ("json", "html", "md")]


def know(project, *entries):
    tables = ("\n".join(["[[known]]", *entry]) for entry in entries)
    (project / KNOWN_FILE).write_text("\n".join(tables) + "\n")


def rewrite(project, old, new):
    path = project / "cassettes" / "untested.toml"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


ID_1 = ('clause = "ID-1"', 'reason = "the vendor mends it"')


@pytest.mark.parametrize(
    "more", [(), ("--fail-on", "should"), ("-n", "2", "--dist", "loadgroup")], ids=str
)
def test_a_known_breach_fails_no_more_and_stays_in_the_summary(project, against, more):
    know(project, ID_1)
    done = against(*CHOSEN, *more, mutant=mutant("id-as-text"))
    assert done.returncode == 0, done.stdout
    assert counts(done)["xfailed"] == 2
    assert "known      ID-1 MUST  An answer carries the id of its request" in done.stdout
    assert "in 2 scenarios, first stop-id-" in done.stdout
    assert "known: the vendor mends it" in done.stdout


def test_a_known_breach_fails_where_expected_failures_are_to_fail(project, against):
    know(project, ID_1)
    done = against(*CHOSEN, "--runxfail", mutant=mutant("id-as-text"))
    assert done.returncode == 1
    assert "broken     ID-1 MUST" in done.stdout


def test_a_breach_known_in_one_scenario_fails_in_the_others(project, against):
    know(project, (*ID_1, 'scenario = "stop-id-zero"'))
    done = against(*CHOSEN, mutant=mutant("id-as-text"))
    assert done.returncode == 1
    assert (counts(done)["failed"], counts(done)["xfailed"]) == (1, 1)
    assert "broken     ID-1 MUST" in done.stdout
    assert "known      ID-1 MUST" in done.stdout


def test_a_known_should_fails_no_more_either(project, against):
    know(project, ('clause = "ENV-7"', 'reason = "agreed"'))
    broken = mutant("undocumented-member")
    assert against(*CHOSEN, "--fail-on", "should", mutant=broken).returncode == 0


def test_an_expired_entry_fails_again_and_is_named(project, against):
    know(project, (*ID_1, "expires = 2026-01-01"))
    done = against(*CHOSEN, mutant=mutant("id-as-text"))
    assert done.returncode == 1
    assert (
        "note       known-breaches.toml: ID-1 (the vendor mends it) expired on 2026-01-01"
        in done.stdout
    )


def test_a_stale_entry_is_named_in_a_whole_run(project):
    know(project, ID_1)
    done = suite(project, "--conformance-report=out.json")
    line = "known-breaches.toml: ID-1 (the vendor mends it) is not broken in this run"
    assert done.returncode == 0
    assert f"note       {line}" in done.stdout
    assert json.loads((project / "out.json").read_text())["header"]["notes"] == [line]
    assert "broken no more" not in suite(project, *CHOSEN).stdout


@pytest.mark.parametrize("entry", ['clause = "ID-99"', 'clause = "ID-1"\nscenario = "nowhere"'])
def test_a_clause_or_scenario_that_does_not_exist_is_bad_input(project, entry):
    know(project, (entry, 'reason = "x"'))
    done = suite(project, *CHOSEN)
    assert done.returncode == 4
    (line,) = (done.stdout + done.stderr).split("ERROR: ")[1:]
    assert line.startswith("known-breaches.toml: entry 1: there is no ")
    assert "Traceback" not in done.stdout + done.stderr


def test_every_report_marks_a_known_breach_with_its_reason(project, against):
    know(project, ID_1)
    done = against(*CHOSEN, *REPORTS, mutant=mutant("id-as-text"), GITHUB_ACTIONS="true")
    report = json.loads((project / "out.json").read_text())
    assert fits("report", report)
    breaches = [record for record in report["records"] if record["outcome"] == "broken"]
    assert {(b["clause"], b["known"]) for b in breaches} == {("ID-1", "the vendor mends it")}
    assert report["footer"]["totals"]["known"] == len(breaches)
    for form in ("html", "md"):
        assert "Known: the vendor mends it" in (project / f"out.{form}").read_text()
    (annotation,) = [line for line in done.stdout.splitlines() if "ID-1 MUST in" in line]
    assert annotation.startswith("::notice ")
    assert "title=Known breach%3A ID-1" in annotation


def test_a_verdict_that_is_untested_by_surprise_is_named_and_changes_no_exit_code(project):
    rewrite(project, '"ERR-1", ', "")
    done = suite(project, "--conformance-report=out.json")
    assert done.returncode == 0
    (note,) = [text for text in done.stdout.splitlines() if text.startswith("note ")]
    assert re.fullmatch(
        r"note       untested by surprise, \d+ verdicts: "
        r"ERR-1 in \d+ scenarios \(stop-without-stream …\)",
        note,
    )
    records = json.loads((project / "out.json").read_text())["records"]
    untested = [record for record in records if record["outcome"] == "untested"]
    surprises = [record for record in untested if not record["expected"]]
    assert {record["clause"] for record in surprises} == {"ERR-1"}
    assert all("as expected: " in r["reason"] for r in untested if r["expected"])


@pytest.mark.parametrize(
    "live", [(), ("--live", "--target", "reference")], ids=["replayed", "live"]
)
def test_a_verdict_that_is_no_longer_untested_is_named_in_a_whole_run(project, live):
    rewrite(project, '"ERR-1", ', '"ERR-1", "ID-1", ')
    done = suite(project, *live)
    assert done.returncode == 0
    assert "note       no longer untested, though untested.toml has them, " in done.stdout
    assert "no longer untested" not in suite(project, *CHOSEN).stdout


def test_neither_the_recordings_nor_the_embedded_server_surprise(project):
    assert "note " not in suite(project).stdout
    assert "note " not in suite(project, "--live", "--target", "reference").stdout


def test_a_folder_of_own_recordings_without_a_list_has_the_project_s(project):
    (project / "cassettes" / "untested.toml").unlink()
    assert "note " not in suite(project).stdout
