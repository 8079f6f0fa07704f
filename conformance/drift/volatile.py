"""Which values differ from one recording to the next without meaning anything, and why.

Of members that are neither in VOLATILE nor in KNOWN, no value is documented: only shapes count.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Final

from conformance.drift.change import Place, Volatile, kind_of

VOLATILE: Final = {
    "id": "the client chooses it; what counts is how the answer's is related to the request's",
    "count": "what the address has used so far; what counts is its sign, and that it is no more "
    "than the limit. How fast it rises is compared over many answers",
    "listenKey": "given out anew; what counts is which answers have the same one",
    "apiKey": "the account's own; what counts is whose it is among those of the recording",
    "signature": "differs with every timestamp",
    "timestamp": "the client's clock",
    "authorizedSince": "the server's clock; what counts is which answers have the same one",
    "connectedSince": "the server's clock",
    "serverTime": "the server's clock",
    "retryAfter": "the server's clock",
}
"""Members, at any depth, whose values never drift, each with its reason."""

KNOWN: Final = frozenset(
    {"status", "code", "rateLimitType", "interval", "intervalNum", "limit", "returnRateLimits"}
)
"""Members whose very values are documented: a client may depend on them."""

TIMES: Final = frozenset({"connectedSince", "serverTime", "retryAfter"})
_KEYS: Final = frozenset({"listenKey", "apiKey"})
_LONGEST: Final = 200


@dataclass(slots=True)
class Keys:
    """The keys of one recording, numbered in the order in which they first came."""

    seen: dict[str, int] = field(default_factory=dict)

    def number(self, key: str) -> int:
        """Return a key's number, from 1."""
        return self.seen.setdefault(key, len(self.seen) + 1)


def settled(value: Any, keys: Keys, place: Place = ()) -> Any:
    """Return a JSON value with its volatile parts replaced by what stays the same of them."""
    name = str(place[-1]) if place else ""
    if isinstance(value, dict):
        return {n: settled(v, keys, (*place, n)) for n, v in _with_limit(value).items()}
    if isinstance(value, list):
        return [settled(inner, keys, (*place, i)) for i, inner in enumerate(value)]
    return _settled_leaf(value, keys, name)


def _settled_leaf(value: Any, keys: Keys, name: str) -> Any:
    kind = kind_of(value)
    if name in VOLATILE and kind not in {"null", "boolean"} and value != "":
        if name in _KEYS and kind == "string":
            return Volatile(f"string: key {keys.number(value)}")
        if name == "authorizedSince" and kind == "integer" and value > 0:
            return Volatile(f"integer: time {keys.number(f'since {value}')}")
        if name in TIMES and kind == "integer":
            return Volatile("integer: a time" if value > 0 else "integer: no time")
        return value if isinstance(value, Volatile) else Volatile(f"{kind}: any")
    if kind != "string":
        return value
    return _message(value) if name == "msg" else _cut(value)


def _with_limit(members: dict[str, Any]) -> dict[str, Any]:
    """Return members with a count replaced by its relation to the limit beside it."""
    count, limit = members.get("count"), members.get("limit")
    if kind_of(count) != "integer":
        return members
    return members | {"count": Volatile(f"integer: {_range(count, limit)}")}


def _range(count: Any, limit: Any) -> str:
    if count < 0:
        return "-1" if count == -1 else "negative"
    beyond = kind_of(limit) == "integer" and 0 <= limit < count
    return "beyond the limit" if beyond else "a count"


def _message(text: str) -> str:
    """Return a message without what varies in it: addresses, times, quotations of the request."""
    text = re.sub(r"(?<!\w)'[^']*'(?!\w)|\"[^\"]*\"|`[^`]*`|<[^>]*>x*", "'…'", text)
    return _cut(" ".join(re.sub(r"\d+(?:[.:]\d+)*", "0", text).split()))


def _cut(text: str) -> str:
    """Return a text on one line, of at most 200 characters."""
    text = text[: _LONGEST + 1].replace("\n", "\\n")
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
