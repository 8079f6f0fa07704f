"""The reference server as the target named ``reference``: always the same account and clock.

Both ends share a clock that only the client moves, so that two recordings have the same bytes.
"""

from __future__ import annotations

import hashlib
import random
from dataclasses import dataclass
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from conformance.api.venues import COIN_M
from conformance.contract.mutant import Mutant
from conformance.reference.accounts import Account
from conformance.reference.choices import Choices
from conformance.reference.server import Reference

API_KEY: Final = hashlib.sha256(b"the reference server's account").hexdigest()
"""The account's key: 64 characters, worth nothing anywhere else."""
PRIVATE_KEY: Final = Ed25519PrivateKey.from_private_bytes(
    hashlib.sha256(b"the reference server's private key").digest()
)
ENDPOINT: Final = f"ws://reference{COIN_M.path}"
"""The endpoint's name in recordings; the real one is on loopback, at another port each time."""
EPOCH: Final = 1_767_225_630_000
"""When every recording begins: 2026-01-01T00:00:30Z in ms since 1970, in the middle of a minute."""


@dataclass(slots=True)
class VirtualClock:
    """A clock in ms that stands still until it is moved."""

    time: int = EPOCH

    def now(self) -> int:
        """Return the time."""
        return self.time

    def tick(self) -> int:
        """Move on by 10 ms, and return the new time."""
        self.time += 10
        return self.time


def fresh(
    clock: VirtualClock, choices: Choices | None = None, mutant: Mutant | None = None
) -> Reference:
    """Return a new server, and set its client's clock to EPOCH.

    The server has a clock of its own, in step with the client's. With one clock for both, its
    answers to requests in flight together would depend on which side is quicker.
    """
    clock.time = EPOCH
    own = VirtualClock()
    account = Account(API_KEY, PRIVATE_KEY.public_key())
    chance = random.Random(EPOCH)
    accounts, choices = {API_KEY: account}, choices or Choices()
    return Reference(accounts, own.now, choices, mutant, chance, tick=own.tick)
