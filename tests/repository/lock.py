"""Writes what is installed on GitHub, each version with its hashes; see `make lock`.

`.github/night.txt` is what the night installs: for the Python of its workflow, on Linux, for each
processor that has all wheels. `.github/ci.txt` is what CI installs: for each supported Python.
"""

import json
import os
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
CI_LOCK = ROOT / ".github" / "ci.txt"
CI_HEAD = "# What CI installs, by version and hash, on each Python. Written by: make lock\n"
MACHINES = ("x86_64", "aarch64")
UV = (
    *("pip", "compile", "--quiet", "--universal", "--python-version=3.11", "--extra=dev"),
    *("--generate-hashes", "--only-binary=:all:", "--no-header", "--no-annotate"),
    "--no-emit-index-url",
)


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


def write_ci_lock():
    """Write what the extra dev needs, and what builds us, as uv resolves it for all Pythons."""
    done = subprocess.run(
        [sys.executable, "-m", "uv", *UV, "pyproject.toml", "-"],
        cwd=ROOT,
        env=os.environ | {"UV_SYSTEM_CERTS": "1"},
        input="editables\n",
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(done.stderr)
    CI_LOCK.write_text(CI_HEAD + done.stdout, "utf-8")


def main():
    """Write both files."""
    write_ci_lock()
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
