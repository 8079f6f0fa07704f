"""`conformance doctor`, as a user runs it."""

import pytest
from running import conformance

pytestmark = pytest.mark.slow("each starts the command in a process of its own")


def test_a_target_in_order_is_a_line_a_check_and_exit_0():
    done = conformance("doctor", "--target", "reference")
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert [line.split()[:2] for line in lines] == [
        ["ok", name] for name in ("address", "clock", "key", "stream", "logon", "cost")
    ]


def test_a_target_that_cannot_be_reached_is_not_ok_and_exit_1():
    done = conformance("doctor", "--target", "ws://127.0.0.1:1/ws-dapi/v1")
    assert done.returncode == 1
    assert done.stdout.startswith("not ok   address  the connection was refused")
    assert done.stderr == ""


@pytest.mark.parametrize(
    "target, words",
    [("production", "is production"), ("nowhere", "is no target")],
)
def test_what_may_not_be_asked_is_bad_input(target, words):
    done = conformance("doctor", "--target", target)
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr
