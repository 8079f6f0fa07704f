"""Imports run downwards, from room to room: what import-linter guards, and that it does."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent


def lint(folder):
    """Check the imports of a copy of the project, as ``make lint`` does."""
    code = "import sys; from importlinter.cli import lint_imports_command; lint_imports_command()"
    command = [sys.executable, "-c", code, "--no-cache", "--no-logo"]
    return subprocess.run(
        command,
        cwd=folder,
        env={"PYTHONPATH": str(folder), "PATH": "", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def copy(tmp_path):
    """Return a copy of the package whose imports may be changed."""
    shutil.copytree(ROOT / "conformance", tmp_path / "conformance")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def add_import(copy, module, line):
    path = copy / "conformance" / module
    path.write_text(f"{path.read_text('utf-8')}\n{line}\n", "utf-8")


def test_imports_run_downwards():
    answer = lint(ROOT)
    assert answer.returncode == 0, answer.stdout


@pytest.mark.parametrize(
    "module, line, contract",
    [
        ("api/codes.py", "import conformance.report.view", "Rooms import downwards"),
        ("contract/clause.py", "import conformance.scenarios.script", "Rooms import downwards"),
        ("plugin/pairs.py", "import conformance.cli.app", "Rooms import downwards"),
        ("evidence/recordings/reader.py", "import conformance.evidence.live.wire", "Recordings"),
        ("api/samples.py", "import conformance.api.credentials\n", ""),
        ("transcript/frames.py", "import conformance.transcript.kinds", "No circles"),
        ("contract/judge.py", "import websockets", "Judging knows no sockets"),
    ],
)
def test_an_import_that_goes_up_across_or_outside_is_noticed(copy, module, line, contract):
    add_import(copy, module, line)
    answer = lint(copy)
    broken = [row for row in answer.stdout.splitlines() if row.endswith("BROKEN")]
    assert (answer.returncode == 0) == (contract == "")
    assert any(row.startswith(contract) for row in broken) or not contract
