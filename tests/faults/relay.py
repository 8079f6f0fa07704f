"""A relay on loopback between a client and the reference server, which injects one fault.

Faults of bytes are injected into the TCP stream, faults of frames between two WebSocket ends.
What it did is written down, so that a test knows what a client can have seen.
"""

import contextlib
import json
import socket
import ssl
import struct
import threading
import time
from dataclasses import dataclass, field
from functools import cache

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect
from websockets.sync.server import serve

_RESET = struct.pack("ii", 1, 0)
"""SO_LINGER with no time to linger: closing sends RST."""


ASIDE = ("before", "after", "still-there")
"""The ids of requests that no clause judges."""


@dataclass
class Log:
    """What a relay did: the connections it saw, and how often its fault struck.

    ``judged`` counts the strikes at answers that a scenario waited for.
    """

    connections: int = 0
    struck: int = 0
    judged: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def connect(self):
        """Count a connection; return its number, from 1."""
        with self.lock:
            self.connections += 1
            return self.connections

    def strike(self, message=""):
        """Count a fault that was injected, into a message if it is known."""
        with self.lock:
            self.struck += 1
            self.judged += not any(f'"{name}"' in str(message) for name in ASIDE)


@contextlib.contextmanager
def listening(handle):
    """Accept TCP connections, each handled in a thread; yield the port."""
    listener = socket.create_server(("127.0.0.1", 0))
    open_sockets = []

    def accept():
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            open_sockets.append(client)
            threading.Thread(target=handle, args=(client,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.close()
        for each in open_sockets:
            with contextlib.suppress(OSError):
                each.close()


@contextlib.contextmanager
def relaying_bytes(port, fault, log):
    """Relay TCP to a port; ``fault(number)`` gives what a connection's bytes go through."""

    def handle(client):
        number = log.connect()
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)) as server:
            up = threading.Thread(target=_pump, args=(client, server), daemon=True)
            up.start()
            _down(server, client, fault(number), log)
        with contextlib.suppress(OSError):
            client.close()

    with listening(handle) as here:
        yield f"ws://127.0.0.1:{here}/ws-dapi/v1"


def _pump(source, sink):
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            sink.sendall(data)
        sink.shutdown(socket.SHUT_WR)


def _down(server, client, fault, log):
    """Pass on what the server says, through the fault once the handshake is over."""
    head = b""
    while b"\r\n\r\n" not in head:
        data = server.recv(65536)
        if not data:
            return
        head += data
    end = head.index(b"\r\n\r\n") + 4
    client.sendall(head[:end])
    data = head[end:] or server.recv(65536)
    while data:
        if fault is None:
            client.sendall(data)
        elif not fault(client, data, log):
            return
        data = server.recv(65536)


