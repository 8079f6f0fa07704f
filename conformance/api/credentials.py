"""An account's own keys."""

from __future__ import annotations

from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


@dataclass(frozen=True, slots=True)
class Credentials:
    """An account: its API key, and the key that signs its logon. Neither is ever printed."""

    api_key: str | None = None
    private_key: Ed25519PrivateKey | None = None

    def __repr__(self) -> str:
        return "Credentials(…)"

    @property
    def has(self) -> frozenset[str]:
        """What the account has of scenarios' needs: ``apiKey``, ``signature``."""
        owned = {"apiKey": self.api_key, "signature": self.private_key}
        return frozenset(name for name, value in owned.items() if value)
