"""The cost of a run: its request weight, foretold before it and spent at its end, in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from conformance.api.credentials import Credentials
from conformance.evidence.live.account import PING_BEFORE
from conformance.scenarios.ledger import Ledger, foretell
from conformance.scenarios.script import Scenario

_MOST_DIFFERENCES = 3


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
        return cls(foretell([*able, *before], shared=True), foretell(able, shared=False))

    def announcement(self, percent: float | None) -> str:
        """Return a sentence on what the run will cost, and its bound for a minute."""
        bound = f"at most {percent:g} % of the server's limit in a minute"
        return (
            f"request weight: {self.foretold} foretold "
            f"(with a connection each: {self.apart}), {bound}"
        )

    def summary_lines(self, ledger: Ledger) -> list[str]:
        """Return sentences on what was spent, and on counts of the server that differed."""
        agreed = ledger.compared - len(ledger.differences)
        counts = f"{agreed} of {ledger.compared} counts of the server agreed"
        return [
            f"request weight: {ledger.spent} spent of {self.foretold} foretold; {counts}",
            *(f"request weight differed: {d}" for d in ledger.differences[:_MOST_DIFFERENCES]),
        ]
