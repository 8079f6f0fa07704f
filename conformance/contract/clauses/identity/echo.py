"""Identity: an answer carries its request's id."""

from __future__ import annotations

from conformance.api.codes import REVOKED_KEY
from conformance.api.document import ABSENT, same_json
from conformance.api.sources import general_info, inferred_from, observed
from conformance.api.wording import Phrase
from conformance.contract.clause import MUST, SHOULD, Chapter, Doubt, Finding, Problem
from conformance.contract.clauses.envelope.answers import (
    READABLE,
    has_an_id_always,
    has_its_members,
)
from conformance.contract.mutant import Reply, Turn
from conformance.contract.subjects import (
    REVOKED,
    answered_where,
    is_excused,
)
from conformance.transcript.exchange import Exchange
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
    1,
    MUST,
    of=_with_legal_id,
    source=BOTH_FORMATS,
    leans=(*READABLE, has_its_members),
    changed=("2026-11-25",),
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
def error_with_a_null_id(turn: Turn) -> Reply:
    """A refusal for any cause but the key has a null id."""
    error = turn.answer.get("error")
    is_of_the_key = error is None or error["code"] == REVOKED_KEY
    return turn.answer if is_of_the_key else turn.answer | {"id": None}


@echoes_id.mutant
def id_in_upper_case(turn: Turn) -> Reply:
    """A UUID comes back in upper case."""
    own = turn.answer["id"]
    is_uuid = isinstance(own, str) and own.count("-") == 4
    return turn.answer | {"id": own.upper()} if is_uuid else turn.answer


@identity.clause(
    2,
    MUST,
    of=_with_other_id,
    source=BOTH_FORMATS,
    leans=(*READABLE, has_its_members),
    changed=("2026-11-25",),
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
    since="2026-11-25",
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
