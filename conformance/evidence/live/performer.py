"""Performs scenarios against a target, one by one: when to wait, to try again, to give up.

For a scenario that could not be performed there is a reason, and no recording.
"""

from __future__ import annotations

import contextlib
import math
from dataclasses import dataclass, field, replace
from itertools import islice
from math import inf
from typing import Final

from conformance.api.credentials import Credentials
from conformance.api.venues import HANDSHAKE_WEIGHT
from conformance.evidence.live.account import Accounts
from conformance.evidence.live.attempts import MOST_ATTEMPTS, Trouble, Troubles, trouble_of
from conformance.evidence.live.bounds import Bounds
from conformance.evidence.live.connections import Connections
from conformance.evidence.live.lacking import is_left_out, why_lacking
from conformance.evidence.live.performance import Performance
from conformance.evidence.live.targets import Target
from conformance.evidence.live.unreachable import LONGEST_REST, Unreachable
from conformance.evidence.live.wire import steady
from conformance.evidence.progress import Progress
from conformance.reference.embedded import VirtualClock, fresh
from conformance.reference.server import Reference
from conformance.scenarios.ledger import WORST_AFTERTHOUGHT, Ledger, handshakes_of, weight_of_all
from conformance.scenarios.script import Scenario
from conformance.transcript.conversation import Conversation
from conformance.transcript.frames import Transcript
from conformance.transcript.masking import masked, redact_url
from conformance.transcript.redaction import SecretLeft, redact
from conformance.transcript.throttling import requested_rest

GIVE_UP_AFTER: Final = 3
"""After so many scenarios in a row without any answer, no other is performed."""
PATIENCE_AFTER_SILENCE: Final = {1: 5.0, 3: 1.0}
"""How long an answer may take at most, in s, once so many scenarios had none at every attempt."""
LONGEST_WAIT: Final = 600.0
"""How long a run waits for counts of the server's that others cause, in s, altogether."""
_ATTEMPTS_AT_ONCE: Final = 2
"""How many attempts a scenario has where the server throttles, and names a time that has passed."""
_MOST_SECRETS: Final = 2000
"""How many secrets of a run are remembered, to be seen when they come again."""


class _NothingToTell(Exception):
    """A scenario would tell nothing, as an account is not what it is to be."""


