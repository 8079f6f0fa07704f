"""Identity: which request an answer belongs to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import inf

from conformance.api.document import ABSENT, same_json
from conformance.api.methods import is_known
from conformance.api.schemas import misfits
from conformance.api.sources import general_info, inferred_from, observed
from conformance.api.wording import Phrase
from conformance.contract.clause import MUST, SHOULD, Chapter, Doubt, Finding, Problem
from conformance.contract.clauses.envelope.answers import (
    READABLE,
    has_an_id_always,
    has_its_members,
)
from conformance.contract.mutant import Elsewhere, Reply, Turn
from conformance.contract.subjects import (
    REVOKED,
    OfExchange,
    answered,
    answered_where,
    is_excused,
)
from conformance.transcript.conversation import Conversation
from conformance.transcript.exchange import Exchange, Unattached
from conformance.transcript.kinds import (
    has_legal_id,
    has_no_readable_id,
    is_readable,
    lacks_id,
)

identity = Chapter("ID", "Identity")
BOTH_FORMATS = general_info("Request format and Response format")

_with_legal_id = answered_where(lambda exchange: is_readable(exchange) and has_legal_id(exchange))


def _has_other_id(exchange: Exchange) -> bool:
    legal = is_readable(exchange) and has_legal_id(exchange)
    return bool(exchange.request_members) and not legal


_with_other_id = answered_where(lambda e: _has_other_id(e) and not lacks_id(e))
_without_documented_id = answered_where(lambda e: _has_other_id(e) and lacks_id(e))


@identity.clause(
    1, MUST, of=_with_legal_id, source=BOTH_FORMATS, leans=(*READABLE, has_its_members)
)
def echoes_id(exchange: Exchange) -> Finding:
    """An answer carries the id of its request, with the same JSON type and value."""
    wanted, got = exchange.request_members["id"], exchange.answer_members["id"]
    if same_json(wanted, got):
        return None
    if is_excused(exchange):
        return Doubt(REVOKED)
    return Problem("$.id", wanted, got)


def _in_flight(turn: Turn) -> bool:
    """Whether this is the scenario with requests in flight together, which has the id a-1."""
    turn.memory["in flight"] = turn.memory.get("in flight") or turn.request.get("id") == "a-1"
    return bool(turn.memory["in flight"])


@echoes_id.mutant
def id_as_text(turn: Turn) -> Reply:
    """A numeric id comes back as a string."""
    numeric = not _in_flight(turn) and isinstance(turn.answer["id"], int)
    return turn.answer | {"id": str(turn.answer["id"])} if numeric else turn.answer


@echoes_id.mutant
def zero_as_null(turn: Turn) -> Reply:
    """An id of 0 comes back as null."""
    return turn.answer if _in_flight(turn) else turn.answer | {"id": turn.answer["id"] or None}


@echoes_id.mutant
def large_id_rounded(turn: Turn) -> Reply:
    """An integer id passes through a double on its way."""
    got = turn.answer["id"]
    return turn.answer | {"id": int(float(got)) if isinstance(got, int) else got}


@echoes_id.mutant
def null_id_of_an_unknown_key(turn: Turn) -> Reply:
    """Without a session, a stop with an unknown apiKey is answered with a null id."""
    excused = not turn.is_stop or turn.key != "unknown" or turn.session != "none"
    return turn.answer if excused else turn.answer | {"id": None}


@echoes_id.mutant
def id_in_upper_case(turn: Turn) -> Reply:
    """A UUID comes back in upper case."""
    own = turn.answer["id"]
    is_uuid = isinstance(own, str) and own.count("-") == 4
    return turn.answer | {"id": own.upper()} if is_uuid else turn.answer


@identity.clause(
    2, MUST, of=_with_other_id, source=BOTH_FORMATS, leans=(*READABLE, has_its_members)
)
def echoes_or_clears_other_ids(exchange: Exchange) -> Finding:
    """An answer to a request with another string or integer for an id has that id or null."""
    return _echo_or_null(exchange)


def _echo_or_null(exchange: Exchange) -> Finding:
    wanted, got = exchange.request_members.get("id"), exchange.answer_members["id"]
    if got is None or same_json(wanted, got):
        return None
    return Problem("$.id", Phrase(f"null, or {wanted!r}" if wanted else "null"), got)


@echoes_or_clears_other_ids.mutant
def invented_id(turn: Turn) -> Reply:
    """A string or integer id that the server does not take is replaced by one of its own."""
    own = turn.request.get("id", ABSENT)
    other = isinstance(own, bool) or not isinstance(own, str | int)
    kept = other or same_json(turn.answer["id"], own)
    return turn.answer if kept else turn.answer | {"id": "unknown"}


@identity.clause(
    6,
    SHOULD,
    of=_without_documented_id,
    source=inferred_from(BOTH_FORMATS),
    leans=(*READABLE, has_its_members, has_an_id_always),
)
def echoes_or_clears_undocumented_ids(exchange: Exchange) -> Finding:
    """An answer to a request with no id, one of another type, or a doubled one has it or null."""
    return _echo_or_null(exchange)


@echoes_or_clears_undocumented_ids.mutant
def invented_id_for_others(turn: Turn) -> Reply:
    """An absent, fractional, boolean or object id is replaced by one of the server's own."""
    own = turn.request.get("id", ABSENT)
    other = turn.request and (own is ABSENT or isinstance(own, bool | float | dict))
    return turn.answer | {"id": "unknown"} if other else turn.answer


