"""What a socket needs of a server: one that answers, or one that plays a recording."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Protocol

from conformance.reference.outgoing import Outgoing
from conformance.reference.routes import Variation
from conformance.reference.server import Reference
from conformance.reference.streams import Push, Streams

_MOST: Final = 200
"""So many variations are kept; of more, the one is forgotten that was opened longest ago."""


class Connected(Protocol):
    """One client's connection."""

    def receive(self, data: str | bytes) -> list[Outgoing]:
        """Take one frame; return what is sent."""

    def leave(self) -> None:
        """Forget the connection, which was closed."""


class Server(Protocol):
    """A server that connections are opened to."""

    @property
    def streams(self) -> Streams:
        """The connections to user data streams."""

    def connect(
        self, address: str = "", query: str = "", push: Push | None = None, venue: str = ""
    ) -> Connected:
        """Open a connection."""

    def expire(self) -> None:
        """End what is over by now."""


@dataclass(slots=True)
class Servers:
    """A server for each variation, made when it is first asked for."""

    make: Callable[[Variation], Reference]
    made: OrderedDict[Variation, Reference] = field(default_factory=OrderedDict)

    def of(self, variation: Variation) -> Reference:
        """Return the server of a variation."""
        if variation not in self.made:
            self.made[variation] = self.make(variation)
        self.made.move_to_end(variation)
        while len(self.made) > _MOST:
            self.made.popitem(last=False)
        return self.made[variation]
