"""A file of accounts: TOML, an entry for each, with its keys. None is ever printed."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, SecretStr, ValidationError

from conformance.api.bad_input import BadInput
from conformance.api.credentials import Credentials
from conformance.api.signing import KeyFileUnusable, read_private_key
from conformance.files import read_file

_LARGEST: Final = 2**20
_TABLE: Final = "account"


class AccountFileUnusable(BadInput):
    """A file of accounts cannot be used; the message names the entry, and quotes nothing of it."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path.name} (BINANCE_ACCOUNTS): {why}")


class AccountKeys(BaseModel):
    """The keys of an account, and of the second account that belongs to it."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    api_key: SecretStr | None = None
    private_key_path: Path | None = None
    private_key_password: SecretStr | None = None
    hmac_api_key: SecretStr | None = None
    rsa_api_key: SecretStr | None = None
    other_api_key: SecretStr | None = None
    other_private_key_path: Path | None = None
    other_private_key_password: SecretStr | None = None

    def credentials(self, folder: Path) -> Credentials:
        """Return the account; paths are relative to a folder. Raises KeyFileUnusable."""
        other_key = _shown(self.other_api_key)
        path, password = self.private_key_path, self.private_key_password
        private_key = _private_key(folder, path, password, "BINANCE_PRIVATE_KEY_PATH")
        other = Credentials(
            other_key,
            _private_key(
                folder,
                self.other_private_key_path,
                self.other_private_key_password,
                "BINANCE_OTHER_PRIVATE_KEY_PATH",
            ),
        )
        further = (_shown(self.hmac_api_key), _shown(self.rsa_api_key))
        return Credentials(
            _shown(self.api_key), private_key, *further, other if other_key else None
        )


def _shown(secret: SecretStr | None) -> str | None:
    return (secret.get_secret_value().strip() or None) if secret else None


def _private_key(folder: Path, path: Path | None, password: SecretStr | None, setting: str) -> Any:
    """Return the private key of a setting, or None without one. Raises KeyFileUnusable."""
    if path and not (folder / path).exists():
        hint = "Set it to where the key is now, or to nothing for scenarios without a logon"
        raise KeyFileUnusable(folder / path, f"{setting} names a file that is not there", hint)
    secret = password.get_secret_value() if password else None
    return read_private_key(folder / path, secret) if path else None


def read_account_file(path: Path) -> tuple[Credentials, ...]:
    """Read the accounts of a file, in its order. Raises AccountFileUnusable."""
    accounts = tuple(_account(path, n, entry) for n, entry in enumerate(_entries(path), start=1))
    _check_apart(path, accounts)
    return accounts


def _entries(path: Path) -> list[Any]:
    try:
        document = tomllib.loads(read_file(path, _LARGEST))
    except OSError as error:
        raise AccountFileUnusable(path, f"it cannot be read ({error.strerror})") from None
    except UnicodeDecodeError:
        raise AccountFileUnusable(path, "it cannot be read as UTF-8 text") from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        place = re.search(r"\(at [\w ,]+\)$", str(error))  # the rest may quote a key
        raise AccountFileUnusable(path, f"it is no TOML {place[0] if place else ''}") from None
    entries = document.pop(_TABLE, [])
    if document or not isinstance(entries, list):
        why = f"it has something other than tables [[{_TABLE}]]"
        raise AccountFileUnusable(path, why)
    if not entries:
        raise AccountFileUnusable(path, f"it has no table [[{_TABLE}]]: add one for each account")
    return entries


def _account(path: Path, number: int, entry: Any) -> Credentials:
    """Return the account of an entry."""
    try:
        credentials = AccountKeys.model_validate(entry).credentials(path.parent)
    except ValidationError as error:
        raise AccountFileUnusable(path, f"entry {number} {_why(error)}") from None
    except KeyFileUnusable as error:
        why = re.sub(r"BINANCE_(?=\w*PRIVATE_KEY)\w+", _as_member, str(error))
        raise AccountFileUnusable(path, f"entry {number}: {why}") from None
    if not credentials.api_key:
        raise AccountFileUnusable(path, f"entry {number} has no api_key: give it one")
    return credentials


def _as_member(setting: re.Match[str]) -> str:
    """Return the member of an entry that is meant by a setting."""
    return setting[0].removeprefix("BINANCE_").lower()


def _why(error: ValidationError) -> str:
    """Return what is wrong with an entry, without its names: one may be a key."""
    known = AccountKeys.model_fields
    faulty = [str(each["loc"][0]) for each in error.errors() if each["loc"]]
    texts = [name for name in faulty if name in known]
    if texts:
        return f"has no text as its {texts[0]}"
    return f"has other members than {', '.join(known)}"


def _check_apart(path: Path, accounts: Sequence[Credentials]) -> None:
    """Check that no key is given twice: lanes would disturb each other."""
    owners: dict[str, int] = {}
    for number, key in _keys(accounts):
        first = owners.setdefault(key, number)
        if first != number:
            why = f"entries {first} and {number} have a key in common: give each its own account"
            raise AccountFileUnusable(path, why)
    for number, account in enumerate(accounts, start=1):
        if len(account.api_keys) != len({*account.api_keys}):
            why = f"entry {number} has one key twice: give a different one in each member"
            raise AccountFileUnusable(path, why)


def _keys(accounts: Sequence[Credentials]) -> Iterator[tuple[int, str]]:
    for number, account in enumerate(accounts, start=1):
        for key in account.api_keys:
            yield number, key
