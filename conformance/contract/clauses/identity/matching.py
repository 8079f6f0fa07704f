"""Identity: of several requests, each gets its own answer, on its own connection."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import inf

from conformance.api.document import ABSENT
from conformance.api.methods import is_known
from conformance.api.schemas import misfits
from conformance.api.wording import Phrase
from conformance.contract.clause import MUST, Doubt, Finding, Problem
from conformance.contract.clauses.envelope.answers import (
    READABLE,
    has_its_members,
)
from conformance.contract.clauses.identity.echo import BOTH_FORMATS, echoes_id, identity
from conformance.contract.mutant import Elsewhere, Reply, Turn
from conformance.contract.subjects import (
    REVOKED,
    OfExchange,
    answered,
    is_excused,
)
from conformance.transcript.conversation import Conversation
from conformance.transcript.exchange import Exchange, Unattached


def _in_flight_together(conversation: Conversation) -> list[Unattached | Exchange]:
    """Pick requests in flight together, and answers that could belong to several.

    What comes after the probe that follows a silence is late, and no evidence.
    """
    in_flight = [e for e in conversation.exchanges if not e.alone]
    is_silent = conversation.transcript.ending.kind == "silent"
    probes = [e.request.index for e in conversation.exchanges[-1:] if is_silent and e.request]
    end = min(probes) if probes else inf
    return [*in_flight, *(u for u in conversation.unattached if u.open and u.answer.index < end)]


@identity.clause(
    3, MUST, of=_in_flight_together, source=BOTH_FORMATS, leans=READABLE, changed=("2026-11-25",)
)
def matches_one_to_one(subject: Unattached | Exchange) -> Finding:
    """Answers to requests in flight together carry those requests' ids."""
    if isinstance(subject, Exchange):
        return None
    if is_excused(subject):
        return Doubt(REVOKED)
    got = subject.answer.document.members.get("id", ABSENT)
    return Problem("$.id", Phrase("the id of one open request"), got)


@matches_one_to_one.mutant
def ids_shifted_in_flight(turn: Turn) -> list[Reply]:
    """Of requests in flight together, an answer carries an id that nobody gave."""
    turn.memory["stops"] = turn.memory.get("stops", 0) + turn.is_stop
    mixed = turn.request.get("id") == "a-1" and turn.is_stop
    return [turn.answer | {"id": "a-1-0"} if mixed else turn.answer]


@dataclass(frozen=True, slots=True)
class Mingled(OfExchange):
    """A success among requests of several methods in flight together.

    ``lacking`` are the other methods of which a request has not its own result.
    """

    lacking: tuple[str, ...]


def _mingled(conversation: Conversation) -> Iterator[Mingled]:
    in_flight = [e for e in conversation.exchanges if not e.alone and is_known(e.method)]
    methods = {str(exchange.method) for exchange in in_flight}
    lacking = {
        str(e.method) for e in in_flight if not _has_result_of(str(e.method), e.answer_members)
    }
    for exchange in in_flight:
        if methods - {exchange.method} and exchange.success:
            yield Mingled(exchange, tuple(sorted(lacking - {exchange.method})))


@identity.clause(
    5,
    MUST,
    of=_mingled,
    source=BOTH_FORMATS,
    leans=(*READABLE, has_its_members, echoes_id),
    changed=("2026-11-28",),
)
def carries_its_own_result(mingled: Mingled) -> Finding:
    """Of requests of several methods in flight together, each gets its own method's result."""
    members, own = mingled.exchange.answer_members, str(mingled.exchange.method)
    if _has_result_of(own, members):
        return None
    other = next((method for method in mingled.lacking if _has_result_of(method, members)), None)
    wanted, got = Phrase(f"the result of {own}"), Phrase(f"that of {other}")
    return Problem("$.result", wanted, got) if other else None


def _has_result_of(method: str, members: dict[str, object]) -> bool:
    return all(misfit.path[:1] != ("result",) for misfit in misfits(f"{method}.answer", members))


@carries_its_own_result.mutant
def ids_swapped_in_flight(turn: Turn) -> list[Reply]:
    """Two requests in flight together get each other's answers."""
    if turn.request.get("id") == "first-stop":
        turn.memory["held"] = turn.answer
        return []
    held = turn.memory.pop("held", None)
    if not held:
        return [turn.answer]
    return [turn.answer | {"id": held["id"]}, held | {"id": turn.answer["id"]}]


def _beside_others(conversation: Conversation) -> Iterator[Unattached | Exchange]:
    """Yield the answers, where requests were sent on several connections."""
    sides = {e.connection for e in conversation.exchanges if e.request}
    if len(sides) > 1:
        yield from answered(conversation)
        yield from (each for each in conversation.unattached if each.elsewhere)


@identity.clause(
    7, MUST, of=_beside_others, source=BOTH_FORMATS, leans=READABLE, since="2026-11-28"
)
def comes_on_its_connection(subject: Unattached | Exchange) -> Finding:
    """An answer comes on the connection that its request was sent on."""
    if isinstance(subject, Exchange):
        return None
    got = subject.answer.document.members.get("id")
    return Problem("$.id", Phrase("the id of a request on this connection"), got)


@comes_on_its_connection.mutant
def answer_on_another_connection(turn: Turn) -> list[Reply]:
    """A stop that succeeds is answered on another connection, if there is one."""
    elsewhere = turn.is_stop and "result" in turn.answer and turn.has_others
    return [Elsewhere(turn.answer) if elsewhere else turn.answer]
