"""`conformance compare`, as a user runs it."""

from reports import cell, written
from running import conformance


def test_two_reports_are_shown_side_by_side_and_written_as_a_page(kept, broken, tmp_path):
    written(tmp_path, kept, "kept.json")
    written(tmp_path, broken, "broken.json")
    for page in ("page.html", "page.md"):
        done = conformance("compare", "kept.json", "broken.json", "-o", page, cwd=tmp_path)
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.startswith("2 reports side by side: 1 of ")
        assert cell(broken, "ID-1") in done.stdout
        assert "ID-1" in (tmp_path / page).read_text()


def test_one_report_and_another_ending_are_refused(kept, tmp_path):
    written(tmp_path, kept, "kept.json")
    done = conformance("compare", "kept.json", cwd=tmp_path)
    assert done.returncode == 2
    assert "kept.json: one report has nothing beside it" in done.stderr
    done = conformance("compare", "kept.json", "kept.json", "-o", "page.pdf", cwd=tmp_path)
    assert done.returncode == 2
    assert "a comparison is written as .html or .md" in done.stderr


def test_what_is_no_report_is_one_clear_line(kept, tmp_path):
    written(tmp_path, kept, "kept.json")
    (tmp_path / "cut.json").write_text("{")
    done = conformance("compare", "kept.json", "cut.json", cwd=tmp_path)
    assert done.returncode == 2
    assert "cut.json: it is no JSON, or was cut off" in done.stderr
    assert "Traceback" not in done.stderr
