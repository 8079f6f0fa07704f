"""Tries the wheel on each supported Python that is on this machine; see `make pythons`.

Each is tried in an environment of its own: the offline suite, and a quick part of the tests. One
that is not on this machine is named as untested, and the exit code is then 6: nobody knows.
"""

import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import yaml
from places import ROOT
from wheels import build

RESULTS = ROOT / "docs" / "pythons.md"
QUICK = ("tests/api", "tests/transcript", "tests/scenarios")
UNTESTED = "untested: not on the machine"
PASSED = "passed"
HEAD = """\
# Pythons

Each Python that is supported, and what came of it when `make pythons` last ran. That command builds
the wheel, installs it into a new environment, and runs the offline suite and a quick part of the
tests. A Python that was not on the machine is *untested*, which is not *passed*. The classifiers in
`pyproject.toml` name those that passed. `ci.yml` has a job for each Python.

"""


def supported():
    """Return the versions that CI tries."""
    text = (ROOT / ".github" / "workflows" / "ci.yml").read_text("utf-8")
    return yaml.safe_load(text)["jobs"]["test"]["strategy"]["matrix"]["python"]


def version_of(program):
    """Return the version of an interpreter, or nothing if it is none."""
    code = "import platform; print(platform.python_version())"
    try:
        done = subprocess.run([program, "-c", code], capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def interpreter(version):
    """Return an interpreter of a version: on the path, or of pyenv; None where there is none."""
    pyenv = sorted(Path.home().glob(f".pyenv/versions/{version}.*/bin/python"))
    for program in (f"python{version}", *pyenv[::-1]):
        if version_of(program).startswith(f"{version}."):
            return program
    return None


def tried(program, wheel):
    """Return the result on one Python: passed, or the first step that failed."""
    with tempfile.TemporaryDirectory() as folder:
        at = Path(folder, "environment", "bin")
        pip = [at / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        (empty := Path(folder, "empty")).mkdir()
        steps = {
            "its environment": ([program, "-m", "venv", at.parent], ROOT),
            "the installation": ([*pip, wheel], ROOT),
            "the offline suite": ([at / "conformance", "run", "--", "-q"], empty),
            "what the tests need": ([*pip, f"{wheel}[fast]", "hypothesis", "syrupy"], ROOT),
            "the tests": ([at / "pytest", "-q", "-p", "no:cacheprovider", *QUICK], ROOT),
        }
        for name, (command, cwd) in steps.items():
            done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
            if done.returncode:
                sys.stderr.write(done.stdout[-3000:] + done.stderr[-3000:])
                return f"failed: {name}, with exit code {done.returncode}"
    return PASSED


def exit_code(results):
    """Return 1 where one failed, else 6 where one is untested, else 0."""
    if any(result.startswith("failed") for _, result in results.values()):
        return 1
    return 6 if any(result == UNTESTED for _, result in results.values()) else 0


def as_markdown(results, day):
    """Return the page: a row for each Python."""
    lines = [f"Last tried on {day}.", "", "| Python | was | result |", "| --- | --- | --- |"]
    lines += [f"| {v} | {exact or '·'} | {result} |" for v, (exact, result) in results.items()]
    return HEAD + "\n".join(lines) + "\n"


def main():
    """Try each, print its result, and write the page."""
    results = {}
    with tempfile.TemporaryDirectory() as folder:
        wheel = build(Path(folder))
        for version in supported():
            program = interpreter(version)
            result = tried(program, wheel) if program else UNTESTED
            results[version] = (version_of(program) if program else "", result)
            sys.stdout.write(f"{version}  {result}\n")
            sys.stdout.flush()
    RESULTS.write_text(as_markdown(results, datetime.now(tz=UTC).date()), "utf-8")
    return exit_code(results)


if __name__ == "__main__":
    sys.exit(main())