class Bytes:
    """Faults of bytes: each takes what is to be passed on, and says whether to go on."""

    @staticmethod
    def reset(client, _data, log):
        log.strike()
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        client.shutdown(socket.SHUT_RD)  # wakes the other direction, which holds the socket open
        time.sleep(0.01)
        client.close()
        return False

    @staticmethod
    def stall(_client, _data, log):
        log.strike()
        return True

    @staticmethod
    def trickle(client, data, log):
        log.strike()
        for place in range(len(data)):
            client.sendall(data[place : place + 1])
        return True

    @staticmethod
    def cut(client, data, log):
        log.strike()
        client.sendall(data[: len(data) // 2])
        client.shutdown(socket.SHUT_RDWR)
        return False


@contextlib.contextmanager
def answering(response):
    """Answer every connection with these bytes, and close it; with none, hold it open."""

    def handle(client):
        with contextlib.suppress(OSError), client:
            client.recv(65536)
            if response:
                client.sendall(response)
            else:
                client.recv(65536)

    with listening(handle) as port:
        yield f"ws://127.0.0.1:{port}/ws-dapi/v1"


def status(code, *headers):
    """Return an HTTP response without a body."""
    lines = [f"HTTP/1.1 {code} Whatever", "Content-Length: 0", "Connection: close", *headers]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


@contextlib.contextmanager
def untrusted(certificate, key):
    """Speak TLS with a certificate that nobody trusts."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)

    def handle(client):
        with contextlib.suppress(OSError), context.wrap_socket(client, server_side=True) as secure:
            secure.recv(1)

    with listening(handle) as port:
        yield f"wss://localhost:{port}/ws-dapi/v1"


@contextlib.contextmanager
def relaying_frames(upstream, fault, log):
    """Relay WebSocket messages to a URL; ``fault(number)`` gives what a connection's go through.

    It is called with the downward connection and each message of the server, and passes on what it
    likes; False closes the connection.
    """

    def handle(downward):
        damage = fault(log.connect())
        query = downward.request.path.partition("?")[2]
        with connect(upstream + (f"?{query}" if query else ""), proxy=None) as upward:
            threading.Thread(target=_forward, args=(downward, upward), daemon=True).start()
            with contextlib.suppress(ConnectionClosed):
                for message in upward:
                    if damage is None:
                        downward.send(message)
                    elif damage(downward, message, log) is False:
                        return

    # uncompressed: to compress 64 MiB takes longer than the suite waits for an answer
    with serve(handle, "127.0.0.1", 0, max_size=None, compression=None) as relay:
        threading.Thread(target=relay.serve_forever, daemon=True).start()
        yield f"ws://127.0.0.1:{relay.socket.getsockname()[1]}/ws-dapi/v1"


def _forward(downward, upward):
    with contextlib.suppress(ConnectionClosed):
        for message in downward:
            upward.send(message)
    upward.close()


@cache
def _huge():
    """Return 64 MiB of JSON, as bytes: making and encoding them anew each time takes too long."""
    return b'{"padding":"' + b"x" * 2**26 + b'"}'


def _id_of(message):
    """Return the id of an answer, also of one in a list; None where a mutant made it no JSON."""
    try:
        answer = json.loads(message)
    except ValueError:
        return None
    answer = answer[0] if isinstance(answer, list) and answer else answer
    return answer.get("id") if isinstance(answer, dict) else None


class Frames:
    """Faults of frames; those with a memory are made anew for each connection."""

    @staticmethod
    def fragment(downward, message, log):
        log.strike(message)
        downward.send([message[:5], message[5:9], message[9:]])

    @staticmethod
    def close(code):
        def damage(downward, message, log):
            downward.send(message)
            log.strike(message)
            downward.close(code, "so it is")
            return False

        return damage

    @staticmethod
    def close_after_refusal(code, seconds=0.0):
        """Close after the answer to a request that was refused, at once or a moment later."""

        def damage(downward, message, log):
            downward.send(message)
            if '"error"' not in str(message):
                return True
            log.strike(message)
            time.sleep(seconds)
            downward.close(code, "disconnected")
            return False

        return damage

    @staticmethod
    def sometimes(number, fault):
        """Let a fault strike one message in so many."""
        seen = []

        def damage(downward, message, log):
            seen.append(message)
            if len(seen) % number == 0:
                return fault(downward, message, log)
            downward.send(message)
            return True

        return damage

    @staticmethod
    def delay(seconds):
        def damage(downward, message, log):
            log.strike(message)
            time.sleep(seconds)
            downward.send(message)

        return damage

    @staticmethod
    def duplicate(downward, message, log):
        log.strike(message)
        downward.send(message)
        downward.send(message)

    @staticmethod
    def reorder():
        """Pass on what comes together in the opposite order."""
        held = []

        def damage(downward, message, log):
            held.append(message)

            def let_go():
                time.sleep(0.02)
                if len(held) > 1:
                    log.strike(message)
                while held:
                    with contextlib.suppress(ConnectionClosed):
                        downward.send(held.pop())

            if len(held) == 1:
                threading.Thread(target=let_go, daemon=True).start()

        return damage

    @staticmethod
    def drop(one_in):
        seen = []

        def damage(downward, message, log):
            seen.append(message)
            if len(seen) % one_in:
                downward.send(message)
            else:
                log.strike(message)

        return damage

    @staticmethod
    def huge(downward, message, log):
        log.strike(message)
        downward.send(_huge(), text=True)

    @staticmethod
    def babble(downward, message, log):
        log.strike(message)
        while True:
            downward.send('{"e":"listenKeyExpired","E":1}')

    @staticmethod
    def error(code, status=400, **more):
        """Say that every request failed, with its own id unless another is given."""

        def damage(downward, message, log):
            log.strike(message)
            error = {"code": code, "msg": "An unknown error occurred."} | more.get("error", {})
            answer = {"id": _id_of(message), "status": status, "error": error}
            downward.send(json.dumps(answer | more.get("answer", {})))

        return damage
