"""What comes between a request and its answer, or instead of it: `Choices.interruption`."""

from __future__ import annotations

from typing import Any, Final

from conformance.reference.choices import UNKNOWN_KEY
from conformance.reference.outgoing import Close, Outgoing, Pause, Ping

RESTART: Final = Close(1012, "Service Restart")
PAYLOAD: Final = b"1770123456789"
"""A ping's payload; the documented one is a time in ms."""
PAUSE: Final = Pause(0.05)
"""Requests that were sent together have all come before the first of them is answered."""
REST: Final = 1000
"""How long a throttled client is to rest, in ms."""


def refusal_before(interruption: str, now: int, memory: dict[str, Any]) -> dict[str, Any] | None:
    """Return the answer to a request that does not come to its method; None where it does.

    ``memory`` is the server's, ``now`` its time in ms. The times of a rest are as in Spot's
    documented error of a ban, the revocation as in COIN-M WebSocket API General Info.
    """
    if interruption == "throttled":
        until = memory.setdefault("rest until", now + REST)
        if now < until:
            data = {"serverTime": now, "retryAfter": until}
            error = {"code": -1003, "msg": "Too many requests.", "data": data}
            return {"status": 429, "error": error}
    if interruption == "revoked":
        memory["requests"] = memory.get("requests", 0) + 1
        if memory["requests"] > 1:
            error = {"code": UNKNOWN_KEY.code, "msg": UNKNOWN_KEY.msg}
            return {"id": None, "status": UNKNOWN_KEY.status, "error": error}
    return None


def around(interruption: str, answers: list[Outgoing], memory: dict[str, Any]) -> list[Outgoing]:
    """Return answers with what comes before or after them."""
    if interruption == "ping":
        return [Ping(PAYLOAD), *answers]
    if interruption == "throttled":
        return [PAUSE, *answers]
    if interruption == "restart" and not memory.get("restarted"):
        memory["restarted"] = True
        return [*answers, RESTART]
    return answers
