"""What GitHub installs is locked: each requirement, by version and hash; no host is named."""

import os
import re
import subprocess
import tomllib

import lock
import pytest
from places import ROOT

LINES = lock.LOCK.read_text("utf-8")
LOCKED = dict(re.findall(r"^([a-z0-9-]+)==(\S+)", LINES, re.MULTILINE))


def name_of(requirement):
    """Return the name in a requirement, as it is locked."""
    return re.sub(r"[-_.]+", "-", re.match(r"[\w.-]+", requirement)[0]).lower()


@pytest.mark.parametrize("requirement", lock.wanted())
def test_every_requirement_is_locked(requirement):
    assert name_of(requirement) in LOCKED


@pytest.mark.parametrize("requirement", lock.wanted())
def test_what_is_locked_is_not_older_than_what_is_needed(requirement):
    least = re.search(r">=([\d.]+)", requirement)
    if least:
        numbers = [[*map(int, v.split("."))] for v in (LOCKED[name_of(requirement)], least[1])]
        assert numbers[0] >= numbers[1]


def test_every_version_has_a_hash():
    for block in re.split(r"^(?=[a-z])", LINES, flags=re.MULTILINE)[1:]:
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", block), block


def test_no_host_is_named():
    assert "://" not in LINES


def test_the_night_installs_nothing_else():
    night = lock.NIGHT.read_text("utf-8")
    installs = re.findall(r"pip install (.*)", night)
    assert installs == [
        "--quiet --require-hashes --only-binary=:all: -r .github/night.txt",
        "--quiet --no-deps --no-build-isolation -e .",
    ]
    assert not re.search(
        r"\bpip3?\b(?! install)", (ROOT / ".github/self-test.sh").read_text("utf-8")
    )


CI_LINES = lock.CI_LOCK.read_text("utf-8")
CI_LOCKED = dict(re.findall(r"^([a-z0-9-]+)==([^\s;]+)", CI_LINES, re.MULTILINE))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
FOR_CI = [
    *PROJECT["dependencies"],
    *EXTRAS["fast"],
    *EXTRAS["clients"],
    *(each for each in EXTRAS["dev"] if not each.startswith(PROJECT["name"])),
]


@pytest.mark.parametrize("requirement", FOR_CI)
def test_every_requirement_of_ci_is_locked_and_not_older_than_what_is_needed(requirement):
    locked = CI_LOCKED[name_of(requirement)]
    least = re.search(r"[>=]=([\d.]+)", requirement)
    if least:
        numbers = [[*map(int, version.split("."))] for version in (locked, least[1])]
        assert numbers[0] >= numbers[1]


def test_every_version_of_ci_has_a_hash_and_no_host_is_named():
    blocks = re.split(r"^(?=[a-z])", CI_LINES, flags=re.MULTILINE)[1:]
    assert len(blocks) == len(CI_LOCKED)
    assert [block for block in blocks if "--hash=sha256:" not in block] == []
    assert "://" not in CI_LINES


def commands(**env):
    """Return what make would do to set up the tests."""
    environ = {k: v for k, v in os.environ.items() if k != "LOCK"} | env
    command = ["make", "--dry-run", "--always-make", ".venv/.tests"]
    done = subprocess.run(
        command, cwd=ROOT, env=environ, capture_output=True, text=True, check=True
    )
    return re.findall(r"pip install --quiet --disable-pip-version-check (.*)", done.stdout)


def test_with_a_lock_make_installs_what_is_in_it_and_nothing_else():
    assert commands(LOCK=".github/ci.txt") == [
        "--require-hashes --only-binary=:all: -r .github/ci.txt",
        "--no-deps --no-build-isolation -e .",
    ]


def test_without_a_lock_make_installs_what_is_newest():
    assert commands() == commands(LOCK="") == ["-e '.[dev]'"]


def test_ci_installs_by_the_lock_but_for_its_weekly_run():
    text = (ROOT / ".github" / "workflows" / "ci.yml").read_text("utf-8")
    assert "LOCK: ${{ github.event_name != 'schedule' && '.github/ci.txt' || '' }}" in text
