"""The tests themselves, as a developer runs them: from any folder, and in any order."""

import subprocess
import sys

import pytest
from places import ROOT
from running import suite

pytestmark = pytest.mark.slow("runs the suite in a process of its own, again and again")


def pytest_in(folder, *arguments):
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments],
        capture_output=True,
        text=True,
        cwd=ROOT / folder,
        timeout=400,
        check=False,
    )


@pytest.mark.parametrize("folder", ["tests", "tests/drift", "tests/contract"])
def test_a_folder_of_tests_is_collected_from_inside_it(folder):
    done = pytest_in(folder, "--collect-only")
    assert done.returncode == 0, done.stdout + done.stderr
    files = {line.partition("::")[0] for line in done.stdout.splitlines() if "::" in line}
    assert files == {
        str(path.relative_to(ROOT)) for path in (ROOT / folder).rglob("test_*.py") if is_own(path)
    }


def is_own(path):
    return "node_modules" not in path.parts


def test_the_same_options_hold_inside_a_folder():
    done = pytest_in("tests/drift", "--collect-only", "-k", "nothing-at-all", "--verbose")
    assert f"rootdir: {ROOT}\nconfigfile: pyproject.toml\n" in done.stdout


QUICK = ("api", "transcript", "report", "clauses/examples", "clauses/test_judge.py")


def test_no_test_needs_another_before_it(tmp_path):
    (tmp_path / "backwards.py").write_text(
        "def pytest_collection_modifyitems(items):\n    items.reverse()\n"
    )
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "backwards"]
    done = subprocess.run(
        [*command, *(f"tests/{name}" for name in QUICK)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={"PYTHONPATH": str(tmp_path)},
        timeout=400,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_a_conftest_in_one_of_several_folders_changes_nothing(project):
    (project / "tests" / "contract" / "conftest.py").write_text('"""Nothing."""\n', "utf-8")
    other = project / "tests" / "other"
    other.mkdir()
    (other / "test_other.py").write_text("def test_it():\n    assert True\n", "utf-8")
    done = suite(project, "tests/other", "tests/contract/test_status.py")
    assert done.returncode == 0, done.stdout + done.stderr
