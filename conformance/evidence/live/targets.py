"""Where scenarios are performed, and as whom: targets by name, credentials, production's guard.

A stop closes a real stream of a real account, so production needs an option of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from conformance.api.bad_input import BadInput
from conformance.api.credentials import Credentials
from conformance.api.signing import read_private_key
from conformance.api.venues import COIN_M
from conformance.evidence.live.addresses import address_of, is_loopback
from conformance.reference.embedded import ENDPOINT
from conformance.transcript.frames import EvidenceClass
from conformance.transcript.masking import redact_url


class TargetRefused(BadInput):
    """A target may not be used so; the message says what may."""


@dataclass(frozen=True, slots=True)
class Target:
    """An endpoint, and the class of the evidence that comes from it.

    ``exclusive``: nobody else uses the client's address at that endpoint.
    """

    name: str
    url: str
    evidence_class: EvidenceClass
    exclusive: bool = False


class Settings(BaseSettings):
    """Credentials from the environment or from ``.env``; secrets are never printed."""

    model_config = SettingsConfigDict(
        env_prefix="BINANCE_",
        env_file=".env",
        env_ignore_empty=True,
        extra="ignore",
        hide_input_in_errors=True,
    )

    api_key: SecretStr | None = None
    private_key_path: Path | None = None
    private_key_password: SecretStr | None = None


def read_credentials() -> Credentials:
    """Read the account from the environment; raises KeyFileUnusable and TargetRefused."""
    try:
        settings = Settings()
    except (ValidationError, ValueError):
        raise TargetRefused("The BINANCE_… settings or .env cannot be read; see README") from None
    key = settings.api_key.get_secret_value().strip() if settings.api_key else None
    password = settings.private_key_password
    path = settings.private_key_path
    private_key = (
        read_private_key(path, password.get_secret_value() if password else None) if path else None
    )
    return Credentials(key or None, private_key if key else None)


def find_target(named: str, owns_production: bool = False) -> Target:
    """Return the target of a name or URL; raises TargetRefused."""
    if named == "reference":
        return Target("reference", ENDPOINT, EvidenceClass.REFERENCE, exclusive=True)
    named = {"testnet": COIN_M.testnet, "production": COIN_M.production}.get(named, named)
    address = address_of(named)
    if address is None:
        raise TargetRefused(
            "what is given is no target: give testnet, reference, production, or an address in "
            f"ASCII like wss://host{COIN_M.path}"
        )
    if address.is_production:
        if not owns_production:
            raise TargetRefused(
                f"{address.host} is production: a stop there closes the user data stream of a live "
                "account, for every program that listens to it. If that account is yours and "
                "you mean it, add --i-own-this-production-account"
            )
        return Target("production", address.url, EvidenceClass.PRODUCTION)
    if address.host == urlsplit(COIN_M.testnet).hostname:
        return Target("testnet", address.url, EvidenceClass.TESTNET)
    return Target(redact_url(address.url), address.url, EvidenceClass.OTHER)


def guard_credentials(target: Target, credentials: Credentials) -> None:
    """Check that credentials will not be sent unencrypted. Raises TargetRefused."""
    clear = target.url.startswith("ws:") and target.evidence_class is not EvidenceClass.REFERENCE
    if clear and credentials.api_key and not is_loopback(target.url):
        raise TargetRefused(
            f"{target.name} is not encrypted: credentials go over ws:// only to this machine. "
            "Use wss://, or unset BINANCE_API_KEY"
        )
