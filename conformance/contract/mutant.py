"""A mutant: a named way for the reference server to break one clause, and the turn it sees."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from conformance.api.methods import STOP

Reply = dict[str, Any] | str | bytes | None
"""What a server sends: an answer, a raw text, a binary frame; None closes the connection."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One request, and the answer of a server that keeps the contract; mutants take it.

    ``key`` is the kind of the apiKey (valid, unknown, absent, invalid), ``session`` the state of
    the session (none, logged-on, logged-out, refused). ``memory`` is the mutant's own, for one
    connection. ``success`` and ``refusal`` build either answer, whichever the server chose.
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
        """The request's method."""
        return self.request.get("method")

    @property
    def is_stop(self) -> bool:
        """Whether this is a ``userDataStream.stop``."""
        return bool(self.method == STOP.name)


Damage = Callable[[Turn], Reply | list[Reply]]


@dataclass(frozen=True, slots=True)
class Mutant:
    """A named way for the reference server to break one clause."""

    name: str
    summary: str
    damage: Damage
