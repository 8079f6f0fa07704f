"""Channels to the reference server without a socket: frames are answered at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from math import inf

from conformance.api.venues import COIN_M, Venue
from conformance.contract.mutant import Mutant
from conformance.reference.choices import Choices
from conformance.reference.embedded import (
    CREDENTIALS,
    SERVER,
    STREAM_ENDPOINT,
    VirtualClock,
    fresh,
)
from conformance.reference.outgoing import Outgoing, Pause, Ping
from conformance.reference.server import Connection, Reference
from conformance.scenarios.perform import perform
from conformance.scenarios.script import OTHER_VENUE, Scenario
from conformance.transcript.frames import (
    Direction,
    Ending,
    EvidenceClass,
    Frame,
    Opcode,
    Transcript,
)


@dataclass(slots=True)
class MemoryChannel:
    """A scenario's connections to a reference server in the same thread."""

    server: Reference
    clock: VirtualClock
    connections: dict[str, Connection] = field(default_factory=dict)
    log: list[Frame] = field(default_factory=list)
    ending: Ending | None = None

    def connect(self, scenario: Scenario) -> None:
        """Open the connections of a scenario."""
        for name in scenario.connections or ("",):
            venue = OTHER_VENUE if name == OTHER_VENUE else ""
            self.connections[name] = self.server.connect(
                query=scenario.query, push=partial(self._receive, name), venue=venue
            )

    @property
    def frames(self) -> tuple[Frame, ...]:
        """Every frame so far, in one order of time."""
        return tuple(self.log)

    def now(self) -> int:
        """Return the time, in ms since 1970."""
        return self.clock.now()

    def send(self, frames: list[tuple[str, str | bytes]]) -> None:
        """Send frames in one go; the answers follow the last, connection by connection."""
        for name, data in frames:
            self._keep(Direction.SENT, name, data)
        for name in dict.fromkeys(name for name, _ in frames):
            for data in (data for other, data in frames if other == name):
                for reply in self.connections[name].receive(data):
                    self._receive(name, reply)
        self.server.streams.deliver()

    def open_stream(self, connection: str, listen_key: str) -> str:
        """Open a connection to a user data stream; nothing keeps it from that."""
        self.log.append(
            Frame(
                Direction.SENT,
                listen_key,
                self.clock.tick(),
                Opcode.OPEN,
                connection=connection,
            )
        )
        self.server.tick()
        self.server.streams.open(listen_key, partial(self._receive, connection))
        return ""

    def listen(self, seconds: float) -> None:
        """Let time pass on both sides, in s."""
        self.server.advance(int(seconds * 1000))
        self.clock.skip(int(seconds * 1000))
        self.server.streams.deliver()

    def _receive(self, name: str, reply: Outgoing | None) -> None:
        """Take what comes; None is the close of a stream. A ping is answered, and not logged."""
        if (self.ending and name in self.connections) or isinstance(reply, Ping | Pause):
            return
        if isinstance(reply, str | bytes):
            self._keep(Direction.RECEIVED, name, reply)
            return
        code = reply.code if reply else 1008
        at = self.clock.tick()
        self.log.append(Frame(Direction.RECEIVED, str(code), at, Opcode.CLOSE, connection=name))
        if name in self.connections:
            self.ending = Ending("closed", code)

    def _keep(self, direction: Direction, name: str, data: str | bytes) -> None:
        opcode = Opcode.TEXT if isinstance(data, str) else Opcode.BINARY
        self.log.append(Frame(direction, data, self.clock.tick(), opcode, connection=name))

    def wait(self, done: Callable[[], bool], share: float = 1.0, at_most: float = inf) -> bool:
        """Whether it is done; there is nothing to wait for."""
        del share, at_most
        return done()

    def finish(self) -> None:
        """Do nothing: no frame can come any more."""

    def probe_elsewhere(self) -> bool:
        """Whether the server answers on another connection: it does."""
        return True


def perform_in_memory(
    scenario: Scenario,
    choices: Choices | None = None,
    mutant: Mutant | None = None,
    venue: Venue = COIN_M,
) -> Transcript:
    """Perform a scenario against a fresh reference server; the transcript is not redacted."""
    clock = VirtualClock()
    channel = MemoryChannel(fresh(clock, choices, mutant), clock)
    channel.connect(scenario)
    performed = perform(scenario, channel, CREDENTIALS)
    again = mutant is not None  # a mutant is no bad luck: it does the same at every attempt
    ending = replace(performed.ending, again=again)
    query = f"?{scenario.query}" if scenario.query else ""
    other = f"{SERVER}{venue.neighbour.path}"
    return replace(
        performed,
        evidence_class=EvidenceClass.REFERENCE,
        endpoint=f"{SERVER}{venue.path}{query}",
        ending=ending,
        exclusive=not (choices or Choices()).shared_address,
        stream_endpoint=STREAM_ENDPOINT if "stream" in scenario.needs else "",
        venues={OTHER_VENUE: other} if OTHER_VENUE in scenario.needs else {},
    )
