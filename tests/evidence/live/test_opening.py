"""Whether a server that ended a connection lives, as a new one shows."""

import threading

import pytest
from peers import ALIVE, peer

from conformance.evidence.live import channel
from conformance.evidence.live.opening import is_answered_anew


def answering(close_after=None):
    """Return a handler that answers the probe, and then closes after so many s, or never."""

    def handle(connection):
        for _ in connection:
            connection.send(ALIVE)
            if close_after is not None:
                threading.Event().wait(close_after)
                connection.close(1001)

    return handle


@pytest.mark.parametrize("close_after, lives", [(None, True), (0.0, False), (0.03, False)])
def test_a_server_lives_if_it_answers_and_does_not_close_soon_after(
    monkeypatch, close_after, lives
):
    monkeypatch.setattr(channel, "LINGER", 1.0)  # for a busy machine
    with peer(answering(close_after)) as url:
        assert is_answered_anew(url, 30.0) is lives


def test_a_server_that_is_not_there_or_says_nothing_does_not_live():
    assert is_answered_anew("ws://127.0.0.1:9/", 1.0) is False
    with peer(lambda connection: connection.recv(timeout=1)) as url:
        assert is_answered_anew(url, 0.2) is False
