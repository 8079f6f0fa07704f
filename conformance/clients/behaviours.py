"""How a server behaves towards a client: honestly, in another legal way, or as a mutant."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from conformance.contract.clauses import MUTANTS
from conformance.reference.choices import NO_LISTEN_KEY, Choices, Refusal
from conformance.reference.routes import Variation

STOP_REFUSED_PREFIX: Final = "refused"
"""Begins the names of mutants that are met when a stop is refused."""


class BehaviourKind(StrEnum):
    """Of which kind a behaviour is."""

    HONEST = "honest"
    VARIANT = "legal variant"
    MUTANT = "mutant"


class Wanted(StrEnum):
    """What becomes of a client that does what it must."""

    COMPLETE = "it completes"
    FAIL = "a call fails"
    EITHER = "it completes, or a call fails"


@dataclass(frozen=True, slots=True)
class Behaviour:
    """One way in which a server behaves, and what a client makes of it.

    ``query`` is added to the URL. ``is_absent``: nothing listens; ``is_unknown_key``: the account
    that the client is given is not the server's.
    """

    name: str
    kind: BehaviourKind
    summary: str
    wanted: Wanted = Wanted.COMPLETE
    variation: Variation = field(default_factory=Variation)
    query: str = ""
    is_absent: bool = False
    is_unknown_key: bool = False


CLOSED_PORT: Final = Behaviour(
    "closed-port", BehaviourKind.VARIANT, "Nothing listens at the URL.", Wanted.FAIL, is_absent=True
)
REFUSED_KEY: Final = Behaviour(
    "refused-key",
    BehaviourKind.VARIANT,
    "The API key is refused.",
    Wanted.FAIL,
    is_unknown_key=True,
)
HONEST: Final = Behaviour("honest", BehaviourKind.HONEST, "The contract is kept, in the usual way.")


def _variant(
    name: str,
    summary: str,
    choices: Choices | None,
    wanted: Wanted = Wanted.COMPLETE,
    query: str = "",
) -> Behaviour:
    return Behaviour(
        name, BehaviourKind.VARIANT, summary, wanted, Variation(None, choices or Choices()), query
    )


_STOP_REFUSED: Final = Choices(stop_always=NO_LISTEN_KEY)
VARIANTS: Final = (
    _variant("members-reversed", "Members come in another order.", Choices(reversed_members=True)),
    _variant("spaces", "There are spaces and lines in answers.", Choices(indent=2)),
    _variant("escapes", "Letters are written as escapes.", Choices(escaped=True)),
    _variant("fragments", "An answer comes in five frames.", Choices(fragments=5)),
    _variant("compression", "Compression is agreed to.", Choices(compression=True)),
    _variant(
        "no-rate-limits",
        "rateLimits are declined in the URL, so there are none.",
        None,
        query="returnRateLimits=false",
    ),
    _variant("other-limit", "The limit of request weight is another.", Choices(limit=6000)),
    _variant("address-shared", "Others use the address, too.", Choices(shared_address=True)),
    _variant(
        "event",
        "An event that a listen key expired precedes each answer.",
        Choices(event_before_answer="listenKeyExpired"),
    ),
    _variant(
        "event-of-an-order",
        "An event of an order, with ids beyond 2^53, precedes each answer.",
        Choices(event_before_answer="ORDER_TRADE_UPDATE"),
    ),
    _variant(
        "event-unknown",
        "An event that no page has precedes each answer.",
        Choices(event_before_answer="unknown"),
    ),
    _variant(
        "event-of-a-shutdown",
        "serverShutdown, as on Spot, precedes each answer.",
        Choices(event_before_answer="serverShutdown"),
    ),
    _variant("ping", "A ping precedes each answer.", Choices(interruption="ping")),
    _variant(
        "restart",
        "The server restarts after the first answer, and says so: 1012.",
        Choices(interruption="restart"),
        Wanted.EITHER,
    ),
    _variant(
        "throttled",
        "All requests get 429 for a second, with the time in the error.",
        Choices(interruption="throttled"),
        Wanted.EITHER,
    ),
    _variant(
        "revoked",
        "The key is revoked after the first answer: -2015, with a null id.",
        Choices(interruption="revoked"),
        Wanted.FAIL,
    ),
    _variant("stop-refused", "The stop is refused: 400, -1125.", _STOP_REFUSED, Wanted.FAIL),
    _variant(
        "stop-refused-otherwise",
        "The stop is refused with a status and a code that no page has.",
        Choices(stop_always=Refusal(403, -31337, "Not now.")),
        Wanted.FAIL,
    ),
    _variant(
        "stop-refused-without-rate-limits",
        "The stop is refused, and errors have no rateLimits.",
        Choices(stop_always=NO_LISTEN_KEY, limits_on_errors=False),
        Wanted.FAIL,
    ),
)
"""Every legal variant that a client must get on with."""


def every_mutant() -> Iterator[Behaviour]:
    """Yield every mutant of the server: where calls succeed, and where the stop is refused."""
    for prefix, choices in (("", Choices()), (f"{STOP_REFUSED_PREFIX}-", _STOP_REFUSED)):
        for _, mutant in MUTANTS:
            where = " (The stop is refused.)" if prefix else ""
            yield Behaviour(
                f"{prefix}{mutant.name}",
                BehaviourKind.MUTANT,
                f"{mutant.summary}{where}",
                Wanted.EITHER,
                Variation(mutant, choices),
            )


BEHAVIOURS: Final = (CLOSED_PORT, REFUSED_KEY, HONEST, *VARIANTS, *every_mutant())
"""Every behaviour, in the order in which a client meets them."""
