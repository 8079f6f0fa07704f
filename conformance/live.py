"""Performs scenarios against a target, one after the other, as one account.

What could not be performed says why; it is nobody's fault, and nothing is written for it.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from conformance.performing import Credentials, perform
from conformance.redaction import Redaction, redact, redact_url
from conformance.reference.embedded import API_KEY, PRIVATE_KEY, VirtualClock, fresh
from conformance.reference.server import Reference
from conformance.scenarios import Scenario
from conformance.tape import Clock
from conformance.targets import Target
from conformance.transcript import Ending, Evidence, Transcript
from conformance.unreachable import Unreachable
from conformance.wire import WallClock, connect, serve

GIVE_UP_AFTER: Final = 3
"""So many scenarios in a row without any answer, and the rest is not tried."""
MOST_SILENCES: Final = 5
"""So many in a row that ended in silence of a server that lives, and the rest is not tried."""
_WANTING: Final = {
    "apiKey": "no API key: set BINANCE_API_KEY (see README, Credentials)",
    "signature": "no Ed25519 key: set BINANCE_PRIVATE_KEY_PATH (see README, Credentials)",
}


@dataclass(frozen=True, slots=True)
class Performance:
    """What came of one scenario: a redacted transcript, or why there is none; and how long it took.

    ``seconds`` is real time, also where the transcript's clock is a virtual one.
    """

    scenario: Scenario
    transcript: Transcript | None = None
    redaction: Redaction = field(default_factory=Redaction)
    seconds: float = 0.0
    failure: str = ""


@dataclass(slots=True)
class Stage:
    """An open house: performs scenarios one by one against ``url``."""

    target: Target
    url: str
    credentials: Credentials
    patience: float
    clock: Clock
    server: list[Reference] = field(default_factory=list)
    secrets: dict[str, None] = field(default_factory=dict)
    fruitless: int = 0
    silences: int = 0
    cause: str = ""

    def missing(self, scenario: Scenario) -> str:
        """Say what the account lacks for a scenario; empty where it lacks nothing."""
        lacking = sorted(scenario.needs - self.credentials.has)
        return _WANTING[lacking[0]] if lacking else ""

    def perform(self, scenario: Scenario) -> Performance:
        """Perform one scenario. Raises SecretLeft: then nothing of it may be shown."""
        if failure := self.missing(scenario):
            return Performance(scenario, failure=failure)
        if self.fruitless >= GIVE_UP_AFTER or self.silences >= MOST_SILENCES:
            in_a_row = max(self.fruitless, self.silences)
            failure = f"not tried, as {in_a_row} scenarios in a row had no answer: {self.cause}"
            return Performance(scenario, failure=failure)
        began = time.monotonic()
        try:
            transcript = self._perform(scenario)
        except Unreachable as error:
            self._fail(error.why)
            return Performance(scenario, seconds=time.monotonic() - began, failure=error.why)
        self._count(transcript.ending)
        cleaned, redaction = redact(transcript, self.secrets)
        self.secrets.update(dict.fromkeys(redaction.replacements))
        return Performance(scenario, cleaned, redaction, time.monotonic() - began)

    def _count(self, ending: Ending) -> None:
        """Count what had no answer, in a row: of a server that is gone, or that is silent."""
        self.silences = self.silences + 1 if ending.kind == "silent" and ending.alive else 0
        if ending.kind == "complete" or ending.alive:
            self.fruitless = 0
            self.cause = ending.detail
        else:
            self._fail(ending.detail)

    def _fail(self, cause: str) -> None:
        self.fruitless += 1
        self.cause = cause

    def _perform(self, scenario: Scenario) -> Transcript:
        if isinstance(self.clock, VirtualClock):
            self.server[:] = [fresh(self.clock)]
        joint = "&" if "?" in self.url else "?"
        query = f"{joint}{scenario.query}" if scenario.query else ""
        with connect(self.url + query, self.patience, self.clock) as channel:
            said = perform(scenario, channel, self.credentials)
        return replace(
            said,
            evidence=self.target.evidence,
            endpoint=redact_url(self.target.url + query),
            exclusive=self.target.exclusive,
        )


@contextlib.contextmanager
def stage(target: Target, credentials: Credentials, patience: float) -> Iterator[Stage]:
    """Open a stage; the target ``reference`` is started for it, with an account of its own."""
    if target.evidence is not Evidence.REFERENCE:
        yield Stage(target, target.url, credentials, patience, WallClock())
        return
    clock = VirtualClock()
    current = [fresh(clock)]
    with serve(lambda: current[0]) as url:
        own = Credentials(API_KEY, PRIVATE_KEY)
        yield Stage(target, url, own, patience, clock, current)
