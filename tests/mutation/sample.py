"""Changes chosen by chance over all that decides, each against the tests of its own room.

A change is tried in a copy of the project: first the quick tests that run its line, as coverage
tells, then the slow ones of its room, then the suite and the tests that `test_layout.py` names for
its module. One that nobody notices needs a reason in `accepted.toml`; if too many have none, it is
red, and in what a change touches each is.
"""

import argparse
import ast
import os
import queue
import random
import re
import shutil
import subprocess
import sys
import time
import tomllib
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from pathlib import Path

import coverage
from changes import ROOT, changes_of, touched
from results import keep

HERE = Path(__file__).parent
ROOMS = ("transcript", "scenarios", "contract", "evidence", "drift", "report")
TESTS = {
    "contract": "tests/clauses",
    "evidence": "tests/evidence --ignore=tests/evidence/captures",
    "evidence/captures": "tests/evidence/captures",
}
"""The tests of a room, or of a part of it, where they are not all of the folder of its name."""
MOST_TESTS, LONGEST = 150, 600
WANTED = 0.92
"""So many of the changes must be noticed, or have a reason."""
NO_TESTS = 5
"""The exit code of pytest where there was none to run."""


def all_changes(rooms):
    """Return every change of the rooms; of the clauses, which mutmut mutates, what it cannot."""
    paths = [p for room in rooms for p in sorted((ROOT / "conformance" / room).rglob("*.py"))]
    every = []
    for path in paths:
        source = path.read_text("utf-8")
        changes = changes_of(path.relative_to(ROOT).as_posix(), source)
        makers = factories_of(source) if "clauses" in path.parts else None
        every += [c for c in changes if makers is None or c.function.partition(".")[0] in makers]
    return every


def picked(every, seed, count):
    """Return so many changes by chance: the same ones, whatever is added to the code elsewhere."""
    places = Counter()

    def rank(change):
        places[change.key] += 1
        return random.Random(f"{seed} {change.key} {places[change.key]}").random()

    return sorted(every, key=rank)[:count]


def factories_of(source):
    """Return the names of a module's functions that make others."""
    return {
        node.name
        for node in ast.parse(source).body
        if isinstance(node, ast.FunctionDef)
        and ast.unparse(node.returns or node).startswith("Callable")
    }


def tests_of(change):
    """Return the tests of a change's room, or of its part of a room."""
    _, room, part, *_ = change.module.split("/")
    return TESTS.get(f"{room}/{part}") or TESTS.get(room, f"tests/{room}")


def own_tests_of(change, copy):
    """Return the tests of a module's name, and those of its room that compare whole texts.

    What is shared or remembered runs a line for the first test alone.
    """
    _, room, *parts, name = change.module.split("/")
    folder = copy / "tests" / ("clauses" if room == "contract" else room)
    own = folder.joinpath(*parts, f"test_{name}")
    return [str(path) for path in {own, *folder.rglob("test_*snapshots.py")} if path.exists()]


def covering_modules():
    """Return the tests that the table of the layout names for modules without their own."""
    tree = ast.parse((ROOT / "tests/repository/test_layout.py").read_text("utf-8"))
    (table,) = [
        ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "COVERED"
    ]
    return {
        f"conformance/{module}.py": [f"tests/{t}.py" for t in re.findall(r"\S*\btest_\w+", reason)]
        for module, reason in table.items()
    }


def copied(number, build):
    """Return a fresh copy of what is in the work tree, but for what git ignores."""
    target = build / f"copy-{number}"
    shutil.rmtree(target, ignore_errors=True)
    command = ["git", "ls-files", "-co", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    for name in filter(None, listed.split("\0")):
        source, path = ROOT / name, target / name
        if source.is_file():
            path.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, path)
    return target


