"""The methods of user data streams and sessions: name, request weight, parameters, security."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, TypeGuard

Security = Literal["USER_STREAM", "LOGON", "NONE"]
"""What a method needs: a valid API key (COIN-M General Info, endpoint security type), a signed
logon, or nothing (WebSocket API General Info, session authentication)."""


@dataclass(frozen=True, slots=True)
class Method:
    """One method as its page states it; ``weight`` is its request weight."""

    name: str
    weight: int
    parameters: frozenset[str]
    security: Security

    @property
    def request_schema(self) -> str:
        """The name of the schema of its documented requests."""
        return f"{self.name}.request"

    @property
    def answer_schema(self) -> str:
        """The name of the schema of its successes."""
        return f"{self.name}.answer"


_KEY: Final = frozenset({"apiKey"})
_SIGNED: Final = frozenset({"apiKey", "recvWindow", "signature", "timestamp"})

START: Final = Method("userDataStream.start", 1, _KEY, "USER_STREAM")
PING: Final = Method("userDataStream.ping", 1, _KEY, "USER_STREAM")
STOP: Final = Method("userDataStream.stop", 1, _KEY, "USER_STREAM")
LOGON: Final = Method("session.logon", 2, _SIGNED, "LOGON")
STATUS: Final = Method("session.status", 2, frozenset(), "NONE")
LOGOUT: Final = Method("session.logout", 2, frozenset(), "NONE")

METHODS: Final = {method.name: method for method in (START, PING, STOP, LOGON, STATUS, LOGOUT)}
"""Every known method by name, as the pages of each and WebSocket API General Info state them."""

STREAM_PREFIX: Final = "userDataStream."
SESSION_PREFIX: Final = "session."
VERSION_PREFIX: Final = "v1/"
"""What may stand before a method's name (WebSocket API General Info, request format)."""


def is_known(name: object) -> TypeGuard[str]:
    """Whether this is the name of a known method, spelt exactly."""
    return isinstance(name, str) and name in METHODS


def weight_of_method(name: object) -> int:
    """Return a method's request weight; 1 where it is not known."""
    return METHODS[name].weight if isinstance(name, str) and name in METHODS else 1
