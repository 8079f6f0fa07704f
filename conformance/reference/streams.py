"""The user data streams of the reference server: who listens with which listen key.

A stream lives as long as its listen key. At the key's end, by a stop or after sixty minutes, those
who listen get what `Choices.stream_after_stop` says. A wrong key connects, too, and stays silent.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from conformance.reference.choices import Choices
from conformance.transcript.streams import EXPIRED

Push = Callable[[str | None], None]
"""Sends an event on a connection; None closes it."""


@dataclass(frozen=True, slots=True, eq=False)
class Listener:
    """A connection to a user data stream."""

    listen_key: str
    push: Push


@dataclass(slots=True)
class Streams:
    """The connections to user data streams.

    ``tick`` is called for each event; ``outbox`` are events that are to be sent.
    """

    choices: Choices
    tick: Callable[[], object]
    listeners: list[Listener] = field(default_factory=list)
    outbox: list[tuple[Push, str | None]] = field(default_factory=list)

    def open(self, listen_key: str, push: Push) -> Listener:
        """Add a connection; whether its listen key is valid makes no difference to it."""
        listener = Listener(listen_key, push)
        self.listeners.append(listener)
        return listener

    def close(self, listener: Listener) -> None:
        """Forget a connection."""
        if listener in self.listeners:
            self.listeners.remove(listener)

    def end(self, listen_key: str | None, now: int) -> None:
        """End the streams of a listen key that is valid no longer. ``now`` is in ms."""
        for listener in self.of(listen_key):
            if self.choices.stream_after_stop.startswith("expired"):
                event = {"e": EXPIRED, "E": now, "listenKey": listen_key}
                self.queue(listener.push, event)
            if self.choices.stream_after_stop.endswith("closed"):
                self.queue(listener.push, None)

    def queue(self, push: Push, event: dict[str, Any] | None) -> None:
        """Put an event into the outbox; None is a close."""
        self.tick()
        text = None if event is None else json.dumps(event, separators=(",", ":"))
        self.outbox.append((push, text))

    def deliver(self) -> None:
        """Send what is to be sent."""
        for push, text in self.take():
            push(text)

    def take(self) -> list[tuple[Push, str | None]]:
        """Return what is to be sent, once."""
        taken, self.outbox = self.outbox, []
        return taken

    def of(self, *listen_keys: str | None) -> list[Listener]:
        """Return the connections with one of some listen keys, in the order of their opening."""
        return [each for each in self.listeners if each.listen_key in listen_keys]

    def beside(self, listen_keys: Iterable[str]) -> list[Listener]:
        """Return the connections with any other listen key."""
        return [each for each in self.listeners if each.listen_key not in {*listen_keys}]
