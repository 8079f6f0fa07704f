"""The accounts of a run, from the environment, from ``.env``, or from a file of several."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pydantic import ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from conformance.api.bad_input import BadInput
from conformance.api.credentials import Credentials
from conformance.evidence.live.account_file import AccountKeys, read_account_file


class SettingsUnusable(BadInput):
    """The settings cannot be used; the message says what to mend, and quotes no key."""


class Settings(AccountKeys, BaseSettings):
    """Credentials from the environment or from ``.env``; secrets are never printed.

    ``accounts`` is a file of several accounts, which is used instead of all others.
    """

    model_config = SettingsConfigDict(
        env_prefix="BINANCE_",
        env_file=".env",
        env_ignore_empty=True,
        extra="ignore",
        hide_input_in_errors=True,
    )

    accounts: Path | None = None


@dataclass(frozen=True, slots=True)
class AccountList:
    """The accounts of a run, in order: one, perhaps without a key, or those of a file.

    ``file`` is the file's name; ``overrides``: another account is set, and not used.
    """

    accounts: tuple[Credentials, ...]
    file: str = ""
    overrides: bool = False


NOBODY: Final = AccountList((Credentials(),))
"""The accounts of a run that needs none."""


def read_accounts() -> AccountList:
    """Read the accounts. Raises SettingsUnusable, AccountFileUnusable and KeyFileUnusable."""
    try:
        settings = Settings()
    except (ValidationError, ValueError):
        why = "The BINANCE_… settings or .env cannot be read; see README"
        raise SettingsUnusable(why) from None
    if settings.accounts:
        accounts = read_account_file(settings.accounts)
        return AccountList(accounts, settings.accounts.name, bool(settings.api_key))
    credentials = settings.credentials(Path())
    given = credentials.api_keys
    if len(given) != len({*given}):
        raise SettingsUnusable(
            "two of the BINANCE_…API_KEY settings are one key: give a different one in each, "
            "and in BINANCE_OTHER_API_KEY one of a second account"
        )
    return AccountList((credentials,)) if credentials.api_key else NOBODY


def read_credentials() -> Credentials:
    """Read the first account; raises as `read_accounts` does."""
    return read_accounts().accounts[0]
