"""A recording, played to any client: its answers, with the ids of the requests that come.

Each connection gets the recording from its beginning. A request gets the first answer that is not
used yet and was recorded for the same method with the same params, but for keys, times and
signatures. Where there is none, the connection is closed, and the reason says what is missing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from conformance.api.document import same_json
from conformance.reference.choices import Choices
from conformance.reference.outgoing import Close, Outgoing
from conformance.reference.requests import as_request
from conformance.reference.streams import Push, Streams
from conformance.transcript.conversation import conversation_of
from conformance.transcript.exchange import Exchange
from conformance.transcript.frames import Direction, Opcode, Transcript

_VARYING: Final = {"apiKey", "listenKey", "signature", "timestamp"}
_NEVER_SENT: Final = {"1005", "1006", "1015"}
"""Codes that no close frame has (RFC 6455, section 7.4.1)."""
_LONGEST_REASON: Final = 120
"""A close's reason has room for 123 bytes (RFC 6455, section 5.5)."""


@dataclass(slots=True)
class Playback:
    """A server that plays a transcript."""

    transcript: Transcript
    streams: Streams = field(default_factory=lambda: Streams(Choices(), lambda: None))

    def connect(
        self, address: str = "", query: str = "", push: Push | None = None, venue: str = ""
    ) -> PlayedConnection:
        """Open a connection: it begins at the beginning."""
        del address, query, push, venue
        conversation = conversation_of(self.transcript)
        return PlayedConnection(
            self.transcript, [each for each in conversation.exchanges if each.request]
        )

    def expire(self) -> None:
        """Do nothing: a recording has no time."""


@dataclass(slots=True)
class PlayedConnection:
    """A connection, and the exchanges that are not used yet."""

    transcript: Transcript
    left: list[Exchange]

    def leave(self) -> None:
        """Do nothing: nobody counts."""

    def receive(self, data: str | bytes) -> list[Outgoing]:
        """Return what was recorded as the answer, and what came unasked after it."""
        request = as_request(data)
        for exchange in self.left:
            if _is_alike(exchange, request, data):
                self.left.remove(exchange)
                return [*self._played(exchange, request)]
        return [Close(1008, _missing(request))]

    def _played(self, exchange: Exchange, request: dict[str, Any] | None) -> Iterator[Outgoing]:
        if exchange.answer is None:
            return
        yield _bound(exchange, request)
        for frame in self.transcript.frames[exchange.answer.index + 1 :]:
            if frame.direction is Direction.SENT or "id" in frame.document.members:
                return
            if frame.connection == exchange.connection:
                yield (
                    Close(*_close(str(frame.data))) if frame.opcode is Opcode.CLOSE else frame.data
                )


def _is_alike(exchange: Exchange, request: dict[str, Any] | None, data: str | bytes) -> bool:
    """Whether a request is like a recorded one, but for its id and what is chosen anew."""
    if request is None or not exchange.request_members:
        return bool(exchange.request and exchange.request.frame.data == data)
    return same_json(_fixed(exchange.request_members), _fixed(request))


def _fixed(request: dict[str, Any]) -> dict[str, Any]:
    """Return a request without its id and without values that vary."""
    params = request.get("params")
    if isinstance(params, dict):
        params = {name: 0 if name in _VARYING else value for name, value in params.items()}
    fixed = {name: value for name, value in request.items() if name not in {"id", "params"}}
    return fixed | ({"params": params} if params else {})


def _bound(exchange: Exchange, request: dict[str, Any] | None) -> str | bytes:
    """Return a recorded answer with the id of the request, if it had that of its own."""
    answer, own = exchange.answer, exchange.request_members.get("id")
    data: str | bytes = answer.frame.data if answer else ""
    answered = exchange.answer_members.get("id", ...)
    if not request or not isinstance(data, str) or not same_json(answered, own):
        return data
    bound = f'"id":{json.dumps(request.get("id"))}'
    return re.sub(rf'"id"\s*:\s*{re.escape(json.dumps(own))}', lambda _: bound, data, count=1)


def _close(text: str) -> tuple[int, str]:
    """Return a close's code and reason; a connection that dropped is closed with 1011."""
    code, _, reason = text.partition(" ")
    return (1011, "it dropped") if code in _NEVER_SENT else (int(code), reason)


def _missing(request: dict[str, Any] | None) -> str:
    """Return why a connection is closed."""
    method = request.get("method") if request else None
    name = method if isinstance(method, str) and method.isascii() else "a frame like this"
    return f"the recording has no further answer to {name}"[:_LONGEST_REASON]
