"""How long the offline suite takes, against bare pytest with as many empty tests."""

import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from figures import figure

ROOT = Path(__file__).parents[2]
ROUNDS = 3
EMPTY = """
import pytest
@pytest.mark.parametrize("n", range({many}))
def test_empty(n): pass
"""


def pytest_seconds(folder, *arguments):
    """Run pytest; return its seconds and how many tests passed or were skipped."""
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    seconds = time.perf_counter() - began
    counts = re.findall(r"(\d+) (?:passed|skipped)", done.stdout.splitlines()[-1])
    return seconds, sum(map(int, counts))


def figures():
    """Yield the figure."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _, many = pytest_seconds(ROOT)
        (folder / "test_empty.py").write_text(EMPTY.format(many=many))
        bare = ("-p", "no:conformance", "-p", "no:recording", "-p", "no:hypothesispytest")
        ratios = [pytest_seconds(ROOT)[0] / pytest_seconds(folder, *bare)[0] for _ in range(ROUNDS)]
    yield figure(f"the offline suite of {many} tests, its time", "bare pytest", ratios, "≤ 1.5")


if __name__ == "__main__":
    for each in figures():
        print(each)
