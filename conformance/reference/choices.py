"""What the reference server does where the real one is not known: a name for each choice.

None of them is part of the contract. Other choices are as legal, and the tests make them all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from conformance.api.venues import COIN_M


@dataclass(frozen=True, slots=True)
class Refusal:
    """A status and an error."""

    status: int
    code: int
    msg: str


INVALID_JSON = Refusal(400, -1000, "Invalid JSON request.")
INVALID_ID = Refusal(
    400,
    -1000,
    "Invalid 'id' in JSON request; expected an integer, a string matching "
    "'^[a-zA-Z0-9-_]{1,36}$', or null.",
)
INVALID_PARAMS = Refusal(400, -1000, "Invalid 'params' in JSON request; expected an object.")
INVALID_METHOD = Refusal(400, -1000, "Invalid 'method' in JSON request; expected a string.")
UNKNOWN_KEY = Refusal(401, -2015, "Invalid API-key, IP, or permissions for action.")
SIGNATURE_INVALID = Refusal(400, -1022, "Signature for this request is not valid.")
WRONG_KEY_TYPE = Refusal(400, -4056, "Invalid api key type.")
TOO_LATE = Refusal(400, -1021, "Timestamp for this request is outside of the recvWindow.")
TOO_EARLY = Refusal(400, -1021, "Timestamp for this request was 1000ms ahead of the server's time.")
NO_LISTEN_KEY = Refusal(400, -1125, "This listenKey does not exist.")


def mandatory(name: str) -> Refusal:
    """Return the refusal of a parameter that is missing, empty or malformed."""
    msg = f"Mandatory parameter '{name}' was not sent, was empty/null, or malformed."
    return Refusal(400, -1102, msg)


INVALID_KEY = mandatory("apiKey")


@dataclass(frozen=True, slots=True)
class Choices:
    """The choices, with the server's own as defaults."""

    limit: int = COIN_M.limits[0]
    """Request weight per minute: 2400 was seen in production, 6000 on testnets."""
    missing_key: Refusal = Refusal(400, -1103, "param apikey not found.")
    """What a missing apiKey gets; seen on USD-M's testnet for a start, status unknown."""
    invalid_key: Refusal = INVALID_KEY
    """What an empty, null or mistyped apiKey gets; unknown."""
    unknown_key: Refusal = UNKNOWN_KEY
    """What an unknown apiKey gets; 401 as in the documented revocation message."""
    stop_without_stream: Refusal | None = None
    """What a stop gets where no stream is open; None is a success."""
    stop_always: Refusal | None = None
    """What every stop gets, so that a client meets an error; None lets it through."""
    ping_without_stream: Refusal | None = NO_LISTEN_KEY
    """What a ping gets where no stream is open; seen over REST on USD-M."""
    limits_on_errors: bool = True
    """Whether errors have rateLimits; those found while parsing never do."""
    surplus_params: Refusal | None = None
    """What a parameter that the method does not have gets; None ignores it."""
    shared_address: bool = False
    """Whether others use the client's address, so that counts rise by more."""
    reversed_members: bool = False
    """Whether the members of an answer come in reverse order."""
    indent: int | None = None
    """How many spaces an answer is indented by; None writes it on one line."""
    escaped: bool = False
    """Whether letters in an answer's strings and names are written as escapes."""
    fragments: int = 1
    """In how many frames an answer comes."""
    compression: bool = False
    """Whether permessage-deflate is agreed to, where a client offers it."""
    event_before_answer: Literal[
        "none", "listenKeyExpired", "serverShutdown", "ORDER_TRADE_UPDATE", "unknown"
    ] = "none"
    """The event that precedes each answer, though nobody asked for it. That of an order has ids
    beyond 2^53; the one of a shutdown is Spot's."""
    interruption: Literal["none", "restart", "throttled", "revoked", "ping"] = "none"
    """What comes between: a close with 1012 after the first answer; a 429 with a time for all
    requests of the first second; a key that is revoked after its first success; or a ping, whose
    pong is waited for a moment, before each answer."""
    stream_after_stop: Literal["expired", "expired and closed", "closed", "silent"] = "expired"
    """What a user data stream gets when its listen key ends: the documented event, a close, both,
    or nothing. The page has the event for a key that expires, and says of no close."""
