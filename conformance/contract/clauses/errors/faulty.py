"""Errors: what faulty requests get."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from conformance.api.codes import UNKNOWN_LISTEN_KEY
from conformance.api.sources import observed
from conformance.api.wording import Phrase
from conformance.contract.clause import SHOULD, Clause, Doubt, Finding, Problem
from conformance.contract.clauses.envelope.answering import (
    FAULTY_ID_SEEN,
    LIST_PARAMS_SEEN,
    MALFORMED_SEEN,
)
from conformance.contract.clauses.envelope.answers import READABLE, has_its_members
from conformance.contract.clauses.errors.form import errors, has_a_code, with_code
from conformance.contract.clauses.status import is_an_integer, tells_failure, tells_success
from conformance.contract.mutant import Reply, Turn
from conformance.contract.subjects import answered_where, why_unjudged
from conformance.transcript.exchange import Exchange
from conformance.transcript.kinds import (
    has_legal_id,
    is_malformed,
    is_readable,
)


def _refused_as(code: int) -> Callable[[Exchange], Finding]:
    """Return a judge that wants the status 400 and one code."""

    def judge(exchange: Exchange) -> Finding:
        if why := why_unjudged(exchange):
            return Doubt(why)
        if exchange.success:
            return Problem("$.error.code", code, Phrase("success"))
        if exchange.code != code:
            return Problem("$.error.code", code, exchange.code)
        got = exchange.answer_members["status"]
        return None if got == 400 else Problem("$.status", 400, got)

    return judge


_OF_THE_KEY: Final = {-2014, -2015, UNKNOWN_LISTEN_KEY}
"""Codes of a refusal that is not about the id."""
_malformed = answered_where(is_malformed)
_with_faulty_id = answered_where(
    lambda e: (
        is_readable(e)
        and "id" in e.request_members
        and not has_legal_id(e)
        and e.refused
        and e.code not in _OF_THE_KEY
    )
)
_with_list_params = answered_where(
    lambda e: is_readable(e) and isinstance(e.request_members.get("params"), list)
)
_LEANS: tuple[Clause, ...] = (
    *READABLE,
    has_its_members,
    has_a_code,
    is_an_integer,
    tells_success,
    tells_failure,
)


@errors.clause(4, SHOULD, of=_malformed, source=observed(MALFORMED_SEEN), leans=_LEANS)
def refuses_malformed_json(exchange: Exchange) -> Finding:
    """Malformed JSON is refused with 400 and -1000."""
    return _refused_as(-1000)(exchange)


@refuses_malformed_json.mutant
def malformed_as_on_spot(turn: Turn) -> Reply:
    """Malformed JSON gets -1100 for -1000."""
    return turn.answer if turn.request else with_code(turn, -1100)


@errors.clause(5, SHOULD, of=_with_faulty_id, source=observed(FAULTY_ID_SEEN), leans=_LEANS)
def refuses_faulty_ids_alike(exchange: Exchange) -> Finding:
    """A request that is refused for its id is refused with 400 and -1000."""
    return _refused_as(-1000)(exchange)


@refuses_faulty_ids_alike.mutant
def faulty_id_as_malformed_parameter(turn: Turn) -> Reply:
    """A faulty id gets -1102 for -1000."""
    faulty = turn.answer["id"] is None and turn.request.get("id") is not None
    return with_code(turn, -1102) if faulty else turn.answer


@errors.clause(6, SHOULD, of=_with_list_params, source=observed(LIST_PARAMS_SEEN), leans=_LEANS)
def refuses_params_in_a_list(exchange: Exchange) -> Finding:
    """Params that are a list are refused with 400 and -1000."""
    return _refused_as(-1000)(exchange)


@refuses_params_in_a_list.mutant
def list_params_as_malformed_parameter(turn: Turn) -> Reply:
    """Params that are a list get -1102 for -1000."""
    return with_code(turn, -1102) if isinstance(turn.request.get("params"), list) else turn.answer
