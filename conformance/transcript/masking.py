"""Masks secrets in words: parts of known keys, in any case, and what looks like a key."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from conformance.api.samples import MADE_UP_LISTEN_KEY, UNKNOWN_API_KEY, WRONG_SIGNATURE
from conformance.transcript.fragments import PART, Fragments

LONG: Final = 8
"""A secret of at least this length is also replaced inside other strings."""
KEY_SHAPE: Final = re.compile(r"(?<![A-Za-z0-9])[A-Za-z0-9]{48,}")
"""API keys and listen keys have 60 or 64 letters and digits; ids have 36 at most."""
PUBLIC: Final = frozenset({"", UNKNOWN_API_KEY, MADE_UP_LISTEN_KEY, WRONG_SIGNATURE})
"""Keys and signatures of nobody."""


def masked(text: str, keys: Iterable[str] = ()) -> str:
    """Return words without some keys or parts of them, and without what looks like a key."""
    if len(text) < PART:
        return text
    text = Fragments(keys).replaced(text, "<secret>")
    return KEY_SHAPE.sub(lambda match: match[0] if match[0] in PUBLIC else "<secret>", text)


def redact_url(url: str) -> str:
    """Return a URL without user, password and parameters other than returnRateLimits.

    Nothing is left of one that cannot be read.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return "an address that cannot be read"
    host = parts.netloc.rpartition("@")[2]
    query = [
        (name, value if name == "returnRateLimits" else "<secret>")
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
    ]
    return masked(urlunsplit(parts._replace(netloc=host, query=urlencode(query, safe="<>"))))
