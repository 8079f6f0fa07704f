"""Builds the wheel from this checkout."""

import subprocess
import sys

from places import ROOT


def build(folder):
    """Build the wheel; return its path."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (path,) = folder.glob("*.whl")
    return path
