"""The wheel, as somebody has it who never saw this repository."""

import subprocess
import sys
import zipfile

import pytest
from running import environment
from wheels import build


@pytest.fixture(scope="session")
def wheel(tmp_path_factory):
    return build(tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="session")
def installation(wheel, tmp_path_factory):
    """Return the folder that has what the wheel installs; Python finds it before the checkout."""
    folder = tmp_path_factory.mktemp("site")
    zipfile.ZipFile(wheel).extractall(folder)
    return folder


@pytest.fixture
def installed(installation, tmp_path):
    """Run the command of the wheel in an empty folder."""

    def run(*arguments, **env):
        return subprocess.run(
            [sys.executable, "-m", "conformance", *map(str, arguments)],
            cwd=tmp_path,
            env=environment({"PYTHONPATH": str(installation), "COLUMNS": "100"} | env),
            capture_output=True,
            text=True,
            timeout=110,
            check=False,
        )

    return run
