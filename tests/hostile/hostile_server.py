"""A server that means harm: it answers as the API does, but for what an attack puts in its place.

It imports nothing of the suite. An attack is a function that gets a turn, and returns the frames to
send: texts, bytes, or a close.
"""

import contextlib
import json
import secrets
import socket
import struct
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from websockets.exceptions import ConnectionClosed
from websockets.sync.server import serve

PATH = "/ws-dapi/v1"
LIMITS = [
    {
        "rateLimitType": "REQUEST_WEIGHT",
        "interval": "MINUTE",
        "intervalNum": 1,
        "limit": 2400,
        "count": 0,
    }
]


class Close(Exception):
    """The connection is to be closed, with a code and a reason."""

    def __init__(self, code=1008, reason=""):
        super().__init__(code)
        self.code, self.reason = code, reason


@dataclass
class Turn:
    """A request, and the honest answer to it; ``key`` is the account's key as it came.

    ``number`` counts the requests of a connection, ``socket`` is the connection itself.
    """

    text: str | bytes
    request: dict[str, Any]
    answer: dict[str, Any]
    key: str
    number: int
    socket: Any
    memory: dict[str, Any]

    @property
    def method(self):
        """The request's method; empty where it has none."""
        return str(self.request.get("method", ""))

    @property
    def is_stop(self):
        """Whether it is a stop."""
        return self.method.endswith(".stop")

    def honest(self, **changes):
        """Return the honest answer, with changes, as a text."""
        return json.dumps(self.answer | changes)

    def error(self, message, code=-2015, status=401):
        """Return an error with a message, as a text."""
        answer = {k: v for k, v in self.answer.items() if k != "result"}
        return json.dumps(answer | {"status": status, "error": {"code": code, "msg": message}})


@dataclass
class HostileServer:
    """One server: ``attack`` makes frames of a turn, ``handshake`` may answer one in its place."""

    attack: Callable[[Turn], Any] | None = None
    handshake: Callable[[Any, Any, str], Any] | None = None
    subprotocol: str = ""
    key: str = ""
    memory: dict[str, Any] = field(default_factory=dict)
    count: int = 0

    def _request(self, connection, request):
        if self.handshake:
            return self.handshake(connection, request, self.key)
        return None

    def _handle(self, connection):
        session = {"key": None, "open": None}
        number = 0
        with contextlib.suppress(ConnectionClosed, OSError):
            for text in connection:
                number += 1
                self.count += 1
                self._reply(connection, text, session, number)

    def _reply(self, connection, text, session, number):
        try:
            request = json.loads(text)
        except ValueError:
            request = {}
        request = request if isinstance(request, dict) else {}
        params = request.get("params")
        params = params if isinstance(params, dict) else {}
        if isinstance(params.get("apiKey"), str) and len(params["apiKey"]) > 20:
            self.key = self.key or params["apiKey"]
        answer = _honest(request, params, session, self.count)
        turn = Turn(text, request, answer, self.key, number, connection, self.memory)
        try:
            frames = self.attack(turn) if self.attack else turn.honest()
        except Close as close:
            connection.close(close.code, close.reason)
            raise ConnectionClosed(None, None) from None
        for frame in [frames] if isinstance(frames, str | bytes) else frames or ():
            connection.send(frame)

    @contextlib.contextmanager
    def running(self):
        """Serve on loopback; yield the URL."""
        with serve(
            self._handle, "127.0.0.1", 0, process_request=self._request, max_size=None
        ) as server:
            server.logger.disabled = True
            threading.Thread(target=server.serve_forever, daemon=True).start()
            yield f"ws://127.0.0.1:{server.socket.getsockname()[1]}{PATH}"


def _honest(request, params, session, count):
    """Return the answer of a server that keeps the contract, to requests that are well formed."""
    method = str(request.get("method", "")).removeprefix("v1/")
    key = params.get("apiKey", session["key"])
    answer = {"id": request.get("id"), "status": 200}
    limits = {"rateLimits": [LIMITS[0] | {"count": 5 + count}]}
    if params.get("returnRateLimits") is False:
        limits = {}
    if method == "session.logon":
        session["key"] = params.get("apiKey")
    if method == "session.logout":
        session["key"] = None
    if method.startswith("session."):
        status = {
            "apiKey": session["key"],
            "authorizedSince": session["key"] and 1,
            "serverTime": 1,
        }
        status |= {"connectedSince": 1, "returnRateLimits": True}
        return answer | {"result": status} | limits
    if not isinstance(key, str) or len(key) < 20 or key.startswith("UNKNOWN"):
        error = {"code": -2015, "msg": "Invalid API-key, IP, or permissions for action."}
        return {"id": request.get("id"), "status": 401, "error": error} | limits
    if method.endswith((".start", ".ping")):
        session["open"] = session["open"] or secrets.token_hex(32)
        return answer | {"result": {"listenKey": session["open"]}} | limits
    session["open"] = None
    return answer | {"result": {}} | limits


@contextlib.contextmanager
def raw_server(talk):
    """Serve a function that gets each TCP connection after its bytes came; yield the URL."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=100)
    over = threading.Event()

    def accept():
        while not over.is_set():
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=_quietly, args=(talk, connection, over), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield f"ws://127.0.0.1:{listener.getsockname()[1]}{PATH}"
    finally:
        over.set()
        with contextlib.suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()


def _quietly(talk, connection, over):
    with contextlib.suppress(OSError, ValueError), connection:
        talk(connection, over)


def accept_handshake(connection, extra=""):
    """Read a WebSocket handshake from a bare socket, and accept it."""
    import base64  # noqa: PLC0415
    import hashlib  # noqa: PLC0415

    data = b""
    while b"\r\n\r\n" not in data:
        piece = connection.recv(4096)
        if not piece:
            raise OSError
        data += piece
    name = b"sec-websocket-key:"
    line = next(each for each in data.split(b"\r\n") if each.lower().startswith(name))
    given = line.partition(b":")[2].strip()
    digest = hashlib.sha1(given + b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11").digest()  # noqa: S324
    lines = [
        "HTTP/1.1 101 Switching Protocols",
        "Upgrade: websocket",
        "Connection: Upgrade",
        f"Sec-WebSocket-Accept: {base64.b64encode(digest).decode()}{extra}",
    ]
    connection.sendall("\r\n".join([*lines, "", ""]).encode())
    return urlsplit(data.split(b" ")[1].decode())


def frame(opcode, data, fin=True, size=None):
    """Write one frame of a server; ``size`` is the length that it claims to have."""
    size = len(data) if size is None else size
    head = bytes([(0x80 if fin else 0) | opcode])
    if size < 126:
        return head + bytes([size]) + data
    if size < 2**16:
        return head + bytes([126]) + struct.pack(">H", size) + data
    return head + bytes([127]) + struct.pack(">Q", size) + data
