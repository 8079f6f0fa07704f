"""What may be bad luck, how often it is tried again, and when it is luck no longer.

A connection that ends, an answer that does not come, an error that says nothing of the request: any
of them happens once on real nights. What happens at every attempt is the server's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from conformance.api.codes import BACK_END, UNAVAILABLE, UNKNOWN_LISTEN_KEY
from conformance.transcript.conversation import Conversation
from conformance.transcript.exchange import Exchange
from conformance.transcript.kinds import is_busy, is_known_refused, is_stop, is_well_formed

MOST_ATTEMPTS: Final = 3
"""How often a scenario is performed at most."""
ATTEMPTS_IN_SILENCE: Final = 2
"""How often at most where a server did not answer: it takes long."""
SURE_AFTER: Final = 3
"""After so many scenarios that had a trouble at every attempt, it is no luck at the first; after
one, where the last attempt came much later."""
RETIREMENT_WAIT: Final = 15.0
"""How long a service that calls itself unavailable may be restarting, in s, before the last
attempt."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """What went wrong in a scenario though it may be luck: how it ended, and its errors.

    ``errors`` are codes, and None for an answer that did not come; ``places`` are the numbers of
    their exchanges.
    """

    kind: str
    code: int | None
    errors: tuple[Any, ...]
    places: tuple[int, ...]

    @property
    def sort(self) -> tuple[Any, ...]:
        """What it has in common with the same trouble of another scenario."""
        return self.kind, self.code, frozenset(self.errors)

    @property
    def most_attempts(self) -> int:
        """How often a scenario that has it is performed."""
        return (
            ATTEMPTS_IN_SILENCE if self.kind == "silent" or None in self.errors else MOST_ATTEMPTS
        )

    @property
    def sure_after(self) -> int:
        """After how many scenarios that had it at every attempt it is no luck."""
        return 1 if UNAVAILABLE in self.errors else SURE_AFTER

    def wait_before(self, attempt: int) -> float:
        """Return how long to wait before an attempt, in s, besides what any attempt waits."""
        last = attempt == MOST_ATTEMPTS and UNAVAILABLE in self.errors
        return RETIREMENT_WAIT if last else 0.0


def trouble_of(conversation: Conversation) -> Trouble | None:
    """Return what may be bad luck in a conversation; None where there is nothing."""
    ending = conversation.transcript.ending
    unlucky = [exchange for exchange in conversation.exchanges if _is_unlucky(exchange)]
    if ending.kind == "complete" and not unlucky:
        return None
    errors = tuple(exchange.code if exchange.answer else None for exchange in unlucky)
    return Trouble(ending.kind, ending.code, errors, tuple(e.number for e in unlucky))


def _is_unlucky(exchange: Exchange) -> bool:
    """Whether an exchange may go otherwise at another attempt, whoever's fault it is."""
    if not exchange.answer:
        complete = exchange.transcript.ending.kind == "complete"  # else its ending says it
        return complete and (is_well_formed(exchange) or is_known_refused(exchange))
    closed = exchange.code == UNKNOWN_LISTEN_KEY and exchange.stream == "open" and is_stop(exchange)
    return is_busy(exchange) or exchange.code in BACK_END or closed
