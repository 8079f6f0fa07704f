"""Which Pythons were tried: the page says so, and the classifiers name no other."""

import re
import sys
import tomllib

import pytest
import pythons
from places import ROOT

ROWS = dict(
    re.findall(r"^\| (3\.\d+) \| .+? \| (.+) \|$", pythons.RESULTS.read_text("utf-8"), re.MULTILINE)
)


def test_the_classifiers_name_the_pythons_that_passed_and_no_other():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    named = re.findall(r"Python :: (3\.\d+)", " ".join(project["classifiers"]))
    assert named == [version for version, result in ROWS.items() if result == pythons.PASSED]


def test_every_supported_python_has_a_row_and_none_failed():
    assert [*ROWS] == pythons.supported()
    assert {*ROWS.values()} <= {pythons.PASSED, pythons.UNTESTED}


def test_the_page_is_as_it_is_written():
    text = pythons.RESULTS.read_text("utf-8")
    assert text.startswith(pythons.HEAD + "Last tried on ")


def test_a_python_that_is_not_here_has_no_interpreter():
    assert pythons.interpreter("3.99") is None


def test_the_python_that_runs_this_is_found():
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    assert pythons.version_of(sys.executable).startswith(version)


@pytest.mark.parametrize("program", ["/bin/false", "/no/such/program", "/bin/true"])
def test_what_is_no_python_has_no_version(program):
    assert pythons.version_of(program) == ""


def test_a_python_that_fails_is_not_passed(tmp_path):
    assert pythons.tried("/bin/false", tmp_path / "no.whl").startswith("failed: its environment")


def test_a_wheel_that_cannot_be_installed_is_not_passed(tmp_path):
    (tmp_path / "broken-1-py3-none-any.whl").write_text("no wheel")
    result = pythons.tried(sys.executable, tmp_path / "broken-1-py3-none-any.whl")
    assert result.startswith("failed: the installation")


@pytest.mark.parametrize(
    "results, code",
    [
        ([pythons.PASSED, pythons.PASSED], 0),
        ([pythons.PASSED, pythons.UNTESTED], 6),
        ([pythons.UNTESTED, "failed: the tests, with exit code 1"], 1),
    ],
    ids=["all passed", "one is untested", "one failed"],
)
def test_what_is_untested_is_never_green(results, code):
    assert pythons.exit_code({n: ("", result) for n, result in enumerate(results)}) == code
