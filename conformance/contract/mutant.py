"""A mutant: a named way for the reference server to break one clause, and the turn it sees."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from conformance.api.methods import STOP


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What a server sends where nothing was asked; ``data`` None closes what it is sent to.

    It goes to another ``connection``; to ``streams`` with some listen keys; or ``beside`` those.
    """

    data: dict[str, Any] | None
    to: Literal["connection", "streams", "beside"] = "connection"
    listen_keys: tuple[str, ...] = ()


Reply = dict[str, Any] | str | bytes | Elsewhere | None
"""What a server sends: an answer, a raw text, a binary frame; None closes the connection."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One request, and the answer of a server that keeps the contract; mutants take it.

    ``key`` is the kind of the apiKey (valid, unknown, absent, invalid), ``session`` the state of
    the session (none, logged-on, logged-out, refused). ``memory`` is the mutant's own, for one
    connection, and ``shared`` for all. ``success`` and ``refusal`` build either answer, whichever
    the server chose. ``connection`` is a number, ``has_others``
    whether there are others, ``account`` the name of the account whose request
    it is, ``session_account`` that of who is logged on, ``now`` the server's time in ms.
    """

    request: dict[str, Any]
    answer: dict[str, Any]
    key: str
    session: str
    memory: dict[str, Any]
    success: Callable[[], dict[str, Any]]
    refusal: Callable[[], dict[str, Any]]
    connection: int
    has_others: bool
    account: str
    session_account: str
    venue: str
    shared: dict[str, Any]
    now: int

    @property
    def method(self) -> Any:
        """The request's method."""
        return self.request.get("method")

    @property
    def params(self) -> dict[str, Any]:
        """The request's params; empty where they are no object."""
        params = self.request.get("params")
        return params if isinstance(params, dict) else {}

    @property
    def is_stop(self) -> bool:
        """Whether this is a ``userDataStream.stop``."""
        return bool(self.method == STOP.name)


@dataclass(frozen=True, slots=True)
class Mutant:
    """A named way for the reference server, or for a client, to break one clause.

    ``damage`` takes what is to be done, and returns what is done instead: see `Turn` and
    `contract.requests.client.ClientTurn`.
    """

    name: str
    summary: str
    damage: Callable[[Any], Any]
