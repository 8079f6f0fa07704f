"""The connections of one run: shared by scenarios where session state allows it, and paid for.

A handshake costs five times as much as a stop. A connection on which anything went wrong is closed,
and the next scenario gets another.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field

import stamina

from conformance.api.venues import COIN_M
from conformance.evidence.live.log import FrameClock
from conformance.evidence.live.unreachable import Unreachable
from conformance.evidence.live.wire import SocketChannel, connect, pause, steady
from conformance.scenarios.ledger import WORST_AFTERTHOUGHT, Ledger
from conformance.scenarios.script import Scenario
from conformance.transcript.conversation import Conversation
from conformance.transcript.frames import Direction, Frame, Transcript

_ATTEMPTS = 3
"""How many attempts there are at a connection before a scenario is given up."""


@dataclass(slots=True)
class OpenConnection:
    """An open connection that waits for its next scenario, and its session's state.

    ``received_before`` is the data of frames that came on it for earlier scenarios. If the same
    comes again, it may be a late answer to one of those.
    """

    channel: SocketChannel
    closing: ExitStack
    logged_on: bool = False
    received_before: set[str | bytes] = field(default_factory=set)

    def repeats(self, transcript: Transcript) -> bool:
        """Whether a frame came that came before, and so may not belong to this scenario."""
        return any(data in self.received_before for data in _received(transcript.frames))


@dataclass(slots=True)
class Connections:
    """Opens connections, keeps those that can be shared, and charges each to the ledger.

    ``idle`` are those that are open between two scenarios, by the scenarios' connection key.
    """

    patience: float
    clock: FrameClock
    ledger: Ledger
    sharing: bool
    pause: Callable[[float], None] = pause
    steady: Callable[[], float] = steady
    idle: dict[tuple[str, ...], OpenConnection] = field(default_factory=dict)

    def has(self, scenario: Scenario) -> bool:
        """Whether a connection is open that a scenario can share."""
        return not scenario.needs_own_connection and scenario.connection_key in self.idle

    @contextlib.contextmanager
    def open(self, url: str, scenario: Scenario) -> Iterator[OpenConnection]:
        """Yield a connection for a scenario. Raises Unreachable.

        Afterwards it is kept only if the scenario calls `keep`.
        """
        connection = (
            self.idle.pop(scenario.connection_key, None)
            if not scenario.needs_own_connection
            else None
        )
        if connection is None:
            connection = self._connect(url)
        if self.sharing and not scenario.needs_own_connection:
            connection.channel = connection.channel.shared()
        try:
            yield connection
        except BaseException:
            connection.closing.close()
            raise
        if self.idle.get(scenario.connection_key) is not connection:
            connection.closing.close()

    def keep(
        self, scenario: Scenario, connection: OpenConnection, conversation: Conversation
    ) -> None:
        """Keep a connection on which all went well, in a session whose state is known."""
        well = conversation.transcript.ending.kind == "complete" and not conversation.unattached
        if (
            self.sharing
            and not scenario.needs_own_connection
            and well
            and conversation.session != "unknown"
        ):
            connection.logged_on = conversation.session == "logged-on"
            connection.received_before.update(_received(connection.channel.frames))
            self.idle[scenario.connection_key] = connection

    def settle(self, conversation: Conversation) -> None:
        """Charge a conversation; a close costs a probe more, for whether the server lives."""
        now = self.steady()
        self.ledger.charge(conversation, now)
        if conversation.transcript.ending.kind == "closed":
            self.ledger.spend(WORST_AFTERTHOUGHT, now)

    def close(self) -> None:
        """Close every connection that is kept."""
        while self.idle:
            self.idle.popitem()[1].closing.close()

    def _connect(self, url: str) -> OpenConnection:
        """Open a connection, and try again where that may help."""
        for attempt in stamina.retry_context(
            on=_is_passing, attempts=_ATTEMPTS, timeout=None, wait_initial=0.2, wait_max=1.0
        ):
            with attempt:
                self.ledger.spend(COIN_M.handshake_weight, self.steady())
                closing = ExitStack()
                return OpenConnection(
                    closing.enter_context(connect(url, self.patience, self.clock)), closing
                )
        raise AssertionError  # the last attempt raised


def _received(frames: tuple[Frame, ...]) -> Iterator[str | bytes]:
    return (frame.data for frame in frames if frame.direction is Direction.RECEIVED)


def _is_passing(error: Exception) -> float | bool:
    """Whether another attempt may help; or after how many s."""
    return error.again if isinstance(error, Unreachable) else False
