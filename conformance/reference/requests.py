"""How the reference server reads a request, and what it refuses whatever the method is."""

from __future__ import annotations

from typing import Any

from conformance.api.document import read
from conformance.api.schemas import fits
from conformance.reference.choices import (
    INVALID_ID,
    INVALID_JSON,
    INVALID_METHOD,
    INVALID_PARAMS,
    Refusal,
    mandatory,
)


class Refused(Exception):
    """A request is refused; ``refusal`` is the status and the error."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.msg)
        self.refusal = refusal


def as_request(data: str | bytes) -> dict[str, Any] | None:
    """Return a frame's JSON object; None where it has none, or is binary."""
    value = read(data).value if isinstance(data, str) else None
    return value if isinstance(value, dict) else None


def fault_of(request: dict[str, Any] | None) -> Refusal | None:
    """Return the refusal of a request that is not well formed; None if it is."""
    if request is None:
        return INVALID_JSON
    if not _has_legal_id(request):
        return INVALID_ID
    if not isinstance(request.get("method"), str):
        return INVALID_METHOD
    params = request.get("params")
    return None if params is None or isinstance(params, dict) else INVALID_PARAMS


def _has_legal_id(request: dict[str, Any]) -> bool:
    return "id" in request and fits("request-id", request["id"])


def id_of(request: dict[str, Any] | None) -> Any:
    """Return the id to answer with: the request's, or null where it has no legal one."""
    return request["id"] if request and _has_legal_id(request) else None


def timestamp_of(params: dict[str, Any]) -> int:
    """Return a logon's timestamp in ms; digits in a string are taken as well, as observed.

    Raises Refused.
    """
    try:
        return int(str(params.get("timestamp")))
    except ValueError:
        raise Refused(mandatory("timestamp")) from None
