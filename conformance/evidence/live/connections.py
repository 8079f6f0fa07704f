"""The connections of one run: shared by scenarios where session state allows it, and paid for.

A handshake costs five times as much as a stop. A connection on which anything went wrong is parted
with, and the next scenario gets another. What comes late belongs to the scenario before.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from math import inf
from typing import Any, Final

import stamina

from conformance.api.credentials import Credentials
from conformance.api.venues import HANDSHAKE_WEIGHT
from conformance.evidence.live.channel import LINGER
from conformance.evidence.live.log import FrameClock, Log
from conformance.evidence.live.open_connection import OpenConnection
from conformance.evidence.live.opening import Places, open_channel
from conformance.evidence.live.unreachable import Unreachable, passing
from conformance.evidence.live.wire import pause, steady
from conformance.scenarios.ledger import WORST_AFTERTHOUGHT, Ledger
from conformance.scenarios.perform import perform
from conformance.scenarios.script import Scenario
from conformance.transcript.conversation import Conversation, conversation_of
from conformance.transcript.frames import Direction, Frame, Transcript

_ATTEMPTS: Final = 3
"""How many attempts there are at a connection before a scenario is given up."""
_RESTARTS: Final = 10
"""How many where the server has answered before: it may restart, for 1.5 times the patience."""
_LATE: Final = 0.3
"""How long a connection that nobody needs stays open, in s, for frames that come late."""
_ENDS: Final = 3
"""The ends of so many scenarios are waited for; if nothing comes, no other is."""
_ALL_WAITS: Final = 5  # all waits of a scenario may take so many times the patience, or s
_SHORT_PATIENCE: Final = 3.0
"""How long an answer may take, in s, of a server that has not answered at all."""


@dataclass(slots=True)
class Connections:
    """Opens connections, keeps those that can be shared, and charges each to the ledger.

    ``idle`` are those that are open between two scenarios, by the scenarios' connection key;
    ``parting`` are those that nobody needs, each with the time of its end. ``late`` are frames that
    came after a scenario's end, with its transcript. ``places`` are where it connects to besides.
    ``patience`` is how long an answer may take in s, ``is_dead``: the last scenario had none,
    ``has_answered``: one had since the last connection.

    ``waits`` is the number of further scenarios whose end is waited for. Where something comes all
    the same, each end is again, and ``doubts`` are the names of scenarios that it may belong to,
    each with that of the one during which it came, if one.
    """

    patience: float
    clock: FrameClock
    ledger: Ledger
    sharing: bool
    places: Places = field(default_factory=Places)
    pause: Callable[[float], None] = pause
    steady: Callable[[], float] = steady
    idle: dict[tuple[str, ...], OpenConnection] = field(default_factory=dict)
    parting: list[tuple[float, OpenConnection]] = field(default_factory=list)
    late: list[tuple[Transcript, Frame]] = field(default_factory=list)
    doubts: dict[str, str] = field(default_factory=dict)
    waits: float = _ENDS
    is_dead: bool = False
    has_answered: bool = False

    def has(self, scenario: Scenario) -> bool:
        """Whether a connection is open that a scenario can share."""
        return not scenario.needs_own_connection and scenario.connection_key in self.idle

    def perform(
        self, url: str, scenario: Scenario, credentials: Credentials, **about: Any
    ) -> Iterator[Conversation]:
        """Perform a scenario; yield each attempt, of which the last one counts. Raises Unreachable.

        On a connection that was used before, a frame like an earlier one may be late; then the
        scenario is performed on a new one. ``about`` are members of the transcript.
        """
        while True:
            connection = self._take(url, scenario)
            longest = self.patience if self.is_dead else _ALL_WAITS * max(1.0, self.patience)
            connection.begin(self.steady(), self.steady() + longest, self._lingers(scenario))
            try:
                transcript = perform(scenario, connection.channel, credentials)
                about["logged_on"] = connection.logged_on
                conversation = conversation_of(replace(transcript, **about))
                self._settle(conversation)
                disturbed = connection.is_disturbed(conversation)
            except BaseException:
                connection.closing.close()
                raise
            self._leave(scenario, connection, conversation, disturbed)
            yield conversation
            if not disturbed:
                return

    def _take(self, url: str, scenario: Scenario) -> OpenConnection:
        """Return a connection for a scenario: one that is idle and alive, or a new one."""
        self._part()
        shares = self.sharing and not scenario.needs_own_connection
        connection = self.idle.pop(scenario.connection_key, None) if shares else None
        if connection is not None:
            self._note_late(connection, connection.late_frames())
            if connection.channel.ending is None:
                connection.channel = connection.channel.shared(self.patience)
                return connection
            connection.closing.close()
        return self._connect(url, scenario)

    def _leave(
        self,
        scenario: Scenario,
        connection: OpenConnection,
        conversation: Conversation,
        disturbed: bool,
    ) -> None:
        """Keep a connection on which all went well, in a session whose state is known."""
        transcript = conversation.transcript
        well = transcript.ending.kind == "complete" and not conversation.unattached
        shares = self.sharing and not scenario.needs_own_connection
        if disturbed or not well:
            self._doubt(connection, scenario.name)
        if disturbed:
            self._note_late(connection, connection.surplus(conversation))
        else:
            connection.used_by = transcript
            connection.received |= {f.data: transcript for f in _received(transcript.frames)}
        self.waits -= 1
        connection.leave(transcript, self.steady())
        if shares and well and not disturbed and conversation.session != "unknown":
            connection.logged_on = conversation.session == "logged-on"
            self.idle[scenario.connection_key] = connection
            return
        self.parting.append((self.steady() + _LATE, connection))

    def _lingers(self, scenario: Scenario) -> bool:
        """Whether a scenario's end is waited for: what comes on a stream answers nothing."""
        opens_stream = any(step.opens_stream for step in scenario.steps)
        return not self.sharing or self.waits > 0 or opens_stream

    def _doubt(self, connection: OpenConnection, during: str = "") -> None:
        """Note that something came which may belong to scenarios whose end was not waited for."""
        self.doubts |= dict.fromkeys(connection.unwaited, during)
        self.waits = inf

    def _look(self) -> None:
        """See what came on connections that no scenario uses."""
        for connection in (*self.idle.values(), *(each for _, each in self.parting)):
            if connection.is_stirred():
                self._doubt(connection)
                self._note_late(connection, connection.late_frames())

    def await_late(self) -> Mapping[str, str]:
        """Wait for what may be on its way; return the scenarios that something may belong to."""
        if self.waits <= 0:
            self.pause(LINGER)
        self._look()
        doubts, self.doubts = self.doubts, {}
        return doubts

    def _part(self, everything: bool = False) -> None:
        """Close the connections that nobody needs, once nothing can come late any more."""
        self._look()
        for until, connection in [*self.parting]:
            if everything or until <= self.steady():
                self._note_late(connection, connection.late_frames())
                connection.closing.close()
                self.parting.remove((until, connection))

    def _note_late(self, connection: OpenConnection, frames: tuple[Frame, ...]) -> None:
        """Note frames that came after a scenario: the one that had the same, or the last one."""
        for frame in frames:
            owner = connection.received.get(frame.data, connection.used_by)
            if owner is not None:
                self.late.append((owner, frame))

    def _settle(self, conversation: Conversation) -> None:
        """Charge a conversation; a close costs a probe more, for whether the server lives."""
        now, ending = self.steady(), conversation.transcript.ending
        self.ledger.charge(conversation, now)
        if ending.kind == "closed":
            self.ledger.spend(WORST_AFTERTHOUGHT, now)
        answered = any(exchange.answer for exchange in conversation.exchanges)
        self.has_answered = self.has_answered or answered
        self.is_dead = ending.kind == "silent" and not answered

    def close(self) -> None:
        """Close every connection, but wait for late frames first."""
        now = self.steady()
        self.parting += [(now + _LATE, each) for each in self.idle.values()]
        self.idle.clear()
        last = max((until for until, _ in self.parting), default=now)
        if last > now:
            self.pause(last - now)
        self._part(everything=True)

    def _connect(self, url: str, scenario: Scenario) -> OpenConnection:
        """Open a scenario's connections, and try again where that may help."""
        patience = min(self.patience, _SHORT_PATIENCE) if self.is_dead else self.patience
        restarts, self.has_answered = self.has_answered, False  # it is waited for once
        attempts, wait_max = (_RESTARTS, 5.0) if restarts else (_ATTEMPTS, 1.0)
        for attempt in stamina.retry_context(
            on=passing(restarts),
            attempts=attempts,
            timeout=1.5 * max(2.0, self.patience) if restarts else None,
            wait_initial=0.2,
            wait_max=wait_max,
        ):
            with attempt, ExitStack() as closing:
                channel = open_channel(
                    url,
                    scenario,
                    self.places,
                    patience,
                    Log(self.clock),
                    charged=self._charged,
                    closing=closing,
                )
                return OpenConnection(channel, closing.pop_all())
        raise AssertionError  # the last attempt raised

    @contextlib.contextmanager
    def _charged(self) -> Iterator[None]:
        """Charge the handshake of a connection, unless it never came to the server."""
        spent = True
        try:
            yield
        except Unreachable as error:
            spent = error.spent
            raise
        finally:
            if spent:
                self.ledger.spend(HANDSHAKE_WEIGHT, self.steady())


def _received(frames: tuple[Frame, ...]) -> Iterator[Frame]:
    return (frame for frame in frames if frame.direction is Direction.RECEIVED)
