"""Throttling: how long a server wants no request, by its answers."""

from __future__ import annotations

from math import inf
from typing import Final

from conformance.api.codes import BANNED, TOO_MANY_REQUESTS
from conformance.transcript.conversation import Conversation
from conformance.transcript.exchange import Exchange

_MINUTE: Final = 60.0
_THROTTLED: Final = {BANNED: inf, TOO_MANY_REQUESTS: _MINUTE}
"""How long to rest, in s, where the answer names no time: a ban has no known end, a limit begins
anew each minute (COIN-M General Info, limits)."""
_LONGEST: Final = 10**12
"""A rest in ms that is as good as one without end."""


def requested_rest(conversation: Conversation) -> float | None:
    """Return the longest rest that an answer asks for, in s; None where nothing was throttled."""
    rests = [rest for rest in map(rest_of, conversation.exchanges) if rest is not None]
    return max(rests, default=None)


def rest_of(exchange: Exchange) -> float | None:
    """Return the rest that an answer asks for, in s; None where it throttles nobody."""
    status = exchange.answer_members.get("status")
    if not exchange.refused or type(status) is not int or status not in _THROTTLED:
        return None
    error = exchange.answer_members["error"]
    data = error.get("data") if isinstance(error, dict) else None
    until = data.get("retryAfter") if isinstance(data, dict) else None
    now = data.get("serverTime") if isinstance(data, dict) else None
    now = exchange.answer.frame.at if exchange.answer and type(now) is not int else now
    if type(until) is int and type(now) is int:
        return min(max(0, until - now), _LONGEST) / 1000
    return _THROTTLED[status]
