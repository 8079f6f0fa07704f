"""Errors: what a request that failed gets."""

from __future__ import annotations

from collections.abc import Callable

from conformance.api.codes import DOCUMENTED, OBSERVED
from conformance.api.methods import METHODS, STOP, STREAM_PREFIX
from conformance.api.schemas import misfits
from conformance.api.sources import error_codes, general_info, observed
from conformance.api.wording import Phrase
from conformance.contract.clause import MUST, SHOULD, Chapter, Clause, Doubt, Finding, Problem
from conformance.contract.clauses.envelope.answers import READABLE, has_its_members
from conformance.contract.clauses.envelope.connection import SEEN_REFUSED
from conformance.contract.clauses.status import is_an_integer, tells_success_from_failure
from conformance.contract.mutant import Reply, Turn
from conformance.contract.subjects import answered_where, refusals, why_unjudged
from conformance.transcript.exchange import Exchange
from conformance.transcript.kinds import has_legal_id, is_malformed, is_of_the_family, is_readable

errors = Chapter("ERR", "Errors")


def _member(exchange: Exchange, name: str) -> Finding:
    for misfit in misfits("error", exchange.answer_members["error"]):
        if misfit.path == (name,):
            return Problem(f"$.error.{name}", misfit.wanted, misfit.got)
    return None


@errors.clause(
    1, MUST, of=refusals, source=error_codes("all codes"), leans=(*READABLE, has_its_members)
)
def has_a_code(exchange: Exchange) -> Finding:
    """An error has a code, and it is a negative integer."""
    return _member(exchange, "code")


@has_a_code.mutant
def code_as_text(turn: Turn) -> Reply:
    """The code of an error is a string."""
    error = turn.answer.get("error")
    return turn.answer | {"error": error | {"code": str(error["code"])}} if error else turn.answer


@errors.clause(
    2, MUST, of=refusals, source=error_codes("all codes"), leans=(*READABLE, has_its_members)
)
def has_a_message(exchange: Exchange) -> Finding:
    """An error has a msg, and it is a string that is not empty."""
    return _member(exchange, "msg")


@has_a_message.mutant
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
    3, SHOULD, of=_of_known_methods, source=error_codes("all codes"), leans=(has_a_code,)
)
def has_a_known_code(exchange: Exchange) -> Finding:
    """An error's code is one of the page's, or one that futures servers were seen to send."""
    if exchange.code in DOCUMENTED | OBSERVED:
        return None
    return Problem("$.error.code", Phrase("a known code"), exchange.code)


@has_a_known_code.mutant
def unknown_code(turn: Turn) -> Reply:
    """A stop that is refused for want of a key gets a code that no page has."""
    error = turn.answer.get("error")
    if not error or not turn.is_stop or (turn.answer["status"] == 400 and error["code"] == -1000):
        return turn.answer
    return turn.answer | {"error": error | {"code": -31337}}


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


_malformed = answered_where(is_malformed)
_with_faulty_id = answered_where(
    lambda e: is_readable(e) and "id" in e.request_members and not has_legal_id(e) and e.refused
)
_with_list_params = answered_where(
    lambda e: is_readable(e) and isinstance(e.request_members.get("params"), list)
)
_LEANS: tuple[Clause, ...] = (
    *READABLE,
    has_its_members,
    has_a_code,
    is_an_integer,
    tells_success_from_failure,
)


@errors.clause(4, SHOULD, of=_malformed, source=SEEN_REFUSED, leans=_LEANS)
def refuses_malformed_json(exchange: Exchange) -> Finding:
    """Malformed JSON is refused with 400 and -1000."""
    return _refused_as(-1000)(exchange)


@refuses_malformed_json.mutant
def malformed_as_on_spot(turn: Turn) -> Reply:
    """Malformed JSON gets -1100 for -1000."""
    return turn.answer if turn.request else _with_code(turn, -1100)


@errors.clause(5, SHOULD, of=_with_faulty_id, source=SEEN_REFUSED, leans=_LEANS)
def refuses_faulty_ids_alike(exchange: Exchange) -> Finding:
    """A request that is refused for its id is refused with 400 and -1000."""
    return _refused_as(-1000)(exchange)


@refuses_faulty_ids_alike.mutant
def faulty_id_as_malformed_parameter(turn: Turn) -> Reply:
    """A faulty id gets -1102 for -1000."""
    faulty = turn.answer["id"] is None and turn.request.get("id") is not None
    return _with_code(turn, -1102) if faulty else turn.answer


@errors.clause(6, SHOULD, of=_with_list_params, source=SEEN_REFUSED, leans=_LEANS)
def refuses_params_in_a_list(exchange: Exchange) -> Finding:
    """Params that are a list are refused with 400 and -1000."""
    return _refused_as(-1000)(exchange)


@refuses_params_in_a_list.mutant
def list_params_as_malformed_parameter(turn: Turn) -> Reply:
    """Params that are a list get -1102 for -1000."""
    return _with_code(turn, -1102) if isinstance(turn.request.get("params"), list) else turn.answer


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
    source=observed("USD-M testnet, 2025-07 and 2025-11 (Method v1/… is invalid)"),
    leans=_LEANS,
)
def refuses_unknown_methods(exchange: Exchange) -> Finding:
    """An unknown method is refused with -5000."""
    if why := why_unjudged(exchange):
        return Doubt(why)
    if exchange.code == -5000:
        return None
    got = Phrase("success") if exchange.success else exchange.code
    return Problem("$.error.code", -5000, got)


@refuses_unknown_methods.mutant
def unknown_method_as_unknown_error(turn: Turn) -> Reply:
    """An unknown method gets -1000 for -5000."""
    unknown = turn.method == "userDataStream.halt"
    return _with_code(turn, -1000) if unknown else turn.answer


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
    source=general_info("overview"),
    leans=(*READABLE,),
)
def tells_upper_from_lower_case(exchange: Exchange) -> Finding:
    """Names are case-sensitive: the method and apiKey in the wrong case are not those meant."""
    if exchange.success:
        return Problem("$.error", Phrase("an error"), Phrase("success"))
    return None


@tells_upper_from_lower_case.mutant
def case_ignored(turn: Turn) -> Reply:
    """The method and apiKey are taken in any case."""
    method = str(turn.method)
    other_case = method != STOP.name and method.lower() == STOP.name.lower()
    params = turn.request.get("params")
    lower_key = isinstance(params, dict) and "apikey" in params
    return turn.success() if other_case or lower_key else turn.answer


def _with_code(turn: Turn, code: int) -> Reply:
    error = turn.answer.get("error")
    return turn.answer | {"error": error | {"code": code}} if error else turn.answer
