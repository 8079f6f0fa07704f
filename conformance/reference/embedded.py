"""The reference server as the target named ``reference``: always the same account and clock.

Both ends share a clock that only the client moves, so that two recordings have the same bytes.
"""

from __future__ import annotations

import hashlib
import random
from dataclasses import dataclass
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from conformance.api.credentials import Credentials
from conformance.api.venues import STREAM_PATH
from conformance.contract.mutant import Mutant
from conformance.reference.accounts import Account
from conformance.reference.choices import Choices
from conformance.reference.server import Reference

API_KEY: Final = hashlib.sha256(b"the reference server's account").hexdigest()
"""The account's key: 64 characters, worth nothing anywhere else."""
PRIVATE_KEY: Final = Ed25519PrivateKey.from_private_bytes(
    hashlib.sha256(b"the reference server's private key").digest()
)
CREDENTIALS: Final = Credentials(
    API_KEY,
    PRIVATE_KEY,
    hmac_api_key=hashlib.sha256(b"the reference server's account, by HMAC").hexdigest(),
    rsa_api_key=hashlib.sha256(b"the reference server's account, by RSA").hexdigest(),
    other=Credentials(
        hashlib.sha256(b"the reference server's second account").hexdigest(),
        Ed25519PrivateKey.from_private_bytes(
            hashlib.sha256(b"the reference server's second private key").digest()
        ),
    ),
    extras=frozenset({"connections", "stream", "neighbour"}),
)
"""The keys of its two accounts; it has all that scenarios need."""
SERVER: Final = "ws://reference"
"""The server's name in recordings; the real one is on loopback, at another port each time."""
STREAM_ENDPOINT: Final = f"{SERVER}{STREAM_PATH}"
"""The name of its user data streams, likewise."""
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

    def skip(self, ms: int) -> None:
        """Move on by so many ms."""
        self.time += ms


def fresh(
    clock: VirtualClock, choices: Choices | None = None, mutant: Mutant | None = None
) -> Reference:
    """Return a new server, and set its client's clock to EPOCH.

    The server has a clock of its own, in step with the client's. With one clock for both, its
    answers to requests in flight together would depend on which side is quicker.
    """
    clock.time = EPOCH
    own = VirtualClock()
    chance, choices = random.Random(EPOCH), choices or Choices()
    accounts = accounts_of(CREDENTIALS)
    return Reference(accounts, own.now, choices, mutant, chance, tick=own.tick, skip=own.skip)


def accounts_of(credentials: Credentials) -> dict[str, Account]:
    """Return the accounts that some keys are of, by each of their API keys."""
    accounts: dict[str, Account] = {}
    for each in (credentials, credentials.other):
        if each and each.api_key:
            others = {each.hmac_api_key: "HMAC", each.rsa_api_key: "RSA"}
            kinds = {key: kind for key, kind in others.items() if key}
            public = each.private_key.public_key() if each.private_key else None
            accounts |= Account(each.api_key, public, kinds).by_key
    return accounts
