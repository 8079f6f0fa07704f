"""What may be bad luck, how often it is tried again, and when it is luck no longer.

A connection that ends, an answer that does not come, an error that says nothing of the request: any
of them happens once on real nights. What happens at every attempt is the server's.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Final

from conformance.api.codes import BACK_END, LATE, UNAVAILABLE, UNKNOWN_LISTEN_KEY
from conformance.api.methods import LOGON, PING
from conformance.contract.listening import streams_left_open
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
CLOSED_STREAM: Final = "a close of a stream"
"""What stands for the close of a connection to a stream among errors."""
RETIREMENT_WAIT: Final = 15.0
"""How long a service that calls itself unavailable may be restarting, in s, before the last
attempt."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """What went wrong in a scenario though it may be luck: how it ended, and its errors.

    ``errors`` are codes, None for an answer that did not come, and CLOSED_STREAM; ``places`` are
    the numbers of their exchanges, and ``methods`` their methods.
    """

    kind: str
    code: int | None
    errors: tuple[Any, ...]
    places: tuple[int, ...]
    methods: tuple[str | None, ...] = ()

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

    @property
    def is_excess(self) -> bool:
        """Whether more came than is read, which is no luck."""
        return (self.kind, self.code) == ("cut", 1009)

    @property
    def is_of_one_program(self) -> bool:
        """Whether one success shows that it is no trouble of the server's: gone, or closed.

        A ping that works elsewhere shows nothing: which stop came before it makes the difference.
        """
        is_closed = UNKNOWN_LISTEN_KEY in self.errors and PING.name not in self.methods
        return is_closed or UNAVAILABLE in self.errors


def trouble_of(conversation: Conversation) -> Trouble | None:
    """Return what may be bad luck in a conversation; None where there is nothing."""
    ending = conversation.transcript.ending
    unlucky = [exchange for exchange in conversation.exchanges if _is_unlucky(exchange)]
    closes = [CLOSED_STREAM for each in streams_left_open(conversation) if each.close]
    if ending.kind == "complete" and not unlucky and not closes:
        return None
    errors = (*(e.code if e.answer else None for e in unlucky), *closes)
    places, methods = [e.number for e in unlucky], [e.method for e in unlucky]
    return Trouble(ending.kind, ending.code, errors, tuple(places), tuple(methods))


def _is_unlucky(exchange: Exchange) -> bool:
    """Whether an exchange may go otherwise at another attempt, whoever's fault it is."""
    if not exchange.answer:
        complete = exchange.transcript.ending.kind == "complete"  # else its ending says it
        return complete and (is_well_formed(exchange) or is_known_refused(exchange))
    closed = exchange.code == UNKNOWN_LISTEN_KEY and exchange.stream == "open"
    late = exchange.method == LOGON.name and exchange.code == LATE
    return is_busy(exchange) or exchange.code in BACK_END or closed or late


@dataclass(slots=True)
class Troubles:
    """What came of every attempt of a run.

    ``lasting`` counts scenarios that had the same sort of trouble at every attempt, ``passing`` are
    the sorts that a further attempt did not have, ``working`` the methods that succeeded: a stop's
    counts where a stream was open. ``has_waited``: for a service that called itself unavailable.
    """

    lasting: Counter[tuple[Any, ...]] = field(default_factory=Counter)
    passing: set[tuple[Any, ...]] = field(default_factory=set)
    working: set[str] = field(default_factory=set)
    has_waited: bool = False

    def note(
        self, conversation: Conversation, trouble: Trouble | None, before: Trouble | None
    ) -> None:
        """Note an attempt; ``before`` is the trouble of every earlier one at this scenario."""
        if before is not None and trouble is None:
            self.passing.add(before.sort)
        for exchange in conversation.exchanges:
            if exchange.success and (not is_stop(exchange) or exchange.stream == "open"):
                self.working.add(str(exchange.method))

    def lasts(self, trouble: Trouble | None, attempt: int, before: Trouble | None) -> bool:
        """Whether a trouble is no luck: it came at every attempt, or did in enough scenarios."""
        if trouble is None or self._is_luck(trouble):
            return False
        if self.is_sure(trouble):
            return True
        if attempt < trouble.most_attempts or before != trouble:
            return False
        self.lasting[trouble.sort] += 1
        return True

    def _is_luck(self, trouble: Trouble) -> bool:
        """Whether the run has shown that a trouble passes: such a close, or such an error."""
        closes_pass = trouble.kind == "closed" and trouble.sort in self.passing
        return closes_pass or self.is_disproved(trouble)

    def is_sure(self, trouble: Trouble) -> bool:
        """Whether enough scenarios had it at every attempt."""
        return self.lasting[trouble.sort] >= trouble.sure_after and not self._is_luck(trouble)

    def times(self, trouble: Trouble | None) -> int:
        """Return how many scenarios had such a trouble at every attempt."""
        return self.lasting[trouble.sort] if trouble else 0

    def is_disproved(self, trouble: Trouble | None) -> bool:
        """Whether a method works that a trouble says is gone, or whose stream is closed."""
        if trouble is None or not trouble.is_of_one_program:
            return False
        return bool(self.working & {*trouble.methods})

    def wait_before(self, trouble: Trouble | None, attempt: int) -> float:
        """Return how long to wait before an attempt, in s, besides what any attempt waits.

        Before what was never seen to work is called gone, it gets time to come back; once a run.
        """
        if trouble is None or UNAVAILABLE not in trouble.errors:
            return 0.0
        if attempt < MOST_ATTEMPTS or self.is_disproved(trouble) or self.has_waited:
            return 0.0
        self.has_waited = True
        return RETIREMENT_WAIT
