"""An account's own keys, and those of a second account."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


@dataclass(frozen=True, slots=True)
class Credentials:
    """An account: its API key, and the key that signs its logon. None is ever printed.

    ``hmac_api_key`` and ``rsa_api_key`` are further API keys of the account, by their kinds;
    ``other`` is a second account. ``extras`` are what else a run may use: ``connections``,
    ``stream``, ``usdm``.
    """

    api_key: str | None = None
    private_key: Ed25519PrivateKey | None = None
    hmac_api_key: str | None = None
    rsa_api_key: str | None = None
    other: Credentials | None = None
    extras: frozenset[str] = frozenset()

    def __repr__(self) -> str:
        return "Credentials(…)"

    @property
    def has(self) -> frozenset[str]:
        """What there is of scenarios' needs; see `Scenario.needs`."""
        owned = {
            "apiKey": self.api_key,
            "signature": self.private_key,
            "hmacKey": self.hmac_api_key,
            "rsaKey": self.rsa_api_key,
            "otherKey": self.other and self.other.api_key,
            "otherSignature": self.other and self.other.private_key,
        }
        return frozenset(name for name, value in owned.items() if value) | self.extras

    @property
    def roles(self) -> Mapping[str, str]:
        """The API keys besides the first one, by their roles; see `transcript.frames.ROLES`."""
        keys = {
            "hmacKey": self.hmac_api_key,
            "rsaKey": self.rsa_api_key,
            "otherKey": self.other and self.other.api_key,
        }
        return {role: key for role, key in keys.items() if key}

    @property
    def api_keys(self) -> tuple[str, ...]:
        """Every API key, the account's first one before the others."""
        return tuple(key for key in (self.api_key, *self.roles.values()) if key)

    @property
    def kind(self) -> str:
        """The kind of the account's first API key, as far as it is known."""
        return "Ed25519" if self.private_key else "of a kind that is not known"
