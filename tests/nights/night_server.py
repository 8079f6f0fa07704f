"""A small server of COIN-M's WebSocket API, written from its pages and from what was seen of it.

It imports nothing of the suite, so that the two can be wrong in different places. What a night
brings is a hook or a setting of one server; without any, it keeps to the pages.
"""

import base64
import binascii
import contextlib
import json
import re
import secrets
import socket
import string
import struct
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from cryptography.exceptions import InvalidSignature
from websockets.exceptions import ConnectionClosed
from websockets.sync.server import serve

WEIGHTS = {
    "userDataStream.start": 1,
    "userDataStream.ping": 1,
    "userDataStream.stop": 1,
    "session.logon": 2,
    "session.status": 2,
    "session.logout": 2,
}
HANDSHAKE = 5
_ID = re.compile(r"[a-zA-Z0-9_-]{1,36}")
_BAD_ID = (
    "Invalid 'id' in JSON request; expected an integer, a string matching "
    "'^[a-zA-Z0-9-_]{1,36}$', or null."
)
_BAD_KEY = "Invalid API-key, IP, or permissions for action."
_BAD_PARAMS = "Invalid 'params' in JSON request; expected an object."
_NO_VALUE = "Mandatory parameter '{}' was not sent, was empty/null, or malformed."
_RESET = struct.pack("ii", 1, 0)
"""SO_LINGER with no time to linger: closing sends RST."""


class Refused(Exception):
    """A request is refused, with a status, a code and a message; with its id unless that is bad."""

    def __init__(self, status, code, msg, *, limits=True, null_id=False):
        super().__init__(msg)
        self.status, self.code, self.msg = status, code, msg
        self.limits, self.null_id = limits, null_id


class Ignored(Exception):
    """A request gets no answer."""


class ClosedOn(Exception):
    """A request gets no answer, and its connection is closed."""


def now():
    """Return the time, in ms since 1970."""
    return time.time_ns() // 1_000_000


@dataclass
class Connection:
    """A connection: its session, and how much came of it.

    ``number`` counts the server's connections from 1; ``requests`` and ``refusals`` are its own.
    """

    socket: Any
    number: int
    limits: bool
    began: int
    key: str | None = None
    since: int | None = None
    requests: int = 0
    refusals: int = 0

    def close(self, code, reason=""):
        """Close with a code; with 1006, without a closing handshake."""
        if code == 1006:
            self.socket.close_socket()
        else:
            self.socket.close(code, reason)

    def reset(self):
        """Drop the TCP connection, so that the peer sees a reset."""
        with contextlib.suppress(OSError):
            self.socket.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
            self.socket.socket.shutdown(socket.SHUT_RD)  # so that no thread holds it open
            self.socket.socket.close()
        self.socket.close_socket()

    def later(self, seconds, action, *arguments):
        """Do something after a while, whatever happens until then."""
        timer = threading.Timer(seconds, _quietly, (action, *arguments))
        timer.daemon = True
        timer.start()


def _quietly(action, *arguments):
    with contextlib.suppress(ConnectionClosed, OSError):
        action(*arguments)


@dataclass
class Request:
    """A frame that came, and what could be read of it.

    ``number`` counts the frames of all connections, ``turn`` those of the same method, from 1.
    """

    server: "Server"
    connection: Connection
    data: str | bytes
    number: int
    turn: int = 0
    document: Any = None

    @property
    def members(self):
        """The request's members; none where it is no object."""
        return self.document if isinstance(self.document, dict) else {}

    @property
    def id(self):
        """The request's id; None where it has none."""
        return self.members.get("id")

    @property
    def method(self):
        """The method without its version; empty where there is none."""
        method = self.members.get("method")
        return method.removeprefix("v1/") if isinstance(method, str) else ""

    @property
    def params(self):
        """The request's params; none where they are no object."""
        params = self.members.get("params")
        return params if isinstance(params, dict) else {}


def new_listen_key(length):
    """Return a listen key that nobody had before."""
    return "".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(length))


def nothing(*_):
    """Let things go their way."""


def unchanged(_request, answer):
    """Let an answer be as it is."""
    return answer


def compact(answer):
    """Write an answer as servers do."""
    return json.dumps(answer, separators=(",", ":"))


def count_of_the_minute(server):
    """Count the request weight of the current minute, the handshakes included."""
    minute = now() // 60_000
    return sum(weight for at, weight in server.spent if at == minute)


