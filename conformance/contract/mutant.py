"""A mutant: a named way for the reference server to break one clause, and what it sees of a turn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from conformance.api.methods import STOP

Said = dict[str, Any] | str | bytes | None
"""What a server says: an answer, a raw text, a binary frame; None closes the connection."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One request, and what a server that keeps the contract says to it; seen by mutants.

    ``key`` is the apiKey's kind (valid, unknown, absent, invalid), ``session`` the session's state
    (none, logged-on, logged-out, refused). ``memory`` is the mutant's own, for one connection.
    ``success`` and ``refusal`` build the answers that the server did not choose.
    """

    request: dict[str, Any]
    answer: dict[str, Any]
    key: str
    session: str
    memory: dict[str, Any]
    success: Callable[[], dict[str, Any]]
    refusal: Callable[[], dict[str, Any]]

    @property
    def method(self) -> Any:
        """The method asked for."""
        return self.request.get("method")

    @property
    def is_stop(self) -> bool:
        """Whether this is a ``userDataStream.stop``."""
        return bool(self.method == STOP.name)


Damage = Callable[[Turn], Said | list[Said]]


@dataclass(frozen=True, slots=True)
class Mutant:
    """A named way for the reference server to break one clause."""

    name: str
    summary: str
    damage: Damage
