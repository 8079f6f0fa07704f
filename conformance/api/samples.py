"""A well-formed key and signature that belong to nobody; they are public, so never redacted."""

from __future__ import annotations

from typing import Final

UNKNOWN_API_KEY: Final = "UNKNOWNkeyOfNoAccount" + "0123456789" * 4 + "xyz"
"""A key of 64 characters that no account has."""

MADE_UP_LISTEN_KEY: Final = "UNKNOWNlistenKeyOfNoStream" + "0123456789" * 3 + "stuvwxyz"
"""A listen key of 64 characters that no start gave."""

WRONG_SIGNATURE: Final = "Qk" * 42 + "Qg=="
"""An Ed25519 signature in base64 that signs nothing."""
