"""The scripts."""

import itertools
import re

import pytest

from conformance.scenarios.catalogue import CATALOGUE

FIXED_NAMES = """
stop-with-api-key stop-after-logon stop-after-logon-with-api-key stop-without-credentials
stop-after-logout stop-after-refused-logon stop-with-unknown-api-key
stop-after-logon-with-unknown-api-key stop-without-stream stop-twice stop-pipelined
""".split()  # noqa: SIM905 - a list of names reads best so
NAMES = [scenario.name for scenario in CATALOGUE]


def test_names_are_unique_and_fit_for_files():
    assert len(set(NAMES)) == len(NAMES)
    assert all(re.fullmatch(r"[a-z0-9-]+", name) for name in NAMES)


@pytest.mark.parametrize("name", FIXED_NAMES)
def test_the_scenario_that_others_rely_on_is_there(name):
    assert name in NAMES


def test_the_grid_of_key_session_and_stream_is_full():
    keys = ["-with-api-key", "", "-with-empty-api-key", "-with-null-api-key"]
    keys += ["-with-numeric-api-key", "-with-unknown-api-key"]
    sessions = ["", "-after-logon", "-after-logout", "-after-refused-logon"]
    special = {
        "stop": "stop-without-credentials",
        "stop-without-stream": "stop-without-credentials-or-stream",
        "stop-with-api-key-without-stream": "stop-without-stream",
    }
    for session, key, stream in itertools.product(sessions, keys, ["", "-without-stream"]):
        name = f"stop{session}{key}{stream}"
        assert special.get(name, name) in NAMES


def test_each_odd_frame_has_a_connection_that_is_then_asked_something_ordinary():
    faulty = [s for s in CATALOGUE if any(step.may_be_ignored for step in s.requests)]
    assert {s.name for s in faulty} == {
        "stop-malformed",
        "stop-empty",
        "stop-binary",
        "stop-with-duplicate-members",
    }
    for scenario in faulty:
        first, second = scenario.steps
        assert first.may_be_ignored
        assert "session.status" in second.frame
