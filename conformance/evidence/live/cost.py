"""The cost of a run: its request weight, foretold before it and spent at its end, in words."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from conformance.api.credentials import Credentials
from conformance.evidence.expected import possible_transcripts
from conformance.evidence.live.account import PING_BEFORE, STOP_AFTER
from conformance.evidence.live.performer import LONGEST_WAIT
from conformance.evidence.live.unreachable import LONGEST_REST
from conformance.scenarios.ledger import MINUTE, Ledger, foretell
from conformance.scenarios.script import Scenario
from conformance.transcript.conversation import conversation_of
from conformance.transcript.frames import Owner

_MOST_DIFFERENCES = 3


_ACCOUNTS: Final[Mapping[Owner, str]] = {"own": "apiKey", "other": "otherKey"}


def _is_left_open(scenarios: Sequence[Scenario], account: Owner) -> bool:
    """Whether the last of some scenarios that is about an account's stream may leave it open."""
    for scenario in reversed([s for s in scenarios if _ACCOUNTS[account] in s.needs]):
        whole = (t for t in possible_transcripts(scenario) if len(t.sent) == len(scenario.steps))
        states = {conversation_of(each).stream_of(account) for each in whole}
        if states - {"unknown"}:
            return "open" in states
    return False


@dataclass(frozen=True, slots=True)
class RunCost:
    """The request weight that a run will cost; ``apart``: with a connection for each scenario."""

    foretold: int
    apart: int

    @classmethod
    def of(cls, scenarios: Iterable[Scenario], credentials: Credentials) -> RunCost:
        """Return the cost of the scenarios that an account can perform, and of the ping before."""
        able = [scenario for scenario in scenarios if not scenario.needs - credentials.has]
        before = [PING_BEFORE] if credentials.api_key and able else []
        other = any("otherKey" in scenario.needs for scenario in able)
        before += [PING_BEFORE] if other else []
        after = [STOP_AFTER for account in _ACCOUNTS if _is_left_open(able, account)]
        return cls(foretell([*able, *before, *after], shared=True), foretell(able, shared=False))

    def announcement(self, percent: float | None) -> str:
        """Return a sentence on what the run will cost, and how long it may wait in all."""
        bound = f"at most {percent:g} % of the server's limit in a minute"
        return (
            f"request weight: {self.foretold} foretold "
            f"(with a connection each: {self.apart}), {bound}; "
            f"it waits for at most {self._longest_wait(percent):g} min in all"
        )

    def _longest_wait(self, percent: float | None) -> float:
        """Return how long a run may wait, in min: for its budget, for counts, and for rest."""
        own = math.ceil(self.foretold / Ledger(percent).allowed) - 1 if self.foretold else 0
        return own + math.ceil((LONGEST_WAIT + LONGEST_REST) / MINUTE)

    def summary_lines(self, ledger: Ledger, alone: bool = True) -> list[str]:
        """Return sentences on what was spent, and on counts of the server that differed.

        ``alone``: no other account of this run may use the same address.
        """
        if not ledger.spent:
            return [f"request weight: nothing was sent, and none spent of {self.foretold} foretold"]
        agreed = ledger.compared - len(ledger.differences)
        counts = f"{agreed} of {ledger.compared} counts of the server agreed"
        shared = "" if alone else ", which accounts on one host share"
        differences = ledger.differences[:_MOST_DIFFERENCES] if alone else []
        return [
            f"request weight: {ledger.spent} spent of {self.foretold} foretold; {counts}{shared}",
            *(f"request weight differed: {each}" for each in differences),
        ]
