"""The signature of session.logon: Ed25519 over the request's params.

Source: COIN-M WebSocket API General Info, session authentication. Only Ed25519 keys are supported.
`cryptography` is slow to import: a function that needs it imports it.
"""

from __future__ import annotations

import base64
import binascii
import os
from functools import cache
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Any

from conformance.api.bad_input import BadInput

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import (
        Ed25519PrivateKey,
        Ed25519PublicKey,
    )
    from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes


_MAKE_ONE = (
    "An Ed25519 key in PEM is needed; make one with: "
    "openssl genpkey -algorithm ed25519 -out private.pem"
)


class KeyFileUnusable(BadInput):
    """A key file cannot be used; the message never quotes it."""

    def __init__(self, path: Path, why: str, hint: str = _MAKE_ONE) -> None:
        super().__init__(f"{path}: {why}. {hint}")


_PRIVATE_HEADER = b"PRIVATE KEY-----"
_PUBLIC_HEADER = b"-----BEGIN PUBLIC KEY-----"


def payload(params: dict[str, Any]) -> bytes:
    """Return what is signed: all params but the signature, sorted by name, as ``k=v&k=v``."""
    named = sorted((name, value) for name, value in params.items() if name != "signature")
    return "&".join(f"{name}={_written(value)}" for name, value in named).encode()


def _written(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def sign(key: Ed25519PrivateKey, params: dict[str, Any]) -> str:
    """Return the signature of params, in base64."""
    return base64.b64encode(key.sign(payload(params))).decode()


def is_signed_by(key: Ed25519PublicKey, params: dict[str, Any]) -> bool:
    """Whether the params carry a signature that the key's owner made."""
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415

    try:
        key.verify(base64.b64decode(str(params.get("signature")), validate=True), payload(params))
    except (InvalidSignature, binascii.Error, UnicodeEncodeError, ValueError):
        return False
    return True


def read_private_key(path: Path, password: str | None = None) -> Ed25519PrivateKey:
    """Read a private key; raises KeyFileUnusable."""
    from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric import ed25519  # noqa: PLC0415
    from cryptography.hazmat.primitives.serialization import load_pem_private_key  # noqa: PLC0415

    try:
        key = load_pem_private_key(_read(path), password.encode() if password else None)
    except TypeError:
        why = "it is encrypted; set BINANCE_PRIVATE_KEY_PASSWORD"
        why = "it is not encrypted; unset BINANCE_PRIVATE_KEY_PASSWORD" if password else why
        raise KeyFileUnusable(path, why) from None
    except (ValueError, UnsupportedAlgorithm):
        if _PUBLIC_HEADER in _read(path):
            why, hint = "it is a public key", "Give the file of the private key that it belongs to"
            raise KeyFileUnusable(path, why, hint) from None
        raise KeyFileUnusable(path, "it holds no private key that can be read") from None
    if not isinstance(key, ed25519.Ed25519PrivateKey):
        raise KeyFileUnusable(path, "its key is of another kind") from None
    return key


def read_public_key(path: Path) -> Ed25519PublicKey:
    """Read a public key; raises KeyFileUnusable."""
    from cryptography.hazmat.primitives.asymmetric import ed25519  # noqa: PLC0415

    pem = _read(path)
    key = _public_key(pem)
    if key is None and _PRIVATE_HEADER in pem:
        half = f"openssl pkey -in {quote(str(path))} -pubout -out public.pem"
        why = "it is a private key, and its public half is needed"
        raise KeyFileUnusable(path, why, f"Write that to a file of its own: {half}")
    if key is None:
        raise KeyFileUnusable(path, "it holds no public key that can be read")
    if not isinstance(key, ed25519.Ed25519PublicKey):
        raise KeyFileUnusable(path, "its key is of another kind")
    return key


@cache
def public_key_of(pem: str) -> Ed25519PublicKey | None:
    """Return the public key of a PEM text; None where it holds no Ed25519 key."""
    from cryptography.hazmat.primitives.asymmetric import ed25519  # noqa: PLC0415

    key = _public_key(pem.encode())
    return key if isinstance(key, ed25519.Ed25519PublicKey) else None


def _public_key(pem: bytes) -> PublicKeyTypes | None:
    """Return the public key, of any kind, that a PEM holds; None where none can be read."""
    from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415
    from cryptography.hazmat.primitives.serialization import load_pem_public_key  # noqa: PLC0415

    try:
        return load_pem_public_key(pem)
    except (ValueError, UnsupportedAlgorithm):
        return None


def pem_of(key: Ed25519PublicKey) -> str:
    """Return a public key as a PEM text."""
    from cryptography.hazmat.primitives.serialization import (  # noqa: PLC0415
        Encoding,
        PublicFormat,
    )

    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def write_private_key(path: Path, key: Ed25519PrivateKey) -> None:
    """Write a private key as PEM, unencrypted, in a new file that only its owner may read."""
    from cryptography.hazmat.primitives.serialization import (  # noqa: PLC0415
        Encoding,
        NoEncryption,
        PrivateFormat,
    )

    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(pem)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise KeyFileUnusable(path, f"it cannot be read ({error.strerror})") from None
