"""Why a server could not be reached, in words that say what to do."""

from __future__ import annotations

import socket
import ssl

from websockets.exceptions import (
    ConnectionClosed,
    InvalidHandshake,
    InvalidMessage,
    InvalidStatus,
    InvalidURI,
)


class Unreachable(Exception):
    """A connection could not be opened; nobody's fault that can be told from here."""

    def __init__(self, url: str, why: str) -> None:
        super().__init__(f"{url}: {why}")
        self.why = why


def explain(error: Exception, patience: float) -> str:
    """Say what went wrong while connecting, and what to look at."""
    if isinstance(error, InvalidStatus):
        return _status(error.response.status_code)
    causes: tuple[tuple[type[Exception] | tuple[type[Exception], ...], str], ...] = (
        (ConnectionRefusedError, "the connection was refused; is a server listening there?"),
        (socket.gaierror, "the host's name is not known; is it spelt right?"),
        (ssl.SSLError, "TLS failed; is its certificate valid and trusted here?"),
        (TimeoutError, f"no WebSocket handshake within {patience:g} s; raise --answer-timeout?"),
        (InvalidURI, "this is no WebSocket address; it must begin with ws:// or wss://"),
        ((InvalidMessage, EOFError), "what answers there is no WebSocket server"),
        (ConnectionClosed, "the connection was closed during the handshake"),
        (InvalidHandshake, "the WebSocket handshake failed; what answers there speaks another way"),
        (OSError, f"the network failed ({getattr(error, 'strerror', None) or 'no more is known'})"),
    )
    for kind, words in causes:
        if isinstance(error, kind):
            return words
    return f"the connection failed ({type(error).__name__})"


_SERVER_FAULT = 5
"""The first digit of the HTTP codes that say so."""


def _status(code: int) -> str:
    meaning = {
        403: "a firewall refuses this address",
        404: "there is no such path; COIN-M's is /ws-dapi/v1",
        418: "this address is banned for now; wait before another run",
        429: "too many requests came from this address; wait a minute",
    }
    words = meaning.get(
        code, "the server has a fault" if code // 100 == _SERVER_FAULT else "see the API's page"
    )
    return f"the handshake was answered with HTTP {code}: {words}"
