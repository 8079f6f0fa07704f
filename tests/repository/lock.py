"""Writes what the night installs, each version with its hashes, to `.github/night.txt`.

For the Python of the workflow, on Linux, for each processor that has all wheels; see `make lock`.
"""

import json
import re
import subprocess
import sys
import tempfile
import tomllib
from collections import defaultdict
from pathlib import Path

from places import ROOT

LOCK = ROOT / ".github" / "night.txt"
NIGHT = ROOT / ".github" / "workflows" / "nightly.yml"
HEAD = "# What the night installs, by version and hash. Written by: make lock\n"
MACHINES = ("x86_64", "aarch64")


def wanted():
    """Return the requirements: ours, and what builds us."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    own = [each.partition("#")[0].strip() for each in project["project"]["dependencies"]]
    return [*own, *project["build-system"]["requires"], "editables"]


def resolved(machine, python):
    """Return the wheels for a processor, as pip chooses them; none where one is missing."""
    platforms = [f"manylinux_2_{n}_{machine}" for n in (28, 17)] + [f"manylinux2014_{machine}"]
    with tempfile.TemporaryDirectory() as folder:
        command = [
            *(sys.executable, "-m", "pip", "install", "--quiet", "--dry-run"),
            *("--ignore-installed", "--report", f"{folder}/report.json", "--target", folder),
            *("--only-binary=:all:", "--implementation", "cp", "--python-version", python),
            *(argument for platform in platforms for argument in ("--platform", platform)),
        ]
        done = subprocess.run([*command, *wanted()], capture_output=True, check=False)
        if done.returncode:
            return []
        return json.loads(Path(folder, "report.json").read_text("utf-8"))["install"]


def main():
    """Write the file."""
    python = re.search(r'python-version: "(.+)"', NIGHT.read_text("utf-8"))[1]
    hashes = defaultdict(set)
    for machine in MACHINES:
        for wheel in resolved(machine, python):
            name = re.sub(r"[-_.]+", "-", wheel["metadata"]["name"]).lower()
            digest = wheel["download_info"]["archive_info"]["hashes"]["sha256"]
            hashes[f"{name}=={wheel['metadata']['version']}"].add(digest)
    if not hashes:
        sys.exit("pip could not resolve the requirements; nothing is written")
    lines = (
        " \\\n".join([name, *(f"    --hash=sha256:{digest}" for digest in sorted(digests))])
        for name, digests in sorted(hashes.items())
    )
    LOCK.write_text(HEAD + "\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
