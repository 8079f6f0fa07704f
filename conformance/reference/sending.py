"""How the reference server sends: answers, pings and closes, events, and refused handshakes."""

from __future__ import annotations

import contextlib
import threading
import time
from http import HTTPStatus
from typing import Final, cast

from websockets.exceptions import ConnectionClosed
from websockets.http11 import Response
from websockets.sync import server

from conformance.reference.outgoing import Close, Outgoing, Pause, Ping
from conformance.reference.watching import WatchedConnection

_PONG: Final = 1.5
"""How long a pong is waited for, in s, before the answer is sent."""
_AFTER_PONG: Final = 0.3
"""How long is waited after it, in s, so that a client's next frame is later."""
_BANNED: Final = 418


def send(socket: WatchedConnection, reply: Outgoing, fragments: int) -> bool:
    """Send what a server sends; whether the connection is open still."""
    if isinstance(reply, Pause):
        time.sleep(reply.seconds)
        return True
    socket.write_down(reply)
    if isinstance(reply, Close):
        socket.close(reply.code, reply.reason)
        return False
    if isinstance(reply, Ping):
        socket.ping(reply.payload).wait(_PONG)
        time.sleep(_AFTER_PONG)
    elif fragments > 1 and reply:
        size = -(-len(reply) // (fragments - 1))  # the library ends them with an empty one
        pieces = [reply[place : place + size] for place in range(0, len(reply), size)]
        socket.send(cast("list[str]", pieces))
    else:
        socket.send(reply)
    return True


def refused_handshake(socket: server.ServerConnection, status: int) -> Response:
    """Return the answer to a handshake that is refused, with the time that a limit names."""
    response = socket.respond(HTTPStatus.BAD_REQUEST, "The handshake is refused\n")
    response.status_code = status
    known = {each.value: each.phrase for each in HTTPStatus}
    response.reason_phrase = known.get(status, "Refused")
    if status in {HTTPStatus.TOO_MANY_REQUESTS, _BANNED, HTTPStatus.SERVICE_UNAVAILABLE}:
        response.headers["Retry-After"] = "1"
    return response


def push_event(socket: server.ServerConnection, text: str | None) -> None:
    """Send an event, if the connection is open still; None closes it."""
    with contextlib.suppress(ConnectionClosed, OSError):
        if text is not None:
            socket.send(text)
        else:  # the other side's close is not waited for
            threading.Thread(target=socket.close, daemon=True).start()
