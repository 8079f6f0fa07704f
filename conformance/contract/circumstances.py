"""The circumstances of a request, in words: whose key it has, the session, the stream."""

from __future__ import annotations

from typing import Final

from conformance.api.samples import WRONG_SIGNATURE
from conformance.api.wording import Phrase, shown
from conformance.contract.clause import Problem
from conformance.transcript.exchange import Exchange, KeyKind, Session, Stream

_SESSIONS: Final[dict[Session, str]] = {
    "none": "nobody logged on",
    "logged-on": "logged on",
    "logged-out": "logged out again",
    "refused": "the logon was refused",
    "unknown": "whether logged on is not known",
}
_STREAMS: Final[dict[Stream, str]] = {
    "open": "a stream open",
    "none": "no stream open",
    "unknown": "",
}
_KEYS: Final[dict[KeyKind, str]] = {
    "unknown": "an apiKey that nobody has",
    "absent": "no apiKey",
    "invalid": "an apiKey that is none",
    "unverifiable": "an apiKey",
}
_ROLES: Final = {
    "hmacKey": "the account's HMAC apiKey",
    "rsaKey": "the account's RSA apiKey",
    "otherKey": "the second account's apiKey",
}


def circumstances_of(exchange: Exchange) -> str:
    """Return what a request was asked with: ``no apiKey, logged on, a stream open``."""
    parts = (key_words(exchange), _SESSIONS[exchange.session], _STREAMS[exchange.stream])
    return ", ".join(part for part in parts if part)


def success_for_error(exchange: Exchange) -> Problem:
    """Return the problem of a success where an error was wanted, with its circumstances."""
    key, session = key_words(exchange), _SESSIONS[exchange.session]
    status = exchange.answer_members.get("status")
    figure = f", status {shown(status, 10)}" if isinstance(status, int) else ""
    return Problem("$.error", Phrase(f"an error ({key}, {session})"), Phrase(f"success{figure}"))


def key_words(exchange: Exchange) -> str:
    """Return whose apiKey a request carries, in words."""
    if exchange.request and not isinstance(exchange.request.document.value, dict):
        return "a request that is no JSON object"
    signed = ", a wrong signature" if exchange.params.get("signature") == WRONG_SIGNATURE else ""
    if exchange.key != "valid":
        return _KEYS[exchange.key] + signed
    own = exchange.params.get("apiKey")
    roles = exchange.transcript.keys.items()
    role = next((name for name, key in roles if key == own), "")
    return _ROLES.get(role, "the account's apiKey") + signed
