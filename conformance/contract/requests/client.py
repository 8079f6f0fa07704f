"""What a client does at each turn; a broken one does something else."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Control:
    """A ping or pong that a client sends, with its payload."""

    kind: Literal["ping", "pong"]
    payload: bytes = b""


@dataclass(frozen=True, slots=True)
class Rest:
    """A client's pause, in ms."""

    ms: int


Deed = str | bytes | Control | Rest
"""What a client does: it sends a text, bytes, a ping or a pong, or it rests."""


@dataclass(frozen=True, slots=True)
class ClientTurn:
    """What a client is to do next, and what one that keeps the contract does.

    ``event``: a ``request`` is to be sent, a ``ping`` came with ``payload``, or rest is due for
    ``ms``, as the server said so (``throttled``) or as the limit is reached (``limit``).
    ``sign`` returns params with a signature.
    ``memory`` is the mutant's own.
    """

    event: Literal["request", "ping", "throttled", "limit"]
    request: dict[str, Any] = field(default_factory=dict)
    payload: bytes = b""
    ms: int = 0
    sign: Callable[[dict[str, Any]], dict[str, Any]] = dict
    memory: dict[str, Any] = field(default_factory=dict)

    @property
    def method(self) -> Any:
        """The request's method; None where none is to be sent."""
        return self.request.get("method")

    @property
    def params(self) -> dict[str, Any]:
        """The request's params; empty where it has none."""
        return dict(self.request.get("params", {}))

    def usual(self) -> list[Deed]:
        """Return what a client does that keeps the contract."""
        if self.event == "request":
            return [json.dumps(self.request)]
        return [Control("pong", self.payload)] if self.event == "ping" else [Rest(self.ms)]

    def with_members(self, **changes: Any) -> list[Deed]:
        """Return the request with other members; what there is none of stays as it is."""
        return [json.dumps(self.request | changes)] if self.request else self.usual()

    def with_params(self, **changes: Any) -> list[Deed]:
        """Return the request with other params."""
        return self.with_members(params=self.params | changes)


ClientDamage = Callable[[ClientTurn], list[Deed]]
