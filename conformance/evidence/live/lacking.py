"""What scenarios need that a run has not, in words; and what of it a run may do without."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from conformance.scenarios.script import OTHER_VENUE

_WANTING: Final = {
    "apiKey": "no API key: set BINANCE_API_KEY (README, Every night, says how to get one)",
    "stream": "no stream is listened to: add --with-stream",
    "otherKey": "no second account: set BINANCE_OTHER_API_KEY",
    "connections": "one connection at a time: add --with-stream, or set BINANCE_OTHER_API_KEY",
    "hmacKey": "no HMAC key of the account: set BINANCE_HMAC_API_KEY",
    "rsaKey": "no RSA key of the account: set BINANCE_RSA_API_KEY",
    OTHER_VENUE: "where the neighbouring venue is, is not known for this target",
    "otherSignature": "no Ed25519 key of the second account: set BINANCE_OTHER_PRIVATE_KEY_PATH",
    "signature": "no Ed25519 key: set BINANCE_PRIVATE_KEY_PATH (README, Every night, says how)",
}
"""What to do, by what is lacking; the first of several counts."""
OPTIONAL: Final = frozenset(_WANTING) - {"apiKey", "signature"}
"""What a run may do without: what needs it is inconclusive, and the run is kept all the same."""


def is_left_out(lacking: frozenset[str]) -> bool:
    """Whether what a scenario lacks is what a run may do without; an API key is not."""
    return bool(lacking & OPTIONAL) and "apiKey" not in lacking


def why_lacking(lacking: Iterable[str]) -> str:
    """Return why a scenario is not performed, by what it needs that is not there."""
    needs = {*lacking}
    return next(words for name, words in _WANTING.items() if name in needs)
