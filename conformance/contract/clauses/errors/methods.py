"""Errors: methods that are unknown, in the wrong case, or retired."""

from __future__ import annotations

from conformance.api.codes import (
    GONE,
    UNAVAILABLE,
    UNKNOWN_METHOD,
)
from conformance.api.methods import METHODS, STOP, STREAM_PREFIX, is_known
from conformance.api.sources import general_info, observed, stop_page
from conformance.api.wording import Phrase
from conformance.contract.circumstances import success_for_error
from conformance.contract.clause import MUST, SHOULD, Doubt, Finding, Problem
from conformance.contract.clauses.envelope.answers import READABLE, has_its_members
from conformance.contract.clauses.errors.form import errors, has_a_code, with_code
from conformance.contract.mutant import Reply, Turn
from conformance.contract.subjects import RETIRED, answered_where, why_unjudged
from conformance.transcript.exchange import Exchange
from conformance.transcript.kinds import (
    is_of_a_stream,
    is_readable,
    is_retired,
)


def _is_unknown_method(exchange: Exchange) -> bool:
    method = exchange.request_members.get("method")
    return (
        is_readable(exchange)
        and isinstance(method, str)
        and method.startswith(STREAM_PREFIX)
        and method.lower() not in {name.lower() for name in METHODS}
    )


@errors.clause(
    7,
    SHOULD,
    of=answered_where(_is_unknown_method),
    source=observed("USD-M, 2025-07 and 2025-11 (Method v1/… is invalid)"),
    leans=(*READABLE, has_its_members, has_a_code),
)
def refuses_unknown_methods(exchange: Exchange) -> Finding:
    """An unknown method is refused with -5000."""
    if why := why_unjudged(exchange):
        return Doubt(why)
    if exchange.code == UNKNOWN_METHOD:
        return None
    got = Phrase("success") if exchange.success else exchange.code
    return Problem("$.error.code", UNKNOWN_METHOD, got)


@refuses_unknown_methods.mutant
def unknown_method_as_unknown_error(turn: Turn) -> Reply:
    """An unknown method gets -1000 for -5000."""
    unknown = turn.method == "userDataStream.halt"
    return with_code(turn, -1000) if unknown else turn.answer


def _is_in_wrong_case(exchange: Exchange) -> bool:
    if not is_readable(exchange):
        return False
    method = exchange.request_members.get("method")
    if isinstance(method, str) and method != STOP.name and method.lower() == STOP.name.lower():
        return True
    names = {name.lower() for name in exchange.params}
    keyless = "apikey" in names and "apiKey" not in exchange.params
    return method == STOP.name and keyless and exchange.scripted == "none"


@errors.clause(
    8,
    MUST,
    of=answered_where(_is_in_wrong_case),
    source=general_info("overview (names and values are case-sensitive)"),
    leans=(*READABLE,),
    changed=("2026-11-25",),
)
def tells_upper_from_lower_case(exchange: Exchange) -> Finding:
    """Names are case-sensitive: the method and apiKey in the wrong case are not those meant."""
    if exchange.success:
        return success_for_error(exchange)
    if why := why_unjudged(exchange):
        return Doubt(why)
    return None


def _has_other_case(turn: Turn) -> bool:
    method = str(turn.method)
    return method != STOP.name and method.lower() == STOP.name.lower()


def _has_lower_key(turn: Turn) -> bool:
    params = turn.request.get("params")
    return isinstance(params, dict) and "apikey" in params


@tells_upper_from_lower_case.mutant
def case_ignored(turn: Turn) -> Reply:
    """The method and apiKey are taken in any case."""
    return turn.success() if _has_other_case(turn) or _has_lower_key(turn) else turn.answer


@tells_upper_from_lower_case.mutant
def method_in_any_case(turn: Turn) -> Reply:
    """The method is taken in any case, apiKey is not."""
    return turn.success() if _has_other_case(turn) else turn.answer


@tells_upper_from_lower_case.mutant
def parameter_in_any_case(turn: Turn) -> Reply:
    """The parameter apiKey is taken in any case, the method is not."""
    return turn.success() if _has_lower_key(turn) else turn.answer


_streams = answered_where(lambda e: is_known(e.method) and is_of_a_stream(e))


@errors.clause(
    10, MUST, of=_streams, source=stop_page("Method"), leans=(*READABLE,), since="2026-11-25"
)
def documented_methods_exist(exchange: Exchange) -> Finding:
    """The methods of a user data stream exist: none is unknown, gone, or unavailable for good."""
    if not is_retired(exchange):
        once = exchange.refused and exchange.code == UNAVAILABLE
        return Doubt(why_unjudged(exchange)) if once else None
    got = f"status {exchange.answer_members.get('status')}, code {exchange.code}: {RETIRED}"
    return Problem("$.error", Phrase("an answer of the documented method"), Phrase(got))


@documented_methods_exist.mutant
def stop_unknown(turn: Turn) -> Reply:
    """A stop gets -5000, as a method that does not exist."""
    return _retired(turn, 400, UNKNOWN_METHOD, "Method v1/userDataStream.stop is invalid")


@documented_methods_exist.mutant
def stop_gone(turn: Turn) -> Reply:
    """A stop gets the status 410."""
    return _retired(turn, GONE, -1000, "This method is gone.")


@documented_methods_exist.mutant
def stop_unavailable(turn: Turn) -> Reply:
    """A stop gets -1016 for good."""
    return _retired(turn, 503, UNAVAILABLE, "This service is no longer available.")


def _retired(turn: Turn, status: int, code: int, msg: str) -> Reply:
    if turn.method != STOP.name:
        return turn.answer
    if "error" in turn.answer and turn.answer["error"]["code"] == -1000:
        return turn.answer
    return turn.refusal() | {"status": status, "error": {"code": code, "msg": msg}}
