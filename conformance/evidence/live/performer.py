"""Performs scenarios against a target, one by one: when to wait, to try again, to give up.

For a scenario that could not be performed there is a reason, and no recording.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import Final

from conformance.api.codes import GOING_AWAY
from conformance.api.credentials import Credentials
from conformance.api.venues import COIN_M
from conformance.evidence.live.account import AccountStream
from conformance.evidence.live.connections import Connections
from conformance.evidence.live.targets import Target
from conformance.evidence.live.unreachable import LONGEST_REST, Unreachable
from conformance.evidence.live.wire import steady
from conformance.evidence.progress import Progress
from conformance.reference.embedded import VirtualClock, fresh
from conformance.reference.server import Reference
from conformance.scenarios.ledger import WORST_AFTERTHOUGHT, Ledger, weight_of_all
from conformance.scenarios.perform import perform
from conformance.scenarios.script import Scenario
from conformance.transcript.conversation import Conversation, conversation_of
from conformance.transcript.frames import Ending, Transcript
from conformance.transcript.kinds import is_busy, is_well_formed
from conformance.transcript.redaction import Redaction, redact, redact_url
from conformance.transcript.throttling import requested_rest

GIVE_UP_AFTER: Final = 3
"""After so many scenarios in a row without any answer, no other is performed."""
MOST_SILENCES: Final = 5
"""After so many scenarios in a row that a live server left without an answer, no other is."""
_WANTING: Final = {
    "apiKey": "no API key: set BINANCE_API_KEY (README, Every night, says how to get one)",
    "signature": "no Ed25519 key: set BINANCE_PRIVATE_KEY_PATH (README, Every night, says how)",
}


@dataclass(frozen=True, slots=True)
class Performance:
    """The result of one scenario: a redacted transcript, or why there is none.

    ``seconds`` is real time, even where the transcript's clock is virtual. ``may_pass``: the cause
    that kept the scenario from being judged may be gone at another attempt.
    """

    scenario: Scenario
    transcript: Transcript | None = None
    redaction: Redaction = field(default_factory=Redaction)
    seconds: float = 0.0
    failure: str = ""
    may_pass: bool = False


@dataclass(slots=True)
class Performer:
    """Performs scenarios one by one against ``url``.

    ``server`` holds the embedded server, new for each scenario; it is empty for other targets.
    ``secrets`` are those of every scenario so far. ``unanswered`` and ``silences`` count scenarios
    in a row, and ``cause`` is why. ``rest_left`` is how long the run may still wait for a server
    that throttles, in seconds.
    """

    target: Target
    url: str
    credentials: Credentials
    connections: Connections
    account: AccountStream
    progress: Progress
    server: list[Reference] = field(default_factory=list)
    secrets: dict[str, None] = field(default_factory=dict)
    unanswered: int = 0
    silences: int = 0
    cause: str = ""
    rest_left: float = LONGEST_REST

    @property
    def ledger(self) -> Ledger:
        """The request weight that was spent."""
        return self.connections.ledger

    def perform(self, scenario: Scenario, before: Ending | None = None) -> Performance:
        """Perform one scenario. Raises SecretLeft if it cannot be shown without a secret.

        ``before`` is how an earlier attempt ended.
        """
        if failure := self._why_not(scenario):
            return Performance(scenario, failure=failure)
        began = steady()
        try:
            conversation = self._perform(scenario)
        except Unreachable as error:
            self._fail(error.why, error.throttled)
            return Performance(scenario, seconds=steady() - began, failure=error.why)
        transcript, ending = conversation.transcript, conversation.transcript.ending
        self._count(conversation)
        may_pass = self._may_pass(conversation)
        alike = before is not None and (before.kind, before.code) == (ending.kind, ending.code)
        transcript = replace(transcript, ending=replace(ending, again=alike))
        cleaned, redaction = redact(transcript, self.secrets)
        self.secrets.update(dict.fromkeys(redaction.replacements))
        return Performance(scenario, cleaned, redaction, steady() - began, may_pass=may_pass)

    def _why_not(self, scenario: Scenario) -> str:
        """Return why a scenario is not performed; empty if it can be, after a wait if need be."""
        lacking = sorted(scenario.needs - self.credentials.has)
        if lacking:
            return _WANTING[lacking[0]]
        if self.unanswered >= GIVE_UP_AFTER or self.silences >= MOST_SILENCES:
            in_a_row = max(self.unanswered, self.silences)
            return f"not tried, as {in_a_row} scenarios in a row had no answer: {self.cause}"
        return self._await_turn(scenario)

    def _await_turn(self, scenario: Scenario) -> str:
        """Wait until the budget allows a scenario; return why it never will, or nothing."""
        handshake = 0 if self.connections.has(scenario) else COIN_M.handshake_weight
        weight = weight_of_all(scenario) + handshake + WORST_AFTERTHOUGHT
        seconds = self.ledger.wait(weight, self.connections.steady())
        if math.isinf(seconds):
            return (
                f"it may cost {weight} of request weight, and {self.ledger.allowed:g} a minute are "
                "all that the budget allows: raise --weight-budget"
            )
        if seconds:
            self.progress(f"waiting {seconds:.0f} s for request weight")
            self.connections.pause(seconds)
        return ""

    def _count(self, conversation: Conversation) -> None:
        """Count scenarios in a row without an answer: of a server that is gone, or is silent.

        Silence after a faulty request does not count: the server may answer the next one.
        """
        ending = conversation.transcript.ending
        is_silent = ending.kind == "silent" and ending.alive
        orderly = all(map(is_well_formed, conversation.exchanges))
        self.silences = self.silences + 1 if is_silent and orderly else 0
        if ending.kind == "complete" or ending.alive:
            self.unanswered = 0
            self.cause = ending.detail
        else:
            self._fail(ending.detail)

    def _fail(self, cause: str, throttled: bool = False) -> None:
        """Count a failure. After throttling no scenario follows: it would lengthen a ban."""
        self.unanswered = GIVE_UP_AFTER if throttled else self.unanswered + 1
        self.cause = cause

    def _perform(self, scenario: Scenario) -> Conversation:
        if isinstance(self.connections.clock, VirtualClock):
            self.server[:] = [fresh(self.connections.clock)]
        joint = "&" if "?" in self.url else "?"
        query = f"{joint}{scenario.query}" if scenario.query else ""
        if not self.server:
            self.account.ask_before(self.url, self.connections)
        self.account.begin(scenario)
        conversation = self._perform_once(scenario, query)
        if conversation is None:
            conversation = self._perform_once(scenario, query)
        assert conversation is not None  # on a new connection nothing can have come before
        return conversation

    def _perform_once(self, scenario: Scenario, query: str) -> Conversation | None:
        """Perform a scenario; None if a late answer to an earlier one may be among its frames."""
        with self.connections.open(self.url + query, scenario) as connection:
            transcript = replace(
                perform(scenario, connection.channel, self.credentials),
                evidence_class=self.target.evidence_class,
                endpoint=redact_url(self.target.url + query),
                exclusive=self.target.exclusive,
                logged_on=connection.logged_on,
            )
            conversation = conversation_of(transcript)
            self.account.note(conversation)
            self.connections.settle(conversation)
            if connection.repeats(transcript):
                return None
            self.connections.keep(scenario, connection, conversation)
        return conversation

    def _may_pass(self, conversation: Conversation) -> bool:
        """Whether a scenario was cut short or throttled, so that another attempt may differ."""
        ending = conversation.transcript.ending
        if (seconds := requested_rest(conversation)) is not None:
            if seconds > self.rest_left:
                self._fail(f"the server throttles, and wants {seconds:g} s of rest", throttled=True)
                return False
            self.rest_left -= seconds
            self.ledger.back_off(self.connections.steady() + seconds)
            return True
        cut_short = ending.kind != "complete" and (not ending.alive or ending.code in GOING_AWAY)
        return cut_short or any(map(is_busy, conversation.exchanges))

    def leave(self) -> None:
        """Close what this run opened: the stream, if one may be open, and every connection."""
        try:
            self.account.leave(self.url, self.connections)
        finally:
            self.connections.close()
