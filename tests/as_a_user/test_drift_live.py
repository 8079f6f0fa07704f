"""Drift at the end of a live run, as a user sees it."""

import json
import time

import pytest
from mutants import mutant
from running import suite

from conformance.api.schemas import misfits

pytestmark = pytest.mark.slow("runs the suite in a process of its own, again and again")

LIMIT = mutant("another-limit")
SOME = ("-k", "stop-twice or stop-with-api-key")


def drift_in(done):
    """Return what stands under the heading of drift."""
    return done.stdout.partition("= drift =")[2].partition("\n")[2]


def test_the_reference_server_has_not_drifted(project):
    done = suite(project, "--live", "--target", "reference", "-k", "stop-twice")
    assert done.returncode == 0
    assert drift_in(done).startswith("no drift in 1 scenario: cassettes/reference (reference)")


def test_offline_nothing_is_said_of_drift(project):
    assert "drift" not in suite(project, "-k", "stop-twice").stdout


def test_without_recordings_of_its_class_a_target_is_set_beside_the_reference(against):
    lines = drift_in(against(*SOME))
    assert lines.startswith(
        "there are no recordings of other yet: two evidence classes are compared"
    )
    assert "cassettes/reference (reference)" in lines


def test_with_recordings_of_its_class_they_are_what_it_is_compared_with(against):
    await_minute()
    against(*SOME, "--record-mode=all")
    lines = drift_in(against(*SOME, mutant=LIMIT))
    assert lines.splitlines()[0].startswith("5 breaking of 1 kind in")
    assert "cassettes/other (other, recorded " in lines


def await_minute():
    """Wait for the next minute, if this one is nearly over: counts begin anew in it."""
    left = 60 - time.time() % 60
    if left < 15:
        time.sleep(left)


def test_recordings_that_a_run_replaces_are_what_it_is_compared_with(against):
    await_minute()
    against(*SOME, "--record-mode=all")
    assert "breaking" in drift_in(against(*SOME, "--record-mode=all", mutant=LIMIT))
    assert drift_in(against(*SOME, mutant=LIMIT)).startswith("no drift in ")


def test_drift_alone_does_not_fail_a_run(against):
    assert against(*SOME, mutant=LIMIT).returncode == 0  # RL-9 is a SHOULD


def test_drift_stands_in_the_report(against, project):
    against(*SOME, "--conformance-report", "report.json", mutant=LIMIT)
    report = json.loads((project / "report.json").read_text())
    assert misfits("report", report) == ()
    assert {change["rule"] for change in report["drift"]["changes"]} == {"limit-lowered"}


def test_what_was_performed_by_a_worker_is_compared_too(against):
    done = against(*SOME, "-n", "2", "--dist", "loadgroup", mutant=LIMIT)
    assert "limit" in drift_in(done)


def test_what_could_not_be_judged_is_not_compared(project):
    done = suite(project, "--live", "--target", "ws://127.0.0.1:9/", "-k", "stop-twice")
    assert done.returncode == 6
    assert "nothing was compared" in drift_in(done)
    assert "not compared: stop-twice: " in drift_in(done)


def test_a_broken_recording_is_named_and_fails_no_live_run(project):
    (project / "cassettes" / "reference" / "stop-twice.yaml").write_text("rubbish")
    done = suite(project, "--live", "--target", "reference", *SOME)
    assert done.returncode == 0
    assert "not compared: stop-twice: " in drift_in(done)
    assert "it is no cassette" in drift_in(done)


def test_a_faulty_list_of_what_is_accepted_is_said_before_anything_is_sent(project):
    (project / "drift-accepted.toml").write_text("x")
    done = suite(project, "--live", "--target", "reference", *SOME)
    assert done.returncode == 4
    assert "drift-accepted.toml: it is no TOML" in done.stderr


def test_what_is_accepted_is_counted_and_not_shown(against, project):
    against(*SOME, "--conformance-report", "report.json", mutant=LIMIT)
    report = json.loads((project / "report.json").read_text())
    keys = {change["everywhere"] for change in report["drift"]["changes"]}
    (project / "drift-accepted.toml").write_text(
        "\n".join(f'[[accepted]]\nfingerprint = "{key}"\nreason = "agreed"' for key in keys)
    )
    lines = drift_in(against(*SOME, mutant=LIMIT))
    assert " accepted in " in lines
    assert "1200" not in lines


def test_an_acceptance_of_another_scenario_is_no_complaint_in_a_part_of_the_run(project):
    text = '[[accepted]]\nfingerprint = "0123456789"\nreason = "agreed"\n'
    (project / "drift-accepted.toml").write_text(text)
    part = suite(project, "--live", "--target", "reference", "-k", "stop-twice")
    assert "0123456789" not in part.stdout
    assert (
        "0123456789 (agreed): it matches"
        in suite(project, "--live", "--target", "reference").stdout
    )


@pytest.mark.parametrize("github, count", [("true", 1), ("", 0)])
def test_github_gets_annotations(against, github, count):
    done = against(*SOME, mutant=LIMIT, GITHUB_ACTIONS=github)
    assert done.stdout.count("\n::error title=Drift%2C breaking%3A limit-lowered::") == count


def test_a_stop_that_is_not_answered_any_more_is_recorded_and_breaking(against):
    one = ("-k", "stop-with-api-key", "--answer-timeout", "0.5")
    against(*one, "--record-mode=all")
    done = against(*one, "--record-mode=all", mutant=mutant("stop-unanswered"))
    assert drift_in(done).startswith("1 breaking in 1 scenario")
    assert "1 recording written" in done.stdout
