"""How long the offline suite takes, against pytest with as many empty tests.

They have the plugins that this project requires, but not its own; and once more none at all.
"""

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


BARE = ("-p", "no:recording", "-p", "no:hypothesispytest", "-p", "no:xdist")


def figures():
    """Yield the figures."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _, many = pytest_seconds(ROOT)
        (folder / "test_empty.py").write_text(EMPTY.format(many=many))
        rounds = [
            [pytest_seconds(*which)[0] for which in ((ROOT,), (folder,), (folder, *BARE))]
            for _ in range(ROUNDS)
        ]
    what = f"the offline suite of {many} tests, its time"
    yield figure(what, "pytest, as many empty tests", [a / b for a, b, _ in rounds], "≤ 1.5")
    yield figure(what, "pytest without plugins", [a / c for a, _, c in rounds], "")


if __name__ == "__main__":
    for each in figures():
        print(each)
