"""What must be true before a release, checked one by one; see `make release-check`.

Each check keeps, breaks, or is unchecked. It releases nothing, and changes nothing.
"""

import re
import subprocess
import sys
import tomllib

import pythons
from places import ROOT

TESTS = {
    "the wheel is byte for byte the same twice": [
        "tests/installed/test_wheel.py::test_it_is_byte_for_byte_the_same_twice"
    ],
    "the tests of the wheel pass": ["tests/installed"],
    "no table is stale": ["tests/repository/test_tables.py", "tests/as_a_user/test_readme.py"],
    "licences are listed and allowed": ["tests/repository/test_licences.py"],
    "locks hold what is needed": ["tests/repository/test_lock.py"],
    "the classifiers are those that were tried": ["tests/repository/test_pythons.py"],
}
PROGRAMS = {
    "no secret was ever committed": "leaks.py",
    "no vulnerability is known": "audit.py",
}
WORDS = {0: "kept", 6: "unchecked"}


def run(*command, cwd=ROOT):
    """Run a command; return its exit code and what it printed."""
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def clean_tree(root=ROOT):
    """Check that nothing is uncommitted."""
    code, printed = run("git", "status", "--porcelain", cwd=root)
    return (1 if code or printed else 0), printed


def named_in_changelog(root=ROOT):
    """Check that the changelog names the version and its day, and nothing unreleased."""
    version = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    text = (root / "CHANGELOG.md").read_text("utf-8")
    missing = []
    if not re.search(rf"^## {re.escape(version)}, \d{{4}}-\d\d-\d\d$", text, re.MULTILINE):
        missing.append(f"CHANGELOG.md has no heading `## {version}, YYYY-MM-DD`\n")
    if "## Unreleased" in text:
        missing.append("CHANGELOG.md has a part `Unreleased`\n")
    return int(bool(missing)), "".join(missing)


def pythons_tried(page=pythons.RESULTS):
    """Check that each supported Python was tried, and passed."""
    rows = [line for line in page.read_text("utf-8").splitlines() if line.startswith("| 3.")]
    untested = [row for row in rows if pythons.UNTESTED in row]
    failed = [row for row in rows if "failed" in row]
    return (1 if failed or not rows else 6 if untested else 0), "\n".join(failed + untested) + "\n"


def checks():
    """Yield each check: its name, and a function that makes it."""
    yield "nothing is uncommitted", clean_tree
    yield "the changelog names the version", named_in_changelog
    yield "each supported Python was tried", pythons_tried
    for name, tests in TESTS.items():
        command = (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *tests)
        yield name, lambda command=command: run(*command)
    for name, program in PROGRAMS.items():
        path = str(ROOT / "tests" / "repository" / program)
        yield name, lambda path=path: run(sys.executable, path)


def main(listed=None):
    """Print what came of each check; return 1 where one broke, else 6 where one is unchecked."""
    codes = set()
    for name, check in listed or checks():
        code, printed = check()
        word = WORDS.get(code, "broken")
        codes.add(word)
        sys.stdout.write(f"{word:10} {name}\n")
        if code:
            sys.stdout.write("".join(f"    {line}\n" for line in printed.splitlines()[-12:]))
        sys.stdout.flush()
    return 1 if "broken" in codes else 6 if "unchecked" in codes else 0


if __name__ == "__main__":
    sys.exit(main())
