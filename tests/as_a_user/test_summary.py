"""What the summary of a run says besides the verdicts."""

import re
import shutil

import pytest
from mutants import mutant
from running import CANARY, recording, suite


@pytest.mark.slow("runs the suite in a process of its own, twice")
def test_old_and_orphaned_recordings_are_named(project):
    shutil.copy(recording(project), recording(project, "no-scenario"))
    done = suite(project, "-k", "stop-id-zero", "--max-age", "1")
    assert "recordings: 1 orphaned (of no scenario" in done.stdout
    assert "reference/no-scenario" in done.stdout
    recording(project, "no-scenario").unlink()
    done = suite(project, "-k", "stop-id-zero", "--max-age", "1")
    assert "8 old (more than 1 day): documentation/page-ping (2026-05-28)" in done.stdout
    assert "old" not in suite(project, "-k", "stop-id-zero", "--max-age", "99999").stdout


def test_where_nothing_was_reached_nothing_is_claimed(project):
    options = ("--live", "--target", "ws://127.0.0.1:1/", "-k", "stop-twice")
    done = suite(project, *options, BINANCE_API_KEY="k" * 64)
    assert done.returncode == 6
    assert "judged: nothing could be judged" in done.stdout
    assert "request weight: nothing was sent, and none spent of " in done.stdout


@pytest.mark.slow("runs the suite in a process of its own, twice")
def test_a_broken_should_names_the_command_that_shows_it_in_full(against, project):
    done = against("-k", "stop-without-credentials-STAT-3", mutant=mutant("failure-as-redirection"))
    assert done.returncode == 0
    command = re.search(r"^ +in full: pytest (.+)$", done.stdout, re.MULTILINE)[1]
    assert command.endswith("--fail-on should")
    repeated = suite(project, *command.split(), BINANCE_API_KEY=CANARY)
    assert repeated.returncode == 1
    assert "asked   " in repeated.stdout