def _in_flight_together(conversation: Conversation) -> list[Unattached | Exchange]:
    """Pick requests in flight together, and answers that could belong to several.

    What comes after the probe that follows a silence is late, and no evidence.
    """
    in_flight = [e for e in conversation.exchanges if not e.alone]
    is_silent = conversation.transcript.ending.kind == "silent"
    probes = [e.request.index for e in conversation.exchanges[-1:] if is_silent and e.request]
    end = min(probes) if probes else inf
    return [*in_flight, *(u for u in conversation.unattached if u.open and u.answer.index < end)]


@identity.clause(3, MUST, of=_in_flight_together, source=BOTH_FORMATS, leans=READABLE)
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


_unreadable = answered_where(has_no_readable_id)


@identity.clause(
    4,
    SHOULD,
    of=_unreadable,
    source=observed("futures (venue not named), 2025-12 (malformed JSON: id null)"),
    leans=(*READABLE, has_its_members, has_an_id_always),
)
def clears_unreadable_ids(exchange: Exchange) -> Finding:
    """An answer to a frame whose id could not be read carries null."""
    got = exchange.answer_members["id"]
    return None if got is None else Problem("$.id", None, got)


@clears_unreadable_ids.mutant
def zero_for_unreadable(turn: Turn) -> Reply:
    """An answer to malformed JSON carries the id 0."""
    return turn.answer if turn.request else turn.answer | {"id": 0}


@dataclass(frozen=True, slots=True)
class Mingled(OfExchange):
    """A success among requests in flight together; ``others`` are their other methods.

    ``lacking`` are those of them of which a request has not its own result.
    """

    others: tuple[str, ...]
    lacking: tuple[str, ...]


def _mingled(conversation: Conversation) -> Iterator[Mingled]:
    in_flight = [e for e in conversation.exchanges if not e.alone and is_known(e.method)]
    methods = {str(exchange.method) for exchange in in_flight}
    lacking = {
        str(e.method) for e in in_flight if not _has_result_of(str(e.method), e.answer_members)
    }
    for exchange in in_flight:
        others = tuple(sorted(methods - {exchange.method}))
        if others and exchange.success:
            yield Mingled(exchange, others, tuple(sorted(lacking - {exchange.method})))


@identity.clause(
    5, MUST, of=_mingled, source=BOTH_FORMATS, leans=(*READABLE, has_its_members, echoes_id)
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
    asked = {e.connection for e in conversation.exchanges if e.request}
    if len(asked) > 1:
        yield from answered(conversation)
        yield from (each for each in conversation.unattached if each.elsewhere)


@identity.clause(7, MUST, of=_beside_others, source=BOTH_FORMATS, leans=READABLE)
def comes_where_it_was_asked(subject: Unattached | Exchange) -> Finding:
    """An answer comes on the connection that its request was sent on."""
    if isinstance(subject, Exchange):
        return None
    got = subject.answer.document.members.get("id")
    return Problem("$.id", Phrase("the id of a request on this connection"), got)


@comes_where_it_was_asked.mutant
def answer_on_another_connection(turn: Turn) -> list[Reply]:
    """A stop that succeeds is answered on another connection, if there is one."""
    elsewhere = turn.is_stop and "result" in turn.answer and turn.has_others
    return [Elsewhere(turn.answer) if elsewhere else turn.answer]
