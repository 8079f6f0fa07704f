"""``conformance serve``: the reference server on a socket, as an account of the caller's choice."""

from __future__ import annotations

import os
import secrets
import signal
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import typer
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from conformance.api.signing import read_public_key
from conformance.contract.clauses import CLAUSES
from conformance.contract.mutant import Mutant
from conformance.evidence.live.targets import TargetRefused, read_credentials
from conformance.reference.accounts import Account
from conformance.reference.server import Reference
from conformance.reference.wire import WallClock, serve


def serve_until_interrupted(
    host: str, port: int, api_key: str | None, public_key: Path | None, mutant: str | None
) -> None:
    """Serve until SIGINT or SIGTERM; the first line printed is the URL.

    Raises KeyFileUnusable and TargetRefused.
    """
    broken = find_mutant(mutant) if mutant else None
    done = threading.Event()
    _stop_on_signals(done)
    with _account(api_key, public_key) as (account, hints):
        server = Reference(
            {account.api_key: account},
            WallClock().now,
            mutant=broken,
            chance=secrets.SystemRandom(),
        )
        try:
            with serve(lambda: server, host, port) as url:
                for line in (url, *hints):
                    typer.echo(line)
                done.wait()
        except OSError as error:
            why = error.strerror or "no such address"
            raise TargetRefused(f"cannot listen on {host}, port {port}: {why}") from None


def _stop_on_signals(done: threading.Event) -> None:
    def stop(_number: int, _frame: FrameType | None) -> None:
        done.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)


def find_mutant(name: str) -> Mutant:
    """Return the mutant of a name; raises TargetRefused."""
    for clause in CLAUSES:
        for mutant in clause.mutants:
            if mutant.name == name:
                return mutant
    raise TargetRefused(f"there is no mutant {name!r}; list them with: conformance mutants")


@contextmanager
def _account(
    api_key: str | None, public_key: Path | None
) -> Iterator[tuple[Account, tuple[str, ...]]]:
    """Yield the account: the one given, that of the environment, or a throw-away one.

    A throw-away account's credentials are told, as nobody else could know them; its private key
    is in a file that only its owner may read, and that is removed in the end.
    """
    if api_key:
        yield Account(api_key, read_public_key(public_key) if public_key else None), ()
        return
    own = read_credentials()
    if own.api_key:
        yield Account(own.api_key, own.private_key.public_key() if own.private_key else None), ()
        return
    private = Ed25519PrivateKey.generate()
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    with tempfile.TemporaryDirectory(prefix="conformance-") as folder:
        path = Path(folder) / "private.pem"
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as file:
            file.write(pem)
        account = Account(secrets.token_hex(32), private.public_key())
        hints = (
            f"export BINANCE_API_KEY={account.api_key}",
            f"export BINANCE_PRIVATE_KEY_PATH={path}",
        )
        yield account, hints
