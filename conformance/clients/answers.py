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


class AnswerKind(StrEnum):
    """What a request really got."""

    SUCCESS = "a success"
    ERROR = "an error"
    NOTHING = "no answer"
    OTHER = "an answer that is neither"


@dataclass(frozen=True, slots=True)
class RequestAnswer:
    """A request that a server got: the call that it is for, and what it really got."""

    call: str
    kind: AnswerKind


def request_answer(data: str | bytes, replies: Iterable[Outgoing]) -> RequestAnswer:
    """Return what a request was, and what it got."""
    request = as_request(data.decode(errors="replace") if isinstance(data, bytes) else data)
    method = str((request or {}).get("method")).removeprefix(VERSION_PREFIX)
    texts = [reply for reply in replies if isinstance(reply, str | bytes)]
    answers = [kind for text in texts if (kind := _kind_of(text)) is not None]
    for kind in (AnswerKind.ERROR, AnswerKind.SUCCESS, AnswerKind.OTHER):
        if kind in answers:
            return RequestAnswer(_NAMES.get(method, ""), kind)
    return RequestAnswer(_NAMES.get(method, ""), AnswerKind.NOTHING)


def _kind_of(text: str | bytes) -> AnswerKind | None:
    """Return what a frame is; None for an event."""
    value = read(text if isinstance(text, str) else text.decode(errors="replace")).value
    answer = value[0] if isinstance(value, list) and value else value
    if not isinstance(answer, dict):
        return AnswerKind.OTHER
    if not answer.keys() & {"id", "status", "result", "error"}:
        return None
    if "error" in answer or _is_failure(answer.get("status")):
        return AnswerKind.ERROR
    return AnswerKind.SUCCESS if answer.get("status") == 200 else AnswerKind.OTHER  # noqa: PLR2004


def _is_failure(status: Any) -> bool:
    return type(status) in {int, float} and status >= _FAILURES


def answers_of(call: str, requests: Sequence[RequestAnswer]) -> list[AnswerKind]:
    """Return what the requests of a call got, in order."""
    return [request.kind for request in requests if request.call == call]
