"""What cannot be reached says why."""

import contextlib
import socket
import ssl
import threading

import pytest
from peers import peer
from websockets.datastructures import Headers
from websockets.exceptions import InvalidStatus, InvalidURI
from websockets.http11 import Response

from conformance.evidence.live.opening import connect
from conformance.evidence.live.unreachable import Unreachable, passing, unreachable
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


def refused_with(code, **headers):
    """Return what is made of an HTTP answer to a handshake."""
    response = Response(code, "x", Headers({n.replace("_", "-"): v for n, v in headers.items()}))
    return unreachable("ws://host/", InvalidStatus(response), 3)


LATER = {"Date": "Mon, 23 Nov 2026 03:00:00 GMT", "Retry_After": "Mon, 23 Nov 2026 03:00:07 GMT"}


@pytest.mark.parametrize(
    "code, headers, again, throttled, refills",
    [
        (500, {}, True, False, False),
        (503, {}, True, False, False),
        (408, {}, True, False, False),
        (404, {}, False, False, False),
        (451, {}, False, False, False),
        (429, {}, False, True, True),
        (418, {}, False, True, False),
        (429, {"Retry_After": "5"}, 5.0, True, False),
        (418, {"Retry_After": "120"}, 120.0, True, False),
        (418, {"Retry_After": "121"}, False, True, False),
        (503, {"Retry_After": "0"}, 0.0, False, False),
        (503, {"Retry_After": "-3"}, 0.0, False, False),
        (503, {"Retry_After": "soon"}, True, False, False),
        (503, {"Retry_After": "inf"}, True, False, False),
        (503, LATER, 7.0, False, False),
    ],
)
def test_whether_another_attempt_may_help_is_what_the_answer_says(
    code, headers, again, throttled, refills
):
    error = refused_with(code, **headers)
    assert (error.again, error.throttled, error.refills) == (again, throttled, refills)
    assert type(error.again) is type(again)
    assert error.spent


@pytest.mark.parametrize(
    "error, again, spent",
    [
        (ConnectionRefusedError(), True, False),
        (socket.gaierror(), False, False),
        (ssl.SSLError(), False, False),
        (InvalidURI("x", "y"), False, False),
        (TimeoutError(), False, True),
        (ConnectionResetError(), True, True),
        (EOFError(), True, True),
        (OSError(), False, True),
        (ValueError(), False, True),
    ],
)
def test_what_kept_a_handshake_from_the_server_cost_nothing(error, again, spent):
    made = unreachable("ws://host/", error, 3)
    assert (made.again, made.spent, made.throttled) == (again, spent, False)
    assert str(made) == f"ws://host/: {made.why}"


def test_a_time_that_a_server_names_is_said():
    assert refused_with(429, Retry_After="5").why.endswith("wait a minute; it asks to wait 5 s")
    assert "asks to wait" not in refused_with(429).why


@pytest.mark.parametrize("length, is_shown", [(200, True), (201, False)])
def test_an_address_that_a_redirect_leads_to_is_shown_up_to_a_length(length, is_shown):
    address = "ws://" + "a-" * ((length - 5) // 2) + "b" * ((length - 5) % 2)
    why = refused_with(302, Location=address).why
    assert (address in why) is is_shown
    assert (f"an address of {length} characters" in why) is not is_shown


def test_a_limit_that_is_refilled_is_waited_for_twice_where_a_server_answered_before():
    full = refused_with(429)
    again = passing(restarts=True)
    assert [again(full), again(full), again(full)] == [60.0, 60.0, False]
    assert passing(restarts=False)(full) is False


def test_all_the_rests_that_a_server_asks_for_are_bounded_together():
    again = passing(restarts=False)
    rest = refused_with(503, Retry_After="50")
    assert [again(rest), again(rest), again(rest)] == [50.0, 50.0, False]
    assert passing(restarts=True)(refused_with(500)) is True
    assert passing(restarts=True)(ValueError()) is False


def test_a_port_without_tls_is_said_to_be_perhaps_one():
    with (
        listener(b"HTTP/1.1 400 Bad Request\r\n\r\n") as url,
        pytest.raises(Unreachable, match="give ws:// instead of wss://"),
        connect(url.replace("ws://", "wss://"), 5, WallClock()),
    ):
        pass
