"""`conformance report`, as a user runs it."""

import pytest
from reports import written
from running import conformance

pytestmark = pytest.mark.slow("each starts the command in a process of its own")


def test_a_form_that_is_none_is_refused(kept, tmp_path):
    written(tmp_path, kept)
    done = conformance("report", "report.json", "-o", "out.pdf", cwd=tmp_path)
    assert done.returncode == 2
    assert "out.pdf: a report is written as .html, .md, .json" in done.stderr


@pytest.mark.parametrize("ending", ["html", "md", "json"])
def test_an_old_report_is_rendered_again_the_same(broken, tmp_path, ending):
    written(tmp_path, broken)
    for name in ("one", "other"):
        done = conformance("report", "report.json", "-o", f"{name}.{ending}", cwd=tmp_path)
        assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / f"one.{ending}").read_text() == (tmp_path / f"other.{ending}").read_text()


@pytest.mark.parametrize("ending", ["html", "md", "json"])
def test_a_report_of_before_there_were_lists_is_rendered(broken, tmp_path, ending):
    header = {name: value for name, value in broken["header"].items() if name != "notes"}
    records = [
        {name: value for name, value in record.items() if name not in {"known", "expected"}}
        for record in broken["records"]
    ]
    written(tmp_path, broken | {"header": header, "records": records})
    done = conformance("report", "report.json", "-o", f"out.{ending}", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_badge_beside_reports_is_no_report(kept, tmp_path):
    written(tmp_path, kept)
    conformance("report", "report.json", "-o", "badge.json", cwd=tmp_path)
    done = conformance("history", ".", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    done = conformance("report", "report.json", "-o", "report.json", cwd=tmp_path)
    assert done.returncode == 2
    assert "that is the report itself" in done.stderr
