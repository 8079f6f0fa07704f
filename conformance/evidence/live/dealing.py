"""Which account performs which scenario, where several do side by side; and whether hosts agree."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Final

from conformance.api.credentials import Credentials
from conformance.scenarios.catalogue import CATALOGUE
from conformance.scenarios.script import Scenario

_HANDSHAKE: Final = 2
"""How many round trips a connection of a scenario's own takes besides its requests."""


def deal(accounts: Sequence[Credentials]) -> dict[str, int]:
    """Return the number of the account that performs each scenario, from 0.

    Each goes to an account that has what it needs, and of these to the one that has the least to
    do. It depends on the accounts alone, so that all who ask come to the same answer.
    """
    loads = [0] * len(accounts)
    dealt = {}
    for scenario in CATALOGUE:
        lacking = [len(scenario.needs - account.has) for account in accounts]
        best = min(range(len(accounts)), key=lambda n: (lacking[n], loads[n]))
        dealt[scenario.name] = best
        loads[best] += 0 if lacking[best] else _round_trips(scenario)
    return dealt


def _round_trips(scenario: Scenario) -> int:
    own = max(1, len(scenario.connections)) if scenario.needs_own_connection else 0
    return len(scenario.requests) + _HANDSHAKE * own


def digest_of(accounts: Sequence[Credentials]) -> str:
    """Return what is the same wherever the accounts are, and tells nothing of their keys."""
    known = [[account.api_keys, sorted(account.has)] for account in accounts]
    return hashlib.sha256(json.dumps(known).encode()).hexdigest()
