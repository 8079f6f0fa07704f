"""Files that a report can be written to."""

import pytest

from conformance.report.formats import ENDINGS, named_endings, why_unwritable


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("folder", [".", "a/new/folder"])
def test_a_report_is_written_in_any_format_also_in_a_new_folder(tmp_path, folder, ending):
    assert why_unwritable(tmp_path / folder / f"report{ending}") == ""


def test_another_ending_is_refused_with_those_that_there_are(tmp_path):
    path = tmp_path / "report.pdf"
    assert why_unwritable(path) == f"writes {named_endings()}: {path} ends in none of them"
    assert named_endings().endswith(f" or {ENDINGS[-1]}")


@pytest.mark.parametrize("name", ["folder.json", "file/report.json", "file/new/report.json"])
def test_a_folder_or_what_is_below_a_file_is_refused(tmp_path, name):
    (tmp_path / "folder.json").mkdir()
    (tmp_path / "file").touch()
    path = tmp_path / name
    assert why_unwritable(path) == f"cannot write {path}: give another file"
