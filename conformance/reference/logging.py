"""One line an exchange, for a log: figures and known names, and nothing that a client chose."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from conformance.api.document import read
from conformance.api.methods import VERSION_PREFIX, is_known
from conformance.reference.outgoing import Close, Outgoing, Pause, Ping
from conformance.reference.requests import as_request


def log_line(
    at: int, connection: str, data: str | bytes, replies: list[Outgoing], took: float
) -> str:
    """Return the line of a request and what answers it; ``at`` is in ms since 1970, ``took`` in ms.

    Methods are shown where they are known. Ids, params and messages are not shown, as there could
    be secrets in them.
    """
    time = datetime.fromtimestamp(at / 1000, UTC).isoformat(timespec="milliseconds")[11:-6]
    request = as_request(data)
    method = str((request or {}).get("method")).removeprefix(VERSION_PREFIX)
    name = method if is_known(method) else "another method" if request else "no JSON object"
    shown = [reply for reply in replies if not isinstance(reply, Pause)]
    answers = " · ".join(map(_words, shown)) or "nothing"
    return f"{time} {connection or '-'} {name} → {answers} ({took:.1f} ms)"


def _words(reply: str | bytes | Close | Ping) -> str:
    if isinstance(reply, Close):
        return f"close {reply.code}"
    if isinstance(reply, Ping):
        return "ping"
    if isinstance(reply, bytes):
        return f"{len(reply)} bytes"
    members = read(reply).members
    if not members.keys() & {"id", "status", "result", "error"}:
        return "an event" if members else f"a text of {len(reply)} characters"
    return " ".join([_figure(members.get("status")), *_details(members)])


def _details(members: dict[str, Any]) -> list[str]:
    """Return what is told of an answer besides its status."""
    error, limits = members.get("error"), members.get("rateLimits")
    details = [_figure(error.get("code"))] if isinstance(error, dict) else []
    first = limits[0] if isinstance(limits, list) and limits else None
    if isinstance(first, dict):
        details.append(f"weight {_figure(first.get('count'))}/{_figure(first.get('limit'))}")
    return details


def _figure(value: Any) -> str:
    return str(value) if type(value) is int and abs(value) < 10**9 else "?"
