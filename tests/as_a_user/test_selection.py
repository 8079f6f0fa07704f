"""A part of the suite that is missing is bad input in a whole run, and nothing to a chosen part."""

import shutil

import pytest
from places import ROOT
from running import suite

pytestmark = pytest.mark.slow("runs the suite in a process of its own, again and again")

MODULE = "tests/contract/test_errors.py"
EXAMPLE = "cassettes/documentation/page-stop-en.yaml"
SCHEMAS = sorted(path.name for path in (ROOT / "schemas").glob("*.json"))
WORKERS = pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["alone", "xdist"])


def assert_bad_input(done, *texts):
    output = done.stdout + done.stderr
    (line,) = [line for line in output.splitlines() if line.startswith("ERROR: ")]
    assert done.returncode == 4, output
    assert all(text in line for text in (*texts, "git checkout -- "))
    assert "Traceback" not in output


@WORKERS
def test_a_missing_example_of_a_page_is_bad_input(project, workers):
    (project / EXAMPLE).unlink()
    assert_bad_input(suite(project, *workers), "cassettes/documentation lacks page-stop-en,")


def test_a_missing_example_is_bad_input_where_one_module_is_chosen(project):
    (project / EXAMPLE).unlink()
    assert_bad_input(suite(project, MODULE), "page-stop-en")


def test_a_folder_of_own_recordings_may_be_without_examples(project):
    shutil.rmtree((project / EXAMPLE).parent)
    done = suite(project)
    assert done.returncode == 0, done.stdout
    assert "documentation" not in done.stdout


@WORKERS
@pytest.mark.parametrize("change", [lambda path: path.unlink(), lambda path: path.write_text("")])
def test_a_chapter_without_its_tests_is_bad_input(project, change, workers):
    change(project / MODULE)
    done = suite(project, *workers)
    assert_bad_input(done, "tests/contract lacks", "tests of ERR (Errors)")


def test_a_missing_chapter_is_bad_input_before_anything_is_performed(project):
    (project / MODULE).unlink()
    done = suite(project, "tests", "--live", "--target", "ws://127.0.0.1:1/", BINANCE_API_KEY="k")
    assert_bad_input(done, "ERR (Errors)")


def test_a_missing_suite_is_bad_input(project):
    shutil.rmtree(project / "tests" / "contract")
    assert_bad_input(suite(project), "the folder tests/contract is missing")


@pytest.mark.parametrize(
    "chosen",
    [
        ("tests/contract/test_result.py",),
        ("-k", "stop-twice"),
        ("--deselect", "tests/contract/test_result.py"),
        ("tests/contract/test_identity.py::test_identity[stop-twice-ID-1-reference]",),
    ],
)
def test_whoever_chooses_tests_is_not_warned_that_others_are_missing(project, chosen):
    (project / MODULE).unlink()
    done = suite(project, *chosen)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_module_that_cannot_be_imported_is_not_called_missing(project):
    (project / MODULE).write_text("import nowhere")
    done = suite(project)
    assert done.returncode == 2
    assert "No module named 'nowhere'" in done.stdout
    assert "lacks" not in done.stdout + done.stderr


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_missing_schema_is_bad_input(project, name):
    shutil.copytree(ROOT / "conformance", project / "conformance")
    (project / "schemas" / name).unlink()
    done = suite(project, "-k", "stop-id-zero", PYTHONPATH=str(project))
    assert_bad_input(done, "schemas/")


def test_an_unreadable_example_is_one_line_where_workers_share_a_whole_run(project):
    (project / EXAMPLE).write_text("")
    assert_bad_input(suite(project, "-n", "2"), "page-stop-en.yaml: it is empty")