@dataclass(slots=True)
class Performer:
    """Performs scenarios one by one against ``url``.

    ``server`` holds the embedded server, new for each scenario; it is empty for other targets.
    ``secrets`` are those of every scenario so far. ``unanswered`` counts scenarios in a row, and
    ``cause`` is why. ``rest_left`` is how long the run may still wait for a server that throttles,
    ``wait_left`` for its counts, in s. ``latest`` is each scenario's last attempt.
    """

    target: Target
    url: str
    credentials: Credentials
    connections: Connections
    accounts: Accounts
    progress: Progress
    server: list[Reference] = field(default_factory=list)
    secrets: dict[str, None] = field(default_factory=dict)
    unanswered: int = 0
    cause: str = ""
    rest_left: float = LONGEST_REST
    wait_left: float = LONGEST_WAIT
    bounds: Bounds = field(default_factory=Bounds)
    troubles: Troubles = field(default_factory=Troubles)
    latest: dict[str, Performance] = field(default_factory=dict)

    @property
    def ledger(self) -> Ledger:
        """The request weight that was spent."""
        return self.connections.ledger

    def perform(
        self, scenario: Scenario, attempt: int = 1, before: Trouble | None = None
    ) -> Performance:
        """Perform one scenario; ``before`` is the trouble of all earlier attempts, if one."""
        if failure := self._why_not(scenario):
            is_optional = is_left_out(scenario.needs - self.credentials.has)
            return Performance(scenario, failure=failure, optional=is_optional)
        began = steady()
        try:
            conversation = self._perform(scenario)
        except _NothingToTell as why:
            return Performance(scenario, seconds=steady() - began, failure=str(why))
        except Unreachable as error:
            self._fail(error.why, error.throttled)
            return Performance(scenario, seconds=steady() - began, failure=self.cause)
        finally:
            self.bounds.seconds += steady() - began
        trouble = trouble_of(conversation)
        self.troubles.note(conversation, trouble, before)
        lives = self._is_answered(conversation)
        may_pass = self._may_pass(conversation, trouble, attempt)
        if not lives and not may_pass:
            self._fail(conversation.transcript.ending.detail)
        lasts = not may_pass and self.troubles.lasts(trouble, attempt, before)
        if lasts and conversation.transcript.ending.kind == "silent":
            bound = PATIENCE_AFTER_SILENCE.get(self.troubles.times(trouble), inf)
            self.connections.patience = min(self.connections.patience, bound)
        ending = replace(conversation.transcript.ending, again=lasts)
        raw = replace(conversation.transcript, ending=ending)
        done = Performance(scenario, None, seconds=steady() - began, raw=raw)
        self.latest[scenario.name] = replace(done, trouble=trouble, may_pass=may_pass)
        return self.latest[scenario.name]

    def masked(self, text: str) -> str:
        """Return words without the account's key, or any other secret of this run."""
        return masked(text, [*self.credentials.api_keys, *self.secrets])

    @property
    def account_notes(self) -> list[str]:
        """Sentences on the accounts' streams, without secrets."""
        return [self.masked(note) for note in self.accounts.notes]

    def cleaned(self, performance: Performance) -> Performance:
        """Return a performance with its redacted transcript. Raises SecretLeft if it has none."""
        if performance.raw is None:
            return performance
        transcript, redaction = redact(performance.raw, self.secrets, self.credentials.api_keys)
        left = _MOST_SECRETS - len(self.secrets)
        self.secrets.update(dict.fromkeys(islice(redaction.replacements, max(0, left))))
        return replace(performance, transcript=transcript, redaction=redaction)

    def withdrawn(self) -> list[Performance]:
        """Return again each scenario whose trouble was called lasting and is disproved by now."""
        lasting = [done for done in self.latest.values() if done.raw and done.raw.ending.again]
        disproved = [done for done in lasting if self.troubles.is_disproved(done.trouble)]
        for done in disproved:
            assert done.raw
            raw = replace(done.raw, ending=replace(done.raw.ending, again=False))
            self.latest[done.scenario.name] = self.cleaned(replace(done, raw=raw))
        return [self.latest[done.scenario.name] for done in disproved]

    def belated(self) -> list[Performance]:
        """Return again each scenario after whose end an answer came late, with that answer."""
        late, self.connections.late = self.connections.late, []
        raws: dict[str, Transcript] = {}
        for transcript, frame in late:
            name, done = transcript.scenario, self.latest.get(transcript.scenario)
            if done and done.raw and done.raw.frames[: len(transcript.frames)] == transcript.frames:
                raw = raws.get(name, done.raw)  # otherwise it is of an attempt that does not count
                raws[name] = replace(raw, frames=(*raw.frames, frame))
        for name, raw in raws.items():
            with contextlib.suppress(SecretLeft):
                self.latest[name] = self.cleaned(replace(self.latest[name], raw=raw))
        return [self.latest[name] for name in raws]

    def _why_not(self, scenario: Scenario) -> str:
        """Return why a scenario is not performed; empty if it can be, after a wait if need be."""
        if lacking := scenario.needs - self.credentials.has:
            return why_lacking(lacking)
        if self.unanswered >= GIVE_UP_AFTER:
            return f"not tried, as {self.unanswered} scenarios in a row had no answer: {self.cause}"
        return self.bounds.why_over() or self._await_turn(scenario)

    def _await_turn(self, scenario: Scenario) -> str:
        """Wait until the budget allows a scenario; return why it never will, or nothing."""
        opened = 0 if self.connections.has(scenario) else handshakes_of(scenario)
        handshakes = opened * HANDSHAKE_WEIGHT
        weight = weight_of_all(scenario) + handshakes + WORST_AFTERTHOUGHT
        now = self.connections.steady()
        seconds = self.ledger.wait(weight, now)
        if math.isinf(seconds):
            return (
                f"it may cost {weight} of request weight, and {self.ledger.allowed:g} a minute are "
                "all that the budget allows: raise --weight-budget"
            )
        self.wait_left -= seconds - self.ledger.own_wait(weight, now)
        if self.wait_left < 0:
            return f"not tried: the run has waited {LONGEST_WAIT:g} s for the server's counts"
        if seconds:
            self.progress(f"waiting {seconds:.0f} s for request weight")
            self.connections.pause(seconds)
        return ""

    def _is_answered(self, conversation: Conversation) -> bool:
        """Whether the server lives; if so, the count of scenarios without an answer begins anew."""
        ending = conversation.transcript.ending
        lives = ending.kind == "complete" or bool(ending.alive)
        if lives:
            self.unanswered, self.cause = 0, self.masked(ending.detail)
        return lives

    def _fail(self, cause: str, throttled: bool = False) -> None:
        """Count a failure. After throttling no scenario follows: it would lengthen a ban."""
        self.unanswered = GIVE_UP_AFTER if throttled else self.unanswered + 1
        self.cause = self.masked(cause)

    def _perform(self, scenario: Scenario) -> Conversation:
        if isinstance(self.connections.clock, VirtualClock):
            self.server[:] = [fresh(self.connections.clock)]
        joint = "&" if "?" in self.url else "?"
        query = f"{joint}{scenario.query}" if scenario.query else ""
        if not self.server:
            self.accounts.ask_before(scenario, self.connections)
            self.unanswered += self.connections.is_dead and not self.latest
        if why := self.accounts.why_not(scenario):
            raise _NothingToTell(why)
        self.accounts.begin(scenario)
        attempts: list[Conversation] = []
        for conversation in self.connections.perform(
            self.url + query,
            scenario,
            self.credentials,
            evidence_class=self.target.evidence_class,
            endpoint=redact_url(self.target.url + query),
            exclusive=self.target.exclusive,
            **self.target.places_of(scenario),
        ):
            self.bounds.take(conversation)
            attempts.append(conversation)
        for conversation in attempts:  # not before the last: an attempt may be interrupted
            self.accounts.note(conversation)
        self.accounts.end()
        return conversation

    def _may_pass(self, conversation: Conversation, trouble: Trouble | None, attempt: int) -> bool:
        """Whether a scenario was cut short or throttled, so that another attempt may differ."""
        if (seconds := requested_rest(conversation)) is not None:
            if seconds > self.rest_left:
                self._fail(f"the server throttles, and wants {seconds:g} s of rest", throttled=True)
                return False
            self.rest_left -= seconds
            self.ledger.back_off(self.connections.steady() + seconds)
            return attempt < (MOST_ATTEMPTS if seconds else _ATTEMPTS_AT_ONCE)
        if trouble is None or trouble.is_excess or attempt >= trouble.most_attempts:
            return False
        if self.connections.is_dead and self.unanswered:
            return False  # nothing has come for two scenarios: asking again would only take longer
        return not self.troubles.is_sure(trouble)

    def leave(self) -> None:
        """Close what this run opened: the streams that may be open, and every connection."""
        try:
            self.accounts.leave(self.connections)
        finally:
            self.connections.close()
