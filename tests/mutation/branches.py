"""Tells how much of each room its own tests run, branch by branch; see `make coverage`.

A room has at least 95 %, besides the modules that `uncovered.toml` names with a reason.
"""

import json
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
BUILD = ROOT / "build" / "coverage"
WANTED = 0.95
FOLDERS = {"contract": "clauses", "plugin": "as_a_user"}
"""The folder of a room's tests, where it has another name."""
CONFIGURATION = """
[run]
branch = true
parallel = true
patch = subprocess
data_file = {data}
source = conformance/{room}
[report]
exclude_also =
    raise AssertionError
    if TYPE_CHECKING:
    class .*Protocol
"""


def measured(room):
    """Run a room's tests under coverage; return coverage's report. A test that fails ends it."""
    folder = BUILD / room
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    rcfile = folder / "coveragerc"
    rcfile.write_text(CONFIGURATION.format(data=folder / "data", room=room), "utf-8")
    python, rc = [sys.executable, "-m"], f"--rcfile={rcfile}"
    tests = f"tests/{FOLDERS.get(room, room)}"
    subprocess.run(
        [*python, "coverage", "run", rc, "-m", "pytest", "-q", tests], cwd=ROOT, check=True
    )
    subprocess.run([*python, "coverage", "combine", "-q", rc], cwd=ROOT, check=True)
    report = folder / "report.json"
    subprocess.run(
        [*python, "coverage", "json", "-q", rc, "-o", str(report)],
        cwd=ROOT,
        env=os.environ,
        check=True,
    )
    return json.loads(report.read_text("utf-8"))["files"]


def share(summaries):
    """Return the share of lines and branches that were run."""
    run = sum(s["covered_lines"] + s["covered_branches"] for s in summaries)
    there = sum(s["num_statements"] + s["num_branches"] for s in summaries)
    return run / there if there else 1.0


def missing(file):
    """Return the lines and branches of a module that no test runs, in words."""
    lines = ", ".join(map(str, file["missing_lines"]))
    branches = ", ".join(f"{a}→{b}" for a, b in file["missing_branches"])
    return f"lines {lines or 'none'}; branches {branches or 'none'}"


def is_well_covered(room, reasons):
    """Print what a room's tests leave out; return whether that is little enough."""
    files = measured(room)
    counted = [f["summary"] for name, f in files.items() if name not in reasons]
    reached = share(counted)
    print(f"{room}: {reached:.1%}, of all {share([f['summary'] for f in files.values()]):.1%}")
    for name, file in files.items():
        if file["missing_lines"] or file["missing_branches"]:
            print(f"  {name}: {reasons.get(name) or missing(file)}")
    return reached >= WANTED


def main(rooms):
    """Measure rooms, by default all; return whether each is covered well enough."""
    reasons = tomllib.loads((Path(__file__).parent / "uncovered.toml").read_text("utf-8"))
    folders = (path for path in (ROOT / "conformance").iterdir() if (path / "__init__.py").exists())
    every = rooms or sorted(path.name for path in folders)
    results = [is_well_covered(room, reasons) for room in every]
    return all(results)


if __name__ == "__main__":
    sys.exit(not main(sys.argv[1:]))