def pytest_in(folder, *arguments, module="pytest", limit=LONGEST):
    """Run pytest on a copy; return whether it failed, or did not end."""
    places = os.pathsep.join([str(folder), str(folder / "tests" / "mutation")])
    env = os.environ | {"PYTHONPATH": places, "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", *module.split(), "-q", "-x", "-p", "no:cacheprovider"]
    try:
        done = subprocess.run(
            [*command, *arguments],
            cwd=folder,
            env=env,
            capture_output=True,
            text=True,
            timeout=limit,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return True, "it did not end"
    if "ERROR: not found" in done.stderr:
        sys.exit(f"what was measured cannot be run again: {done.stderr[-2000:]}")
    return done.returncode not in {0, NO_TESTS}, done.stdout


class Covered:
    """The tests of a room that run a line, the most special ones first."""

    def __init__(self, folder, copy, measured):
        data = copy.parent / f"{re.sub('[^a-z]+', '-', folder)}.coverage"
        if not (measured and data.exists()):
            self.measure(folder, copy, data)
        stored = coverage.CoverageData(str(data))
        stored.read()
        self.tests = {
            file[file.rindex("/conformance/") + 1 :]: stored.contexts_by_lineno(file)
            for file in stored.measured_files()
        }
        self.sizes = Counter(
            test for lines in self.tests.values() for tests in lines.values() for test in tests
        )

    @staticmethod
    def measure(folder, copy, data):
        """Run the quick tests of a room under coverage."""
        options = f"--data-file={data} --include=conformance/*"
        module = f"coverage run {options} -m pytest -p contexts"
        failed, output = pytest_in(
            copy, "-m", "not slow", *folder.split(), module=module, limit=5 * LONGEST
        )
        if failed:
            sys.exit(f"{folder} fails without any change:\n{output[-3000:]}")

    def of(self, change):
        """Return the tests that run a change's line, or its module if all do or none."""
        lines = self.tests.get(change.module, {})
        tests = set(lines.get(change.line, ())) - {""} or {*chain(*lines.values())} - {""}
        return sorted(tests, key=lambda test: (self.sizes[test], test))[:MOST_TESTS]


def noticed_by(change, copy, covered, named, quick):
    """Return who notices a change: a test's name, or nobody. ``quick``: only by the first tests."""
    path = copy / change.module
    source = path.read_text("utf-8")
    path.write_text(change.applied(source), "utf-8")
    folder = tests_of(change)
    tests = covered[folder].of(change)
    rounds = [[*tests]] if tests else []
    rounds += [["-m", "not slow", *own] for own in [own_tests_of(change, copy)] if own]
    if not (quick and rounds):
        rounds.append(["-m", "slow", *folder.split()])
        rounds.append(["tests/contract", *named.get(change.module, [])])
    try:
        for arguments in rounds:
            failed, output = pytest_in(copy, *arguments)
            if failed:
                lines = [
                    line for line in output.splitlines() if line.startswith(("FAILED", "ERROR"))
                ]
                return (lines or ["a fault, or no end"])[0][:150]
        return ""
    finally:
        path.write_text(source, "utf-8")


def options():
    """Return the command line's options."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--count", type=int, default=50)
    parser.add_argument("--rooms", nargs="*", default=ROOMS)
    parser.add_argument("--since", help="only lines that differ from this revision")
    parser.add_argument("--lanes", type=int, default=2)
    parser.add_argument("--build", type=Path, default=ROOT / "build" / "sample")
    parser.add_argument("--strict", action="store_true", help="every survivor needs a reason")
    parser.add_argument("--quick", action="store_true", help="only the tests that run the line")
    parser.add_argument("--measured", action="store_true", help="do not measure lines again")
    wanted = parser.parse_args()
    wanted.build = wanted.build.resolve()
    return wanted


def main():
    """Print what came of each change; return whether enough were noticed, or have a reason."""
    wanted = options()
    print(f"seed {wanted.seed}, {wanted.count} changes", flush=True)
    every = all_changes(wanted.rooms)
    if wanted.since:
        lines = touched(wanted.since)
        every = [change for change in every if (change.module, change.line) in lines]
    chosen = picked(every, wanted.seed, wanted.count)
    reasons = tomllib.loads((HERE / "accepted.toml").read_text("utf-8"))
    copies = queue.Queue()
    for number in range(wanted.lanes):
        copies.put(copied(number, wanted.build))

    def measured(folder):
        copy = copies.get()
        lines = Covered(folder, copy, wanted.measured)
        copies.put(copy)
        return lines

    folders = sorted({*map(tests_of, chosen)})
    with ThreadPoolExecutor(wanted.lanes) as pool:
        covered = dict(zip(folders, pool.map(measured, folders), strict=True))
    named = covering_modules()

    def tried(change):
        copy = copies.get()
        began = time.monotonic()
        reason = reasons.get(change.key)
        who = noticed_by(change, copy, covered, named, wanted.quick or reason)
        copies.put(copy)
        word = "noticed" if who else "accepted" if reason else "SURVIVED"
        seconds = time.monotonic() - began
        print(f"{word} {change.line} {change.key} | {who or reason} | {seconds:.0f} s", flush=True)
        return word

    with ThreadPoolExecutor(wanted.lanes) as pool:
        words = [*pool.map(tried, chosen)]
    noticed, alive = words.count("noticed"), words.count("SURVIVED")
    print(f"seed {wanted.seed}: {noticed} of {len(words)} noticed, {alive} without a reason")
    if wanted.strict and not alive and not wanted.since:
        keep("sample", seed=wanted.seed, changes=len(words), noticed=noticed)
    enough = len(words) - alive >= WANTED * len(words)
    return enough and not (wanted.strict and alive)


if __name__ == "__main__":
    sys.exit(not main())
