"""A run ends, however slow a server is, and however much it sends."""

import time

import pytest
from peers import peer
from runs import performed

from conformance.evidence.live.bounds import LONGEST_RUN, Bounds
from conformance.reference.memory import perform_in_memory
from conformance.scenarios.catalogue import BY_NAME
from conformance.transcript.conversation import conversation_of


def test_a_run_that_talks_too_long_goes_no_further():
    assert Bounds(seconds=LONGEST_RUN).why_over() == ""
    assert "has talked to the server for 1800 s" in Bounds(seconds=LONGEST_RUN + 1).why_over()


def test_a_run_in_which_too_much_came_goes_no_further():
    bounds = Bounds()
    bounds.take(conversation_of(perform_in_memory(BY_NAME["stop-twice"])))
    assert 500 < bounds.came < 5_000
    assert bounds.why_over() == ""
    assert Bounds(came=2**23).why_over() == ""
    assert "more than 8 MiB came" in Bounds(came=2**23 + 1).why_over()


def slowly(socket):
    for _ in socket:
        time.sleep(0.9)
        socket.send('{"id":"start","status":200,"result":{"listenKey":"a"}}')


@pytest.mark.slow("waits as long as a scenario may take, twice")
def test_a_scenario_that_is_answered_just_in_time_each_time_ends_all_the_same():
    with peer(slowly) as url:
        began = time.monotonic()
        run = performed(url, "start-and-stop-eight-times", patience=1.0)
        took = time.monotonic() - began
    (result,) = run.results.values()
    assert result.performance.transcript.ending.kind == "silent"
    assert took < 2 * 16 * 0.9  # two attempts, if all was waited for
