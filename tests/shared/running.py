"""Runs the suite and the command line as a user would, in a process of their own."""

import os
import re
import subprocess
import sys

from places import ROOT

CANARY = "canaryKey0123456789" * 3
"""The API key of the account that `against` gives: it may be seen nowhere."""


def environment(changes):
    """Return an environment without the credentials and settings of whoever runs the tests.

    `CI` is one of them: pytest shows more where it is set, and our progress bars nothing.
    """
    alien = ("BINANCE", "PYTEST", "GITHUB", "CI")
    return {k: v for k, v in os.environ.items() if not k.startswith(alien)} | changes


def suite(cwd, *arguments, **changes):
    """Run pytest in a folder."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments]
    return subprocess.run(
        command,
        capture_output=True,
        text=True,
        cwd=cwd,
        env=environment(changes),
        timeout=300,
        check=False,
    )


def conformance(*arguments, cwd=ROOT, stdin=None, columns=100, **changes):
    """Run a command of the tool in a folder, with a window of so many columns."""
    return subprocess.run(
        [sys.executable, "-m", "conformance", *map(str, arguments)],
        capture_output=True,
        text=True,
        input=stdin,
        timeout=200,
        check=False,
        cwd=cwd,
        env=environment({"COLUMNS": str(columns)} | changes),
    )


def counts(done):
    """Return how many tests of a run of the suite had each outcome."""
    pairs = re.findall(r"(\d+) (passed|failed|skipped|xfailed|deselected)", done.stdout)
    return {name: int(number) for number, name in pairs}


def recordings(folder):
    """Return the bytes of each recording below a folder."""
    return {path: path.read_bytes() for path in sorted(folder.rglob("*.yaml"))}


def recording(project, name="stop-with-api-key"):
    """Return the path of a reference recording in a copy of the project."""
    return project / "cassettes" / "reference" / f"{name}.yaml"
