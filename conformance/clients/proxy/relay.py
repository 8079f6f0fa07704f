"""The sockets of a proxy: every byte passes through untouched, both ways, and a tap reads along."""

from __future__ import annotations

import contextlib
import queue
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from conformance.api.venues import STREAM_PATH
from conformance.clients.proxy.handshake import (
    SWITCHING,
    HeadUnreadable,
    Upstream,
    extensions_of,
    path_of,
    sent_on,
    status_of,
)
from conformance.clients.proxy.judging import Findings
from conformance.clients.proxy.sockets import HANDSHAKE, opened_to, prepare, read_head
from conformance.clients.proxy.tap import Tap
from conformance.transcript.frames import Direction, Opcode

_CHUNK: Final = 2**16
_MOST_QUEUED: Final = 2**26
"""So many bytes may wait to be judged; a side that sends more waits, too."""
_IDLE: Final = 0.05
"""After so long without a frame, in s, a connection is judged."""
_LONGEST_JUDGING: Final = 60.0
"""How long the end of a connection may take, in s, with all that is left to be judged."""
_END: Final = b""
_UNREADABLE: Final = b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"
_UNREACHABLE: Final = b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n"
_Way = tuple[socket.socket, socket.socket, bytes]
"""From where bytes are passed on, where to, and those that came already."""


class _Passed:
    """Bytes that passed, in one order of both directions, on their way to be judged."""

    def __init__(self) -> None:
        self.waiting: queue.SimpleQueue[tuple[Direction, bytes]] = queue.SimpleQueue()
        self.room = threading.Condition()
        self.bytes = 0

    def put(self, direction: Direction, data: bytes) -> None:
        """Hand over bytes before they are sent on; wait while too many wait."""
        if self.bytes > _MOST_QUEUED:
            with self.room:
                self.room.wait_for(lambda: self.bytes <= _MOST_QUEUED)
        self.bytes += len(data)
        self.waiting.put((direction, data))

    def take(self) -> tuple[Direction, bytes] | None:
        """Return the next bytes; None where none come for a moment."""
        try:
            direction, data = self.waiting.get(timeout=_IDLE)
        except queue.Empty:
            return None
        self.bytes -= len(data)
        if self.bytes <= _MOST_QUEUED:
            with self.room:
                self.room.notify_all()
        return direction, data


@dataclass(slots=True)
class Relay:
    """Passes connections on; ``note`` takes sentences on what else happened."""

    upstream: Upstream
    findings: Findings
    note: Callable[[str], None]
    forget: bool
    context: ssl.SSLContext | None = None
    open: set[socket.socket] = field(default_factory=set)
    threads: list[threading.Thread] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def accept(self, listening: socket.socket) -> None:
        """Take connections until the listening socket is closed."""
        while True:
            try:
                client, _ = listening.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._serve, args=(client,), daemon=True)
            self.threads = [each for each in self.threads if each.is_alive()]
            self.threads.append(thread)
            thread.start()

    def stop(self) -> None:
        """End every connection, and wait until each is judged."""
        with self.lock:
            still_open = [*self.open]
        for each in still_open:
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
        for thread in self.threads:
            thread.join(_LONGEST_JUDGING)
        self.findings.unread += sum(thread.is_alive() for thread in self.threads)

    def _serve(self, plain: socket.socket) -> None:
        """Take one client's connection from its handshake to its end."""
        try:
            with contextlib.ExitStack() as stack:
                client = stack.enter_context(self._kept(self._secured(plain)))
                self._connect(client, stack)
        except (OSError, HeadUnreadable) as error:
            self.note(f"a connection failed: {getattr(error, 'strerror', None) or 'no handshake'}")
        finally:
            plain.close()

    def _secured(self, plain: socket.socket) -> socket.socket:
        prepare(plain)
        plain.settimeout(HANDSHAKE)
        return self.context.wrap_socket(plain, server_side=True) if self.context else plain

    @contextlib.contextmanager
    def _kept(self, opened: socket.socket) -> Iterator[socket.socket]:
        with self.lock:
            self.open.add(opened)
        try:
            yield opened
        finally:
            with self.lock:
                self.open.discard(opened)
            opened.close()

    def _connect(self, client: socket.socket, stack: contextlib.ExitStack) -> None:
        """Pass the handshake on, and then everything."""
        try:
            head, rest = read_head(client)
            url = self.upstream.place_of(path_of(head))
        except HeadUnreadable:
            client.sendall(_UNREADABLE)
            raise
        try:
            server = stack.enter_context(self._kept(opened_to(url)))
        except OSError as error:
            self.note(f"the server could not be reached: {error.strerror or type(error).__name__}")
            client.sendall(_UNREACHABLE)
            return
        server.sendall(sent_on(head, url))
        answer, more = read_head(server)
        client.sendall(answer)
        for each in (client, server):
            each.settimeout(None)
        if status_of(answer) != SWITCHING:
            self.note(f"a handshake was refused with {status_of(answer).decode('latin-1')[:3]}")
        self._pass_on(url, answer, (client, server, rest), (server, client, more))

    def _pass_on(self, url: str, answer: bytes, out: _Way, back: _Way) -> None:
        """Pass both ways on until they end, and judge what passes."""
        recording = self.findings.recording
        name, path = recording.name(), urlsplit(url).path
        if STREAM_PATH in path:
            listen_key = path.rpartition("/")[2]
            recording.keep(Direction.SENT, Opcode.OPEN, listen_key, name)
        taps = {direction: self._tap(name, direction, answer) for direction in Direction}
        passed = _Passed()
        pumps = [
            threading.Thread(target=_pump, args=(*way, direction, passed), daemon=True)
            for way, direction in ((out, Direction.SENT), (back, Direction.RECEIVED))
        ]
        for pump in pumps:
            pump.start()
        self._judge(name, passed, taps, is_switched=status_of(answer) == SWITCHING)
        for pump in pumps:
            pump.join()

    def _tap(self, name: str, direction: Direction, answer: bytes) -> Tap:
        """Return what reads one direction, as the handshake's answer agreed to."""
        is_switched = status_of(answer) == SWITCHING
        of_client = direction is Direction.SENT
        extensions = extensions_of(answer, of_client=of_client) if is_switched else None
        return Tap(self.findings.recording, direction, name, extensions)

    def _judge(
        self, name: str, passed: _Passed, taps: dict[Direction, Tap], *, is_switched: bool
    ) -> None:
        """Read what passes until both sides have ended, and judge it on the way."""
        ended: set[Direction] = set()
        while len(ended) < len(taps):
            taken = passed.take()
            if taken and taken[1] is _END:
                ended.add(taken[0])
            elif taken:
                taps[taken[0]].take(taken[1])
            self.findings.look(name, is_idle=taken is None)
        if is_switched:
            self.findings.unread += any(tap.is_lost for tap in taps.values())
            self.findings.finish(name, forget=self.forget)


def _pump(
    source: socket.socket, sink: socket.socket, first: bytes, direction: Direction, passed: _Passed
) -> None:
    """Pass bytes on as they come, until the source ends; the end is passed on, too."""
    data = first
    try:
        while True:
            if data:
                passed.put(direction, data)
                sink.sendall(data)
            data = source.recv(_CHUNK)
            if not data:
                break
    except OSError:
        with contextlib.suppress(OSError):
            source.shutdown(socket.SHUT_RDWR)
    finally:
        with contextlib.suppress(OSError):
            sink.shutdown(socket.SHUT_WR)
        passed.put(direction, _END)
