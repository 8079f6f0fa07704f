"""The only sockets and clocks of the client: a channel to a server."""

from __future__ import annotations

import contextlib
import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from math import inf
from typing import Any, Final, cast

from websockets.exceptions import ConnectionClosed
from websockets.sync import client

from conformance.evidence.live.addresses import is_loopback
from conformance.evidence.live.log import FrameClock, LoggedConnection
from conformance.evidence.live.unreachable import Unreachable, unreachable
from conformance.reference.listening import bound_sends
from conformance.reference.wire import WallClock
from conformance.scenarios.perform import PROBE_WAIT
from conformance.scenarios.script import PROBE
from conformance.transcript.conversation import conversation_of
from conformance.transcript.frames import Direction, Ending, Frame, Opcode, Transcript

_LARGEST: Final = 2**19
"""The largest message that is read, in bytes; a larger one ends the connection with 1009."""
_LONGEST_SEND: Final = 5.0
"""How long a server may take nothing of what is sent, in s, before the connection is given up."""
_BRIEF: Final = 0.01
"""How long it may take to see whether all has come, in s, without a pause."""
_LINGER: Final = 0.025
"""How long a scenario's end waits for frames that answer no request, in seconds."""
_HANDSHAKE: Final = 10.0
"""How long a handshake may take, in seconds, however patient a run is with answers."""
_LEAVING: Final = 0.5
"""How long a closing handshake may take, in seconds."""
_QUIET: Final = logging.getLogger("conformance.evidence.live.wire")
_QUIET.setLevel(logging.CRITICAL)  # the library's own log would print frames, and keys with them


def steady() -> float:
    """Return the time in s by a clock that nobody sets."""
    return time.monotonic()


def pause(seconds: float) -> None:
    """Wait."""
    time.sleep(seconds)


@dataclass(slots=True)
class SocketChannel:
    """A performance's connection to a real server; see `scenarios.perform.Channel`.

    ``begin`` is the index of its first frame on a connection that scenarios share; ``until`` is
    when its waits end, whatever has come by then.
    """

    connection: LoggedConnection
    patience: float
    is_answered_elsewhere: Callable[[], bool]
    begin: int = 0
    until: float = inf

    @property
    def frames(self) -> tuple[Frame, ...]:
        """Every frame so far, in wire order."""
        with self.connection.log.changed:
            return tuple(self.connection.log.frames[self.begin :])

    def shared(self, patience: float) -> SocketChannel:
        """Return a channel for one more scenario on the same connection."""
        return replace(self, begin=self.connection.log.begin(), patience=patience, until=inf)

    @property
    def ending(self) -> Ending | None:
        """How the connection ended, if it did."""
        return self.connection.log.ending

    def now(self) -> int:
        """Return the time, in ms since 1970."""
        return self.connection.log.clock.now()

    def send(self, frames: list[str | bytes]) -> None:
        """Send frames in one go; those that come meanwhile are recorded after the last of them."""
        log = self.connection.log
        with log.burst(), contextlib.suppress(ConnectionClosed):
            for data in frames:
                opcode = Opcode.TEXT if isinstance(data, str) else Opcode.BINARY
                log.keep(Direction.SENT, data, opcode)
                self.connection.send(data)

    def wait(self, done: Callable[[], bool], share: float = 1.0, at_most: float = inf) -> bool:
        """Wait until done, for a share of the time-out, and at most so many s; whether it is."""
        deadline = min(time.monotonic() + min(self.patience * share, at_most), self.until)
        log = self.connection.log
        while True:
            began, count = time.monotonic(), len(log.frames)
            if done() or log.ending is not None:
                return done()
            now = time.monotonic()
            if now >= deadline:
                return False
            with log.changed:  # under a flood, as long is waited as looking at it took
                if not log.ending and len(log.frames) == count:
                    log.changed.wait(deadline - now)
            if now - began > _BRIEF:
                pause(min(now - began, max(0.0, deadline - time.monotonic())))

    def finish(self) -> None:
        """Wait shortly for more frames."""
        log = self.connection.log
        with log.changed:
            log.changed.wait_for(lambda: log.ending is not None, _LINGER)

    def probe_elsewhere(self) -> bool:
        """Whether the server answers a probe on another connection."""
        return self.is_answered_elsewhere()


class _DirectConnect(client.reconnect):
    """Opens a connection to the address that was given, and to no other.

    The library would follow a redirect, and send the account's key to wherever that leads.
    """

    def process_redirect(self, exc: Exception) -> Exception | str:
        """Return the error itself: a redirect is refused like any other answer."""
        return exc


@contextlib.contextmanager
def connect(url: str, patience: float, clock: FrameClock) -> Iterator[SocketChannel]:
    """Open a channel; ``patience`` is the time-out of each answer, in s. Raises Unreachable.

    ``url`` is one that `addresses.address_of` has read.
    """

    def create(*args: Any, **kwargs: Any) -> LoggedConnection:
        return LoggedConnection(*args, clock=clock, **kwargs)

    try:
        connection = _DirectConnect(
            url,
            create_connection=cast("type[client.ClientConnection]", create),  # it is only called
            proxy=None if is_loopback(url) else True,
            open_timeout=min(patience, _HANDSHAKE),
            close_timeout=_LEAVING,
            ping_interval=None,
            max_size=_LARGEST,
            compression=None,  # a few bytes could become many
            max_queue=None,
            logger=_QUIET,
            user_agent_header="userstream-conformance",
        ).connect()
        opened = cast("LoggedConnection", connection.__enter__())
        bound_sends(opened.socket, min(patience, _LONGEST_SEND))
    except Exception as error:  # noqa: BLE001 - whatever it is, the server could not be reached
        raise unreachable(url, error, min(patience, _HANDSHAKE)) from None
    try:
        yield SocketChannel(opened, patience, lambda: _is_answered_elsewhere(url, patience))
    finally:
        opened.log.leaving = True
        opened.close()


def _is_answered_elsewhere(url: str, patience: float) -> bool:
    """Whether a server answers a probe on a new connection, and leaves that open."""
    try:
        with connect(url, patience, WallClock()) as channel:
            channel.send([PROBE])
            answered = channel.wait(lambda: _is_answered(channel.frames), at_most=PROBE_WAIT)
            channel.finish()
            return answered and channel.ending is None
    except Unreachable:
        return False


def _is_answered(frames: tuple[Frame, ...]) -> bool:
    return any(exchange.answer for exchange in conversation_of(Transcript("", frames)).exchanges)
