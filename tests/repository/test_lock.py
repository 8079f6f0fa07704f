"""What the night installs is locked: each requirement, by version and hash; no host is named."""

import re

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
