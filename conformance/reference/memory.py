"""A channel to the reference server without a socket: frames are answered at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from math import inf

from conformance.api.credentials import Credentials
from conformance.contract.mutant import Mutant
from conformance.reference.choices import Choices
from conformance.reference.embedded import API_KEY, ENDPOINT, PRIVATE_KEY, VirtualClock, fresh
from conformance.reference.server import Connection
from conformance.scenarios.perform import perform
from conformance.scenarios.script import Scenario
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
    """One connection to a reference server in the same thread."""

    connection: Connection
    clock: VirtualClock
    log: list[Frame] = field(default_factory=list)
    ending: Ending | None = None

    @property
    def frames(self) -> tuple[Frame, ...]:
        """Every frame so far, in wire order."""
        return tuple(self.log)

    def now(self) -> int:
        """Return the time, in ms since 1970."""
        return self.clock.now()

    def send(self, frames: list[str | bytes]) -> None:
        """Send frames in one go; the answers follow the last."""
        for data in frames:
            self._keep(Direction.SENT, data)
        for data in frames:
            for reply in self.connection.receive(data):
                self._receive(reply)

    def _receive(self, reply: str | bytes | None) -> None:
        if self.ending:
            return
        if reply is None:
            self.log.append(Frame(Direction.RECEIVED, "1008", self.clock.tick(), Opcode.CLOSE))
            self.ending = Ending("closed", 1008)
        else:
            self._keep(Direction.RECEIVED, reply)

    def _keep(self, direction: Direction, data: str | bytes) -> None:
        opcode = Opcode.TEXT if isinstance(data, str) else Opcode.BINARY
        self.log.append(Frame(direction, data, self.clock.tick(), opcode))

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
    scenario: Scenario, choices: Choices | None = None, mutant: Mutant | None = None
) -> Transcript:
    """Perform a scenario against a fresh reference server; the transcript is not redacted."""
    clock = VirtualClock()
    server = fresh(clock, choices, mutant)
    channel = MemoryChannel(server.connect(query=scenario.query), clock)
    performed = perform(scenario, channel, Credentials(API_KEY, PRIVATE_KEY))
    again = mutant is not None  # a mutant is no bad luck: it does the same at every attempt
    ending = replace(performed.ending, again=again)
    query = f"?{scenario.query}" if scenario.query else ""
    exclusive = not (choices or Choices()).shared_address
    return Transcript(
        scenario.name,
        performed.frames,
        EvidenceClass.REFERENCE,
        ENDPOINT + query,
        ending,
        API_KEY,
        exclusive,
    )
