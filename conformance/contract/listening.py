"""What stops did to connections to the stream itself.

Documented events come only when the account changes, and a wrong listen key connects, too: so that
nothing comes proves nothing. A close, `listenKeyExpired` and an event after a stop are findings.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from conformance.transcript.conversation import Conversation
from conformance.transcript.exchange import Exchange, Message
from conformance.transcript.kinds import is_stop
from conformance.transcript.streams import EXPIRED, StreamConnection, event_time, is_expiry


@dataclass(frozen=True, slots=True)
class Listened:
    """A connection to a stream, and a stop: the first that closed it, or one that must not."""

    stream: StreamConnection
    stop: Exchange

    @property
    def number(self) -> int:
        """0, as it belongs to no exchange."""
        return 0

    @property
    def place(self) -> str:
        """Where it is, in words."""
        return self.stream.place

    @property
    def is_expired(self) -> bool:
        """Whether the event of its end came, once the stop was sent."""
        return any(is_expiry(m.frame) for m in self.stream.messages if self._is_since(m))

    def _is_since(self, message: Message) -> bool:
        return self.stop.request is not None and message.index > self.stop.request.index

    def after_stop(self) -> Iterator[Message]:
        """Yield what came after the stop's answer, but a close."""
        answer = self.stop.answer
        return (m for m in self.stream.messages if answer and m.index > answer.index)

    def events_after(self) -> Iterator[Message]:
        """Yield the account's events that came after the stop's answer, and are not of before.

        One that was under way when the stop was answered has an earlier time of its own.
        """
        for message in self.after_stop():
            at, answer = event_time(message.frame), self.stop.answer
            is_before = at is not None and answer is not None and at < answer.frame.at
            is_event = isinstance(message.document.value, dict | list)
            if is_event and not is_expiry(message.frame) and not is_before:
                yield message

    @property
    def close(self) -> Message | None:
        """The close that came once the stop was sent, if one did."""
        return (
            self.stream.close if self.stream.close and self._is_since(self.stream.close) else None
        )

    @property
    def finding(self) -> str:
        """What came of it, in words; ``silence`` proves nothing."""
        parts = [EXPIRED] if self.is_expired else []
        parts += ["an event after the stop"] if any(self.events_after()) else []
        parts += [f"a close with {str(self.close.frame.data)[:4]}"] if self.close else []
        return " and ".join(parts) or "silence"


def closed_streams(conversation: Conversation) -> Iterator[Listened]:
    """Yield the connections to streams that a stop of their account closed."""
    for stream in conversation.streams:
        stops = _stops_after_start(stream, conversation)
        own = [s for s in stops if s.success and s.account == stream.account]
        if stream.account and own:
            yield Listened(stream, own[0])


def streams_left_open(conversation: Conversation) -> Iterator[Listened]:
    """Yield streams after stops of another account, or refused ones; until one closed them."""
    for stream in conversation.streams:
        after = [
            s
            for s in _stops_after_start(stream, conversation)
            if s.request and s.request.index > stream.opening.index
        ]
        closing = [s for s in after if s.success and s.account == stream.account]
        if stream.account and after and after[0] not in closing:
            yield Listened(stream.until(closing[0].request if closing else None), after[0])


def _stops_after_start(stream: StreamConnection, conversation: Conversation) -> Iterator[Exchange]:
    """Yield the answered stops on the own venue after the start that gave a stream's listen key."""
    is_started = False
    for exchange in conversation.exchanges:
        is_started = is_started or exchange.listen_key == stream.listen_key
        if is_started and is_stop(exchange) and exchange.answer and not exchange.venue:
            yield exchange
