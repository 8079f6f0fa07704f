"""The accounts that ``conformance serve`` has: as given, of the environment, or throw-away ones."""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ed25519

from conformance.api.bad_input import BadInput
from conformance.api.credentials import Credentials
from conformance.api.signing import KeyFileUnusable, read_public_key, write_private_key
from conformance.evidence.live.settings import read_credentials
from conformance.reference.accounts import Account
from conformance.reference.embedded import accounts_of


class StaleSettings(BadInput):
    """A setting names a file of an account that is gone."""


@contextmanager
def accounts_for(
    api_key: str | None, public_key: Path | None
) -> Iterator[tuple[Mapping[str, Account], tuple[str, ...]]]:
    """Yield the accounts by API key, and lines to print: the credentials of throw-away ones.

    The first account is that of a key which is given, else of the environment; a second one is the
    environment's. Where neither has a key, two are made. Raises KeyFileUnusable,
    StaleSettings and SettingsUnusable.
    """
    own = _of_environment()
    if api_key:
        second = accounts_of(own.other) if own.other else {}
        first = Account(api_key, read_public_key(public_key) if public_key else None)
        yield second | {api_key: first}, ()
    elif own.api_key:
        yield accounts_of(own), tuple(_sources(own))
    else:
        with tempfile.TemporaryDirectory(prefix="conformance-") as folder:
            made = _made()
            yield accounts_of(made), tuple(_hints(made, Path(folder)))


def _of_environment() -> Credentials:
    """Return the environment's accounts. Raises StaleSettings and SettingsUnusable."""
    try:
        return read_credentials()
    except KeyFileUnusable as error:
        names = ("BINANCE_PRIVATE_KEY_PATH", "BINANCE_OTHER_PRIVATE_KEY_PATH")
        given = [n for n in names if os.environ.get(n) and not Path(os.environ[n]).is_file()]
        if not given:
            raise
        why = f"{given[0]} names a file that is not there, perhaps of an earlier run"
        unset = " ".join(name for name in os.environ if name.startswith("BINANCE_"))
        raise StaleSettings(f"{why}: {error}. To have new accounts: unset {unset}") from None


def _sources(own: Credentials) -> Iterator[str]:
    """Yield where the keys of accounts are from; what they are is not printed."""
    yield "# the account is that of BINANCE_API_KEY"
    if own.other:
        yield "# the second account is that of BINANCE_OTHER_API_KEY"


def _made() -> Credentials:
    """Return two new accounts, and further keys of the first."""
    new, key = ed25519.Ed25519PrivateKey.generate, secrets.token_hex
    other = Credentials(key(32), new())
    return Credentials(key(32), new(), key(32), key(32), other)


def _hints(made: Credentials, folder: Path) -> Iterator[str]:
    """Yield lines that set the environment; only their owner may read the files of the keys."""
    for prefix, each in (("", made), ("OTHER_", made.other)):
        if each and each.private_key:
            path = folder / f"{prefix.lower()}private.pem"
            write_private_key(path, each.private_key)
            yield f"export BINANCE_{prefix}API_KEY={each.api_key}"
            yield f"export BINANCE_{prefix}PRIVATE_KEY_PATH={path}"
    yield f"export BINANCE_HMAC_API_KEY={made.hmac_api_key}"
    yield f"export BINANCE_RSA_API_KEY={made.rsa_api_key}"
