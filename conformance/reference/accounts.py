"""The state of the reference server: accounts with their streams, and the weight that is used."""

from __future__ import annotations

import random
import string
from collections.abc import Mapping
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from conformance.api.venues import STREAM_MINUTES

STREAM_LIFE = STREAM_MINUTES * 60_000
"""How long a listen key is valid, in ms."""
_MINUTE = 60_000


@dataclass(slots=True)
class Account:
    """An account: its API keys, and its user data stream on each venue.

    Only the first API key may have an Ed25519 public key, and so log on; ``others`` are further API
    keys, which cannot, each with its kind. A stream is its listen key, and when that expires (ms).
    """

    api_key: str
    public_key: Ed25519PublicKey | None = None
    others: Mapping[str, str] = field(default_factory=dict)
    streams: dict[str, tuple[str, int]] = field(default_factory=dict)

    @property
    def by_key(self) -> dict[str, Account]:
        """This account by each of its API keys."""
        return dict.fromkeys((self.api_key, *self.others), self)

    def open_listen_key(self, now: int, venue: str = "") -> str | None:
        """Return the listen key if the stream is open at ``now`` (ms)."""
        key, expires = self.streams.get(venue, (None, 0))
        return key if now < expires else None

    def start(self, now: int, chance: random.Random, venue: str = "") -> str:
        """Open the stream, or extend the open one; return its listen key. ``now`` is in ms."""
        key = self.open_listen_key(now, venue) or "".join(
            chance.choices(string.ascii_letters + string.digits, k=64)
        )
        self.streams[venue] = key, now + STREAM_LIFE
        return key

    def stop(self, venue: str = "") -> str | None:
        """Close the stream; return the listen key that it had, which is valid no longer."""
        return self.streams.pop(venue, (None, 0))[0]

    def expired(self, now: int) -> list[str]:
        """Close the streams whose time is over; return the listen keys that they had."""
        venues = [venue for venue, (_, expires) in self.streams.items() if expires <= now]
        return [key for key in map(self.stop, venues) if key]


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
