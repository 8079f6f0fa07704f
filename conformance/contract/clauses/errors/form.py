"""Errors: code and msg."""

from __future__ import annotations

from conformance.api.codes import (
    DOCUMENTED,
    DOCUMENTED_ELSEWHERE,
    OBSERVED,
)
from conformance.api.schemas import misfits
from conformance.api.sources import error_codes, inferred_from
from conformance.api.wording import Phrase
from conformance.contract.clause import MUST, SHOULD, Chapter, Finding, Problem
from conformance.contract.clauses.envelope.answers import READABLE, has_its_members
from conformance.contract.mutant import Reply, Turn
from conformance.contract.subjects import answered_where, refusals
from conformance.transcript.exchange import Exchange
from conformance.transcript.kinds import (
    is_of_the_family,
)

errors = Chapter("ERR", "Errors")


OPENING = error_codes("opening")


def _member(exchange: Exchange, name: str) -> Finding:
    for misfit in misfits("error", exchange.answer_members["error"]):
        if misfit.path == (name,) and misfit.keyword in {"required", "type"}:
            return Problem(f"$.error.{name}", misfit.wanted, misfit.got)
    return None


@errors.clause(
    1,
    MUST,
    of=refusals,
    source=OPENING,
    leans=(*READABLE, has_its_members),
    changed=("2026-11-25",),
)
def has_a_code(exchange: Exchange) -> Finding:
    """An error has a code, and it is an integer."""
    return _member(exchange, "code")


@has_a_code.mutant
def code_as_text(turn: Turn) -> Reply:
    """The code of an error is a string."""
    error = turn.answer.get("error")
    return turn.answer | {"error": error | {"code": str(error["code"])}} if error else turn.answer


@errors.clause(
    2,
    MUST,
    of=refusals,
    source=OPENING,
    leans=(*READABLE, has_its_members),
    changed=("2026-11-25",),
)
def has_a_message(exchange: Exchange) -> Finding:
    """An error has a msg, and it is a string."""
    return _member(exchange, "msg")


@has_a_message.mutant
def no_message(turn: Turn) -> Reply:
    """Errors have no msg."""
    error = turn.answer.get("error")
    return turn.answer | {"error": {"code": error["code"]}} if error else turn.answer


@errors.clause(
    9,
    SHOULD,
    of=refusals,
    source=inferred_from(error_codes("10xx to 40xx (no message is empty)")),
    leans=(*READABLE, has_its_members, has_a_message),
    since="2026-11-25",
)
def message_is_not_empty(exchange: Exchange) -> Finding:
    """The msg of an error is not empty."""
    got = exchange.answer_members["error"]["msg"]
    return None if got else Problem("$.error.msg", Phrase("a message"), got)


@message_is_not_empty.mutant
def empty_message(turn: Turn) -> Reply:
    """The msg of an error is empty."""
    error = turn.answer.get("error")
    return turn.answer | {"error": error | {"msg": ""}} if error else turn.answer


_of_known_methods = answered_where(
    lambda e: (
        e.refused and (is_of_the_family(e) or (e.request is not None and not e.request_members))
    )
)


@errors.clause(
    3,
    SHOULD,
    of=_of_known_methods,
    source=inferred_from(error_codes("10xx to 40xx"), "USD-M Error Codes; -5000 observed on USD-M"),
    leans=(has_a_code,),
    changed=("2026-11-25",),
)
def has_a_known_code(exchange: Exchange) -> Finding:
    """An error's code is on the error page of COIN-M or USD-M, or was seen from such a server."""
    if exchange.code in DOCUMENTED | DOCUMENTED_ELSEWHERE | OBSERVED:
        return None
    return Problem("$.error.code", Phrase("a known code"), exchange.code)


@has_a_known_code.mutant
def unknown_code(turn: Turn) -> Reply:
    """A stop that is refused for want of a key gets a code that no page has."""
    error = turn.answer.get("error")
    if not error or not turn.is_stop or (turn.answer["status"] == 400 and error["code"] == -1000):
        return turn.answer
    return turn.answer | {"error": error | {"code": -31337}}


def with_code(turn: Turn, code: int) -> Reply:
    """Return a mutant's reply: the error of its turn with another code."""
    error = turn.answer.get("error")
    return turn.answer | {"error": error | {"code": code}} if error else turn.answer