@dataclass
class Server:
    """A server with one account. Each hook is called with the request, and may sleep or close.

    ``handshake(server, number)`` gives an HTTP status and headers, or None; ``opened`` is called
    with a new connection. ``before`` comes before an answer is made, ``change`` makes another of
    it (None, one, or a list of frames; a tuple is one frame in fragments), ``write`` writes it,
    ``after`` comes after it was sent. ``read`` may refuse a frame.
    """

    api_key: str
    public_key: Any
    handshake: Callable = nothing
    opened: Callable = nothing
    read: Callable = nothing
    before: Callable = nothing
    change: Callable = unchanged
    write: Callable = compact
    after: Callable = nothing
    count: Callable = count_of_the_minute
    limit: int = 2400
    more_limits: tuple = ()
    limits_on_errors: bool = True
    hmac: bool = False
    trims: bool = False
    methods: tuple = tuple(WEIGHTS)
    without_key: tuple = (400, -1103, "param apikey not found.")
    faulty_key: tuple = (400, -1102, _NO_VALUE.format("apiKey"))
    unknown_key: tuple = (401, -2015, _BAD_KEY)
    without_stream: tuple | None = None
    nobody: dict = field(default_factory=lambda: {"apiKey": None, "authorizedSince": None})
    key_length: int = 64
    ahead: int = 0
    serving: dict = field(default_factory=dict)
    listen_key: str | None = None
    is_revoked: bool = False
    frames: int = 0
    connections: int = 0
    sockets: set = field(default_factory=set)
    turns: Counter = field(default_factory=Counter)
    spent: list = field(default_factory=list)
    lock: Any = field(default_factory=threading.Lock)
    port: int = 0
    host: str = "127.0.0.1"
    _listening: Any = None

    # Sockets

    @contextlib.contextmanager
    def running(self):
        """Serve on loopback; yield the URL."""
        self._listen()
        try:
            yield f"ws://127.0.0.1:{self.port}/ws-dapi/v1"
        finally:
            for each in tuple(self.sockets):
                each.close_socket()
            self._listening.socket.close()  # another may listen there at once
            threading.Thread(target=self._listening.shutdown, daemon=True).start()

    def _listen(self):
        listener = socket.create_server((self.host, self.port))
        self.port = listener.getsockname()[1]
        options = {"compression": "deflate", "ping_interval": None, "close_timeout": 1}
        self._listening = serve(
            self._handle,
            sock=listener,
            process_request=self._open,
            max_size=None,
            **options | self.serving,
        )
        threading.Thread(target=self._listening.serve_forever, daemon=True).start()

    def restart(self, seconds):
        """Close every connection with 1012, refuse new ones for a while, and serve again."""

        def again():
            self._listening.socket.close()
            with ThreadPoolExecutor() as pool:
                for each in tuple(self.sockets):
                    pool.submit(each.close, 1012, "restart")
            self._listening.shutdown()
            time.sleep(seconds)
            self._listen()

        threading.Thread(target=again, daemon=True).start()

    def _open(self, socket, _request):
        with self.lock:
            self.connections += 1
            number = self.connections
            self.spent.append((now() // 60_000, HANDSHAKE))
        refusal = self.handshake(self, number)
        if refusal is None:
            return None
        status, headers = refusal
        response = socket.respond(status, "")
        for name, value in headers.items():
            response.headers[name] = value
        return response

    def _handle(self, socket):
        query = parse_qs(urlsplit(socket.request.path).query)
        limits = query.get("returnRateLimits") != ["false"]
        connection = Connection(socket, self.connections, limits, now())
        self.sockets.add(socket)
        with contextlib.suppress(ConnectionClosed, OSError):
            self.opened(connection)
            for data in socket:
                self._answer(connection, data)
        self.sockets.discard(socket)

    def _answer(self, connection, data):
        request = self._request(connection, data)
        self.before(request)
        with self.lock:
            answer = self._carry_out(request)
        changed = self.change(request, answer)
        frames = changed if isinstance(changed, list) else [changed]
        for frame in frames:
            if frame is not None:
                written = self.write(frame) if isinstance(frame, dict) else frame
                connection.socket.send(written)
        connection.refusals += "error" in (answer or {})
        self.after(request, answer)

    def _request(self, connection, data):
        connection.requests += 1
        with self.lock:
            self.frames += 1
            request = Request(self, connection, data, self.frames)
            if isinstance(data, str):
                with contextlib.suppress(ValueError, RecursionError):
                    request.document = json.loads(data)
            self.turns[request.method] += 1
            request.turn = self.turns[request.method]
            self.spent.append((now() // 60_000, WEIGHTS.get(request.method, 1)))
        return request

    # Answers

    def _carry_out(self, request):
        try:
            self.read(request)
            return self._success(request, self._result(request))
        except Refused as refusal:
            return self.refusal(request, refusal)
        except Ignored:
            return None
        except ClosedOn:
            request.connection.close(1008, "disconnected")
            return None

    def _success(self, request, result):
        return {"id": request.id, "status": 200, "result": result} | self._limits(request)

    def refusal(self, request, refusal):
        """Return the answer that refuses a request."""
        own = None if refusal.null_id else request.id
        error = {"code": refusal.code, "msg": refusal.msg}
        limits = self._limits(request) if refusal.limits and self.limits_on_errors else {}
        return {"id": own, "status": refusal.status, "error": error} | limits

    def _limits(self, request):
        wanted = request.params.get("returnRateLimits", request.connection.limits)
        if wanted is False:
            return {}
        weight = entry("REQUEST_WEIGHT", "MINUTE", 1, self.limit, self.count(self))
        return {"rateLimits": [weight, *self.more_limits]}

    def _result(self, request):
        self._check(request)
        if self.is_revoked and self._uses_key(request):
            raise Refused(401, -2015, _BAD_KEY, limits=False, null_id=bool(request.connection.key))
        family, _, name = request.method.partition(".")
        return getattr(self, f"_{'stream' if family == 'userDataStream' else family}_{name}")(
            request
        )

    def _check(self, request):
        """Refuse what is no request, or is one of no method."""
        if not isinstance(request.document, dict):
            raise Refused(400, -1000, "Invalid JSON request.", limits=False, null_id=True)
        if "id" not in request.members or not is_id(request.id):
            raise Refused(400, -1000, _BAD_ID, limits=False, null_id=True)
        method = request.members.get("method")
        if not isinstance(method, str):
            raise Refused(400, -1000, "Invalid 'method' in JSON request.", limits=False)
        if not isinstance(request.members.get("params") or {}, dict):
            raise Refused(400, -1000, _BAD_PARAMS, limits=False)
        if request.method not in self.methods:
            raise Refused(400, -5000, f"Method v1/{request.method} is invalid")

    def _uses_key(self, request):
        return self.api_key in (request.params.get("apiKey"), request.connection.key)

    def _key(self, request):
        """Return the apiKey in the name of which a request is made."""
        if "apiKey" not in request.params:
            if request.connection.key is None:
                raise Refused(*self.without_key)
            return request.connection.key
        key = request.params["apiKey"]
        if not isinstance(key, str) or not key:
            raise Refused(*self.faulty_key)
        if (key.strip() if self.trims else key) != self.api_key:
            raise Refused(*self.unknown_key)
        return key

    def _stream_start(self, request):
        self._key(request)
        self.listen_key = self.listen_key or new_listen_key(self.key_length)
        return {"listenKey": self.listen_key}

    def _stream_ping(self, request):
        self._key(request)
        if self.listen_key is None:
            raise Refused(400, -1125, "This listenKey does not exist.")
        return {"listenKey": self.listen_key}

    def _stream_stop(self, request):
        self._key(request)
        if self.listen_key is None and self.without_stream:
            raise Refused(*self.without_stream)
        self.listen_key = None
        return {}

    def _session_logon(self, request):
        for name in ("apiKey", "signature", "timestamp"):
            if name not in request.params:
                raise Refused(400, -1102, _NO_VALUE.format(name))
        key = self._key(request)
        if self.hmac:
            raise Refused(400, -4056, "HMAC_SHA256 API key is not supported.")
        self._check_time(request.params)
        if not is_signed(self.public_key, request.params):
            raise Refused(400, -1022, "Signature for this request is not valid.")
        request.connection.key, request.connection.since = key, self._now()
        return self._session(request.connection)

    def _check_time(self, params):
        behind = self._now() - params["timestamp"]
        if behind > params.get("recvWindow", 5000):
            raise Refused(400, -1021, "Timestamp for this request is outside of the recvWindow.")
        if behind <= -1000:
            msg = "Timestamp for this request was 1000ms ahead of the server's time."
            raise Refused(400, -1021, msg)

    def _session_status(self, request):
        return self._session(request.connection)

    def _session_logout(self, request):
        request.connection.key = request.connection.since = None
        return {"apiKey": None, "authorizedSince": None} | self._times(request.connection)

    def _session(self, connection):
        who = {"apiKey": connection.key, "authorizedSince": connection.since}
        return (who if connection.key else self.nobody) | self._times(connection)

    def _times(self, connection):
        return {
            "connectedSince": connection.began,
            "returnRateLimits": connection.limits,
            "serverTime": self._now(),
        }

    def _now(self):
        return now() + self.ahead


def entry(kind, interval, number, limit, count):
    """Return a rate limit."""
    return {
        "rateLimitType": kind,
        "interval": interval,
        "intervalNum": number,
        "limit": limit,
        "count": count,
    }


def is_id(value):
    """Whether a value is one of the ids that futures servers were seen to take."""
    if isinstance(value, bool):
        return False
    if isinstance(value, int):
        return -(2**63) <= value < 2**63
    return value is None or (isinstance(value, str) and _ID.fullmatch(value) is not None)


def is_signed(public_key, params):
    """Whether a logon's params carry the account's signature."""
    named = sorted((name, value) for name, value in params.items() if name != "signature")
    payload = "&".join(f"{name}={value}" for name, value in named)
    try:
        signature = base64.b64decode(params["signature"], validate=True)
        public_key.verify(signature, payload.encode())
    except (InvalidSignature, binascii.Error, ValueError, TypeError):
        return False
    return True
