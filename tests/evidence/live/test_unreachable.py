"""What cannot be reached says why."""

import contextlib
import socket
import threading

import pytest
from peers import peer

from conformance.evidence.live.opening import connect
from conformance.evidence.live.unreachable import Unreachable
from conformance.reference.wire import WallClock


@contextlib.contextmanager
def listener(answer):
    """Listen, say some bytes to whoever connects, and hang up if that is all."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        held = []

        def accept():
            with contextlib.suppress(OSError):
                while True:
                    connection, _ = listening.accept()
                    held.append(connection)
                    if answer is not None:
                        connection.recv(4096)  # a close with bytes unread would be a reset
                        connection.sendall(answer)
                        connection.close()

        threading.Thread(target=accept, daemon=True).start()
        yield f"ws://127.0.0.1:{listening.getsockname()[1]}/"
        for connection in held:
            connection.close()


@pytest.mark.parametrize(
    "answer, why",
    [
        (None, "no WebSocket handshake within 0.2 s"),
        (b"", "closed|no WebSocket server"),
        (b"hello\r\n\r\n", "no WebSocket server"),
        (b"HTTP/1.1 429 Too Many\r\nContent-Length: 0\r\n\r\n", "HTTP 429: too many requests"),
        (b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", "/ws-dapi/v1"),
        (b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n", "the server has a fault"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "HTTP 200"),
    ],
)
def test_what_is_no_websocket_server_is_unreachable_and_says_why(answer, why):
    with (
        listener(answer) as url,
        pytest.raises(Unreachable, match=why),
        connect(url, 1.5 if answer is not None else 0.2, WallClock()),
    ):
        pass


def test_a_port_where_nothing_listens_is_unreachable():
    with (
        pytest.raises(Unreachable, match="refused"),
        connect("ws://127.0.0.1:1/", 1, WallClock()),
    ):
        pass


def redirect(code, location):
    return f"HTTP/1.1 {code} Elsewhere\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n"


def refusal_of(answer):
    """Return why a server that answers a handshake so is not reached."""
    with (
        listener(answer.encode()) as url,
        pytest.raises(Unreachable) as error,
        connect(url, 2, WallClock()),
    ):
        pass
    return error.value.why


@pytest.mark.parametrize("code", [300, 301, 302, 303, 307, 308])
def test_a_redirect_is_refused_in_words_and_nobody_is_asked_elsewhere(code):
    visits = []

    def elsewhere(connection):
        visits.append(connection.request.path)

    with peer(elsewhere) as other:
        why = refusal_of(redirect(code, f"{other}?apiKey=canaryKey0123456789"))
    assert f"HTTP {code}: it leads to ws://127.0.0.1:" in why
    assert "redirects are not followed" in why
    assert "canary" not in why
    assert visits == []


@pytest.mark.parametrize(
    "location", ["", "\x1b[31m", "ws://[", "http://" + "x" * 5000, "ws://user:canary@host/"]
)
def test_wherever_a_redirect_leads_it_is_shown_harmless(location):
    why = refusal_of(redirect(302, location))
    assert len(why) < 500
    assert "\x1b" not in why
    assert "canary" not in why
