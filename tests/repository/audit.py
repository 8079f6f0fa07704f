"""Asks OSV, a public database, for known vulnerabilities of what is locked; see `make audit`.

pip-audit asks. It ends with 0 where a package could not be looked up, and with 1 where the database
could not be reached. So its answer is read here, and its exit code is not. Nothing is green that
was not looked up: 0 is none known, 1 is some known, 6 is unchecked.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

from lock import LOCK

OPTIONS = ("--require-hashes", "--disable-pip", "--format=json", "--progress-spinner=off", "-s=osv")


def answer(lock, *options):
    """Return what pip-audit says of each package in a lock, and of which it says nothing."""
    command = [sys.executable, "-m", "pip_audit", "-r", str(lock), *OPTIONS, *options]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        dependencies = json.loads(done.stdout)["dependencies"]
    except (json.JSONDecodeError, KeyError):
        dependencies = []
    looked_up = {each["name"]: each["vulns"] for each in dependencies if "vulns" in each}
    names = re.findall(r"^([a-z0-9-]+)==", Path(lock).read_text("utf-8"), re.MULTILINE)
    *_, last = done.stderr.strip().splitlines() or [""]
    return looked_up, [name for name in names if name not in looked_up], last


def main(lock=LOCK, *options):
    """Print what is known, and what is unchecked; return the exit code."""
    looked_up, unchecked, why = answer(lock, *options)
    known = {
        name: vulnerabilities for name, vulnerabilities in looked_up.items() if vulnerabilities
    }
    for name, holes in known.items():
        ids = ", ".join(each["id"] for each in holes)
        sys.stdout.write(f"vulnerable: {name}: {ids}\n")
    if unchecked:
        both = len(looked_up) + len(unchecked)
        sys.stdout.write(f"unchecked: {len(unchecked)} of {both}: {why[:200]}\n")
    else:
        sys.stdout.write(f"looked up: {len(looked_up)}, vulnerable: {len(known)}\n")
    return 1 if known else 6 if unchecked or not looked_up else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
