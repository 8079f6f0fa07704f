"""What the summary of a run says besides the verdicts."""

import shutil

from running import recording, suite


def test_old_and_orphaned_recordings_are_named(project):
    shutil.copy(recording(project), recording(project, "no-scenario"))
    done = suite(project, "-k", "stop-id-zero", "--max-age", "1")
    assert "recordings: 1 orphaned (of no scenario" in done.stdout
    assert "reference/no-scenario" in done.stdout
    recording(project, "no-scenario").unlink()
    done = suite(project, "-k", "stop-id-zero", "--max-age", "1")
    assert "7 old (more than 1 day): documentation/page-ping (2026-05-28)" in done.stdout
    assert "old" not in suite(project, "-k", "stop-id-zero", "--max-age", "99999").stdout


def test_where_nothing_was_reached_nothing_is_claimed(project):
    options = ("--live", "--target", "ws://127.0.0.1:1/", "-k", "stop-twice")
    done = suite(project, *options, BINANCE_API_KEY="k" * 64)
    assert done.returncode == 6
    assert "judged: nothing could be judged" in done.stdout
    assert "request weight: nothing was sent, and none spent of " in done.stdout
