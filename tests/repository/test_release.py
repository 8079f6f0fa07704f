"""What is checked before a release can fail, each for its own reason."""

import subprocess

import pytest
import release
from places import ROOT


@pytest.fixture
def project(tmp_path):
    """Return a repository of a project whose changelog names its version."""
    (tmp_path / "pyproject.toml").write_text('[project]\nversion = "1.2.0"\n')
    (tmp_path / "CHANGELOG.md").write_text("# Changelog\n\n## 1.2.0, 2026-12-01\n\n- A change.\n")
    who = ["-c", "user.name=A", "-c", "user.email=a@example.invalid"]
    for command in (["init", "-q"], ["add", "."], [*who, "commit", "-q", "-m", "A"]):
        subprocess.run(["git", *command], cwd=tmp_path, check=True)
    return tmp_path


def test_a_project_that_is_ready_is_kept(project):
    assert release.clean_tree(project) == (0, "")
    assert release.named_in_changelog(project) == (0, "")


def test_a_file_that_is_not_committed_is_named(project):
    (project / "more.txt").write_text("more")
    assert release.clean_tree(project) == (1, "?? more.txt\n")


def test_a_folder_that_is_no_repository_is_not_clean(tmp_path):
    assert release.clean_tree(tmp_path)[0] == 1


@pytest.mark.parametrize(
    "heading", ["## 1.2.0", "## 1.2.1, 2026-12-01", "## 1x2.0, 2026-12-01", "# 1.2.0, 2026-12-01"]
)
def test_a_changelog_without_the_version_and_its_day_is_refused(project, heading):
    (project / "CHANGELOG.md").write_text(f"{heading}\n")
    code, printed = release.named_in_changelog(project)
    assert code == 1
    assert "no heading `## 1.2.0, YYYY-MM-DD`" in printed


def test_what_is_unreleased_must_become_the_version(project):
    with (project / "CHANGELOG.md").open("a") as file:
        file.write("\n## Unreleased\n\n- More.\n")
    assert release.named_in_changelog(project) == (1, "CHANGELOG.md has a part `Unreleased`\n")


@pytest.mark.parametrize(
    "rows, code",
    [
        ("| 3.11 | 3.11.7 | passed |\n", 0),
        ("| 3.11 | 3.11.7 | passed |\n| 3.14 | · | untested: not on the machine |\n", 6),
        ("| 3.11 | 3.11.7 | failed: the tests |\n| 3.14 | · | untested: not on the machine |\n", 1),
        ("", 1),
    ],
    ids=["passed", "untested", "failed", "no row"],
)
def test_a_python_that_was_not_tried_is_unchecked(tmp_path, rows, code):
    (tmp_path / "pythons.md").write_text(rows)
    assert release.pythons_tried(tmp_path / "pythons.md")[0] == code


@pytest.mark.parametrize("codes, code", [((0, 0), 0), ((0, 6), 6), ((6, 1), 1), ((0, 4), 1)])
def test_the_gravest_result_is_the_exit_code(codes, code, capsys):
    listed = [(f"check {n}", lambda each=each: (each, "why\n")) for n, each in enumerate(codes)]
    assert release.main(listed) == code
    printed = capsys.readouterr().out
    assert printed.count("    why\n") == sum(each != 0 for each in codes)


def test_every_check_is_made_of_tests_and_programs_that_exist():
    paths = [test.partition("::")[0] for tests in release.TESTS.values() for test in tests]
    paths += [f"tests/repository/{program}" for program in release.PROGRAMS.values()]
    assert [path for path in paths if not (ROOT / path).exists()] == []
    assert len([*release.checks()]) == 3 + len(release.TESTS) + len(release.PROGRAMS)


def test_the_page_on_releasing_names_every_check():
    page = (ROOT / "docs" / "releasing.md").read_text("utf-8")
    assert [name for name, _ in release.checks() if f"| {name} |" not in page] == []
