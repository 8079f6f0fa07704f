"""A run that is interrupted closes what it opened, on every account and connection."""

import os
import signal

import pytest
from two_accounts import performed, serving

from conformance.scenarios.catalogue import CATALOGUE

SCENARIOS = [
    s.name
    for s in CATALOGUE
    if "otherKey" in s.needs or s.name in {"stop-with-an-hmac-key", "stream-after-a-refused-stop"}
]
FRAMES = sum(len(s.requests) for s in CATALOGUE if s.name in SCENARIOS)
MOMENTS = [1 + round(n * (FRAMES - 1) / 49) for n in range(50)]
"""The frames at which the runs are interrupted, the pings before the run not counted."""


@pytest.mark.parametrize("moments", [MOMENTS[n::5] for n in range(5)], ids=str)
def test_no_stream_is_left_open_whenever_a_run_is_interrupted(moments, interruptible):
    for moment in moments:
        left = [moment]

        def interrupt(request, left=left):
            if request.members.get("id") not in {"before", "after"}:
                left[0] -= 1
                if left[0] == 0:
                    os.kill(os.getpid(), signal.SIGINT)

        server = serving(before=interrupt)
        with pytest.raises(KeyboardInterrupt):
            performed(server, SCENARIOS)
        assert (moment, server.still_open()) == (moment, 0)


def test_the_moments_are_fifty():
    assert len(set(MOMENTS)) == 50
