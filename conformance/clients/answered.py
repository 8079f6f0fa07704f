"""What a server sent to each call of a client: a success, an error, nothing, or something else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from conformance.api.document import read
from conformance.api.methods import VERSION_PREFIX
from conformance.clients.steps import CALLS
from conformance.reference.outgoing import Outgoing
from conformance.reference.requests import as_request

_FAILURES: Final = 400
"""Statuses from here on are errors (COIN-M WebSocket API General Info, response format)."""
_NAMES: Final = {method.name: call for call, method in CALLS.items()}


class Truth(StrEnum):
    """What a request really got."""

    SUCCESS = "a success"
    ERROR = "an error"
    NOTHING = "no answer"
    OTHER = "an answer that is neither"


@dataclass(frozen=True, slots=True)
class Answered:
    """A request that a server got: the call that it is for, and what it really got."""

    call: str
    truth: Truth


def answered_call(data: str | bytes, replies: Iterable[Outgoing]) -> Answered:
    """Return what a request was, and what it got."""
    request = as_request(data.decode(errors="replace") if isinstance(data, bytes) else data)
    method = str((request or {}).get("method")).removeprefix(VERSION_PREFIX)
    texts = [reply for reply in replies if isinstance(reply, str | bytes)]
    truths = [truth for text in texts if (truth := _truth_of(text)) is not None]
    for truth in (Truth.ERROR, Truth.SUCCESS, Truth.OTHER):
        if truth in truths:
            return Answered(_NAMES.get(method, ""), truth)
    return Answered(_NAMES.get(method, ""), Truth.NOTHING)


def _truth_of(text: str | bytes) -> Truth | None:
    """Return what a frame is; None for an event."""
    value = read(text if isinstance(text, str) else text.decode(errors="replace")).value
    answer = value[0] if isinstance(value, list) and value else value
    if not isinstance(answer, dict):
        return Truth.OTHER
    if not answer.keys() & {"id", "status", "result", "error"}:
        return None
    if "error" in answer or _is_failure(answer.get("status")):
        return Truth.ERROR
    return Truth.SUCCESS if answer.get("status") == 200 else Truth.OTHER  # noqa: PLR2004


def _is_failure(status: Any) -> bool:
    return type(status) in {int, float} and status >= _FAILURES


def truths_of(call: str, requests: Sequence[Answered]) -> list[Truth]:
    """Return what the requests of a call got, in order."""
    return [request.truth for request in requests if request.call == call]
