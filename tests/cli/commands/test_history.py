"""`conformance history`, as a user runs it."""

from datetime import UTC, datetime, timedelta

import pytest
from reports import written
from running import conformance


def test_of_a_history_with_a_spoilt_report_the_rest_is_shown(nights, tmp_path):
    for day, report in nights[:2]:
        written(tmp_path, report, f"{day}.json")
    (tmp_path / "cut.json").write_text("{")
    done = conformance("history", ".", "-o", "history.html", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stdout.startswith("2 reports, 2026-11-20 to 2026-11-21")
    assert "cut.json: it is no JSON, or was cut off" in done.stderr
    assert "ID-1" in (tmp_path / "history.html").read_text()


def test_a_folder_without_reports_is_one_clear_line(tmp_path):
    done = conformance("history", ".", cwd=tmp_path)
    assert done.returncode == 2
    assert "there is no report (*.json) in it" in done.stderr


def test_the_nights_since_the_last_report_are_missing(nights, tmp_path):
    for day, report in nights[:2]:
        written(tmp_path, report, f"{day}.json")
    yesterday = datetime.now(UTC).date() - timedelta(days=1)
    since = f"2026-11-22 to {yesterday}" if f"{yesterday}" > "2026-11-22" else f"{yesterday}"
    done = conformance("history", ".", cwd=tmp_path)
    assert done.returncode == 0
    assert f"missing: {since}\n" in done.stdout


@pytest.mark.parametrize(
    "arguments, why",
    [
        (["nowhere"], "nowhere: there is no such folder"),
        ([".", "--output", "history.pdf"], "history.pdf: a history is written as .html"),
    ],
)
def test_what_no_history_can_be_made_of_is_one_line(tmp_path, arguments, why):
    done = conformance("history", *arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr.strip() == f"conformance: {why}"
