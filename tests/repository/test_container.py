"""The container: what is copied into it is there and may be, it is no root's, and is locked."""

import re
import subprocess

import pytest
from places import ROOT

LINES = (ROOT / "Containerfile").read_text("utf-8").replace("\\\n", "").splitlines()
ALLOWED = [
    line.removeprefix("!")
    for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    if line.startswith("!")
]
COPIED = [
    source
    for line in LINES
    if line.startswith("COPY ") and "--from" not in line
    for source in line.split()[1:-1]
]


@pytest.mark.parametrize("source", COPIED)
def test_what_is_copied_is_in_the_repository_and_may_be_copied(source):
    assert source in ALLOWED
    command = ["git", "ls-files", "--error-unmatch", source]
    assert subprocess.run(command, cwd=ROOT, capture_output=True, check=False).returncode == 0


def test_nothing_else_reaches_the_build():
    assert {*ALLOWED} == {*COPIED}
    assert "*" in (ROOT / ".dockerignore").read_text("utf-8").splitlines()


def test_all_that_the_wheel_is_built_from_is_copied():
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    (section,) = re.findall(r"force-include\]\n((?:\".*\n)+)", text)
    needed = {*re.findall(r'^"(.+?)" =', section, re.MULTILINE), "conformance", "pyproject.toml"}
    assert needed <= {*COPIED}


def test_both_stages_have_the_python_of_the_lock():
    night = (ROOT / ".github/workflows/nightly.yml").read_text("utf-8")
    version = re.search(r'python-version: "(.+)"', night)[1]
    stages = [line.split()[1] for line in LINES if line.startswith("FROM ")]
    assert len(stages) == 2
    assert all(re.fullmatch(rf"python:{version}-slim-\w+", stage) for stage in stages)


def test_what_it_installs_is_locked_but_for_the_suite_itself():
    installs = [part for line in LINES for part in re.findall(r"pip install ([^&]*)", line)]
    assert len(installs) == 2
    assert "--require-hashes --only-binary=:all: -r /source/night.txt" in installs[0]
    assert installs[1].strip() == "--quiet --no-deps /wheel/*.whl"


def test_it_is_not_root_who_runs_the_suite_in_a_folder_of_its_own():
    last = LINES[max(n for n, line in enumerate(LINES) if line.startswith("FROM ")) :]
    kinds = {line.partition(" ")[0]: line.partition(" ")[2] for line in last if line}
    assert kinds["USER"].isdigit()
    assert int(kinds["USER"]) >= 1000
    assert kinds["WORKDIR"] == "/work"
    assert (kinds["ENTRYPOINT"], kinds["CMD"]) == ('["conformance"]', '["run"]')
