"""The example project: its tests pass with the wheel and the official SDK, and can fail."""

import shutil
import subprocess
import sys

import pytest
from places import ROOT
from running import counts, environment


@pytest.fixture
def example(installation, tmp_path):
    """Return a run of the example's own tests, of a copy of it."""
    project = tmp_path / "sdk-client"
    shutil.copytree(ROOT / "examples" / "sdk-client", project)

    def run():
        return subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"],
            cwd=project,
            env=environment({"PYTHONPATH": str(installation)}),
            capture_output=True,
            text=True,
            timeout=110,
            check=False,
        )

    return project, run


def test_its_tests_pass(example):
    _, run = example
    done = run()
    assert counts(done) == {"passed": 4}, done.stdout[-2000:]


def test_they_fail_where_the_program_gives_no_key(example):
    project, run = example
    program = project / "stream_client.py"
    text = program.read_text("utf-8")
    program.write_text(text.replace("api_key=api_key", 'api_key=""'))
    done = run()
    assert counts(done) == {"failed": 3, "passed": 1}
