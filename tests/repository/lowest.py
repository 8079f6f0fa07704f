"""Tries the suite at the lowest versions that pyproject.toml allows; see `make lowest`.

They are installed in an environment of their own, and the contract's and the rooms' tests are run.
Then each SDK below is resolved beside us: whoever has it can install us.
"""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

from places import ROOT

BUILD = ROOT / "build" / "lowest"
PYTHON = BUILD / "bin" / "python"
SDKS = (
    "binance-sdk-derivatives-trading-coin-futures",
    "binance-connector",
    "python-binance",
    "unicorn-binance-websocket-api",
    "ccxt",
    "typed-binance",
    "binance-futures-connector",
)
TOOLS = ("hypothesis", "pytest-xdist", "syrupy")
"""What our own tests need besides, as it is newest."""
LEFT = (
    "tests/contract",
    "tests/benchmarks",
    "tests/repository",
    "tests/installed",
    "tests/browser",
    "tests/as_a_user/test_clients.py",
    "tests/as_a_user/test_running_tests.py",
    "tests/clients/test_library.py",
)
"""Tests that are run apart, or need the tools of `dev`."""


def uv(*arguments, stdin=None):
    """Run uv; return what came of it."""
    return subprocess.run(
        [sys.executable, "-m", "uv", *arguments],
        cwd=ROOT,
        env=os.environ | {"UV_SYSTEM_CERTS": "1"},
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
    )


def install():
    """Install the lowest versions in an environment of their own; return their names."""
    uv("venv", "--quiet", "--clear", "--python", sys.executable, str(BUILD))
    lowest = ("--resolution", "lowest-direct", "--python", str(PYTHON))
    done = uv("pip", "install", "--quiet", *lowest, "-e", ".[fast]")
    tools = uv("pip", "install", "--quiet", "--python", str(PYTHON), *TOOLS)
    if done.returncode or tools.returncode:
        sys.exit(tools.stderr + done.stderr)
    return uv("pip", "freeze", "--python", str(PYTHON)).stdout


def tests():
    """Run the contract's tests and those of the rooms; return whether all passed."""
    left = [f"--ignore={folder}" for folder in LEFT]
    runs = ([], ["tests", *left, "-n", "2", "--dist", "worksteal"])
    return all(
        subprocess.run([PYTHON, "-m", "pytest", "-q", *run], cwd=ROOT, check=False).returncode == 0
        for run in runs
    )


def beside(sdk):
    """Return the version of an SDK that can be installed beside us, or an empty text."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = "\n".join([*project["dependencies"], sdk])
    command = ("pip", "compile", "--quiet", "--no-header", "--no-annotate", "-")
    lines = uv(*command, stdin=wanted).stdout.splitlines()
    return next((line.partition(";")[0] for line in lines if line.startswith(f"{sdk}==")), "")


def main():
    """Install, test, and look at the SDKs; return whether all is well."""
    print(install())  # noqa: T201
    passed = tests()
    for sdk in SDKS:
        print(f"beside {beside(sdk) or f'{sdk}: NOT TO BE INSTALLED'}")  # noqa: T201
    return passed


if __name__ == "__main__":
    Path(BUILD).parent.mkdir(exist_ok=True)
    sys.exit(not main())
