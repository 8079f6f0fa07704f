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
    assert "7 old (more than 1 days): documentation/page-ping (2026-05-28)" in done.stdout
    assert "old" not in suite(project, "-k", "stop-id-zero", "--max-age", "99999").stdout
