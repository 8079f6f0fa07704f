"""The state of the reference server: accounts with their streams, and the weight that is used."""

from __future__ import annotations

import random
import string
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from conformance.api.venues import COIN_M

STREAM_LIFE = COIN_M.stream_minutes * 60_000
"""How long a listen key is valid, in ms."""
_MINUTE = 60_000


@dataclass(slots=True)
class Account:
    """An account: its API key, its Ed25519 public key if it has one, and its stream."""

    api_key: str
    public_key: Ed25519PublicKey | None = None
    listen_key: str | None = None
    expires: int = 0

    def open_listen_key(self, now: int) -> str | None:
        """Return the listen key if its stream is open at ``now`` (ms)."""
        return self.listen_key if self.listen_key and now < self.expires else None

    def start(self, now: int, chance: random.Random) -> str:
        """Open the stream, or extend the open one; return its listen key. ``now`` is in ms."""
        key = self.open_listen_key(now) or "".join(
            chance.choices(string.ascii_letters + string.digits, k=64)
        )
        self.listen_key, self.expires = key, now + STREAM_LIFE
        return key

    def stop(self) -> None:
        """Close the stream and forget its listen key."""
        self.listen_key = None


@dataclass(slots=True)
class Meter:
    """The request weight that each address has used in the current minute."""

    _used: dict[str, tuple[int, int]] = field(default_factory=dict)

    def charge(self, address: str, weight: int, now: int) -> int:
        """Add weight; return the weight used in the minute of ``now`` (ms)."""
        minute = now // _MINUTE
        last, used = self._used.get(address, (minute, 0))
        used = weight + (used if last == minute else 0)
        self._used[address] = (minute, used)
        return used
