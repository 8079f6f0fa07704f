"""Work that has no end is given up in words."""

import re
import threading
import time

import pytest

from conformance.cli.deadline import OutOfTime, within


def test_a_wait_without_an_end_is_given_up():
    with (
        pytest.raises(OutOfTime, match=r"given up after 0\.2 s: it never came"),
        within(0.2, "it never came"),
    ):
        time.sleep(60)


@pytest.mark.parametrize("computing", [False, True])
def test_a_pattern_without_an_end_is_given_up(computing):
    with pytest.raises(OutOfTime), within(0.2, "a pattern", computing):
        re.match(r"(a+)+$", "a" * 60 + "!")


def test_by_the_processor_s_clock_no_waiting_counts():
    with within(0.05, "no", computing=True):
        time.sleep(0.3)


def test_work_in_time_is_left_alone():
    with within(5, "no"):
        pass
    time.sleep(0.01)


def test_a_thread_has_no_clock():
    done = []

    def work():
        with within(0.001, "no"):
            time.sleep(0.05)
        done.append(True)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done == [True]
