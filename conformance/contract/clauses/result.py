"""Result: what a request that succeeded gets."""

from __future__ import annotations

from conformance.api.methods import LOGON, SESSION_PREFIX, START, STATUS, STOP, is_known
from conformance.api.schemas import misfits
from conformance.api.sources import general_info, stop_page
from conformance.api.wording import Phrase
from conformance.contract.clause import MUST, Chapter, Clause, Finding, Problem
from conformance.contract.clauses.envelope.answers import READABLE, answer_schema, has_its_members
from conformance.contract.clauses.identity import carries_its_own_result
from conformance.contract.mutant import Reply, Turn
from conformance.contract.subjects import answered_where, stop_successes
from conformance.transcript.exchange import Exchange, is_wrong_logon
from conformance.transcript.kinds import is_stop

result = Chapter("RES", "Result")
_LEANS: tuple[Clause, ...] = (*READABLE, has_its_members, carries_its_own_result)
_other_successes = answered_where(lambda e: e.success and is_known(e.method) and not is_stop(e))


@result.clause(
    1,
    MUST,
    of=stop_successes,
    source=stop_page("response example"),
    leans=_LEANS,
)
def stop_returns_nothing(exchange: Exchange) -> Finding:
    """The result of a stop is exactly {}."""
    for misfit in misfits(STOP.answer_schema, exchange.answer_members):
        if misfit.path[:1] == ("result",):
            return Problem("$.result", {}, exchange.answer_members["result"])
    return None


@stop_returns_nothing.mutant
def stop_returns_the_listen_key(turn: Turn) -> Reply:
    """The result of a stop holds a listen key."""
    if not turn.is_stop or "result" not in turn.answer:
        return turn.answer
    return turn.answer | {"result": {"listenKey": "x" * 64}}


@stop_returns_nothing.mutant
def stop_returns_a_list(turn: Turn) -> Reply:
    """The result of a stop is an empty list."""
    stopped = turn.is_stop and "result" in turn.answer
    return turn.answer | {"result": []} if stopped else turn.answer


@result.clause(
    2,
    MUST,
    of=_other_successes,
    source=general_info("session authentication; the pages of start and ping"),
    leans=_LEANS,
)
def others_return_what_is_documented(exchange: Exchange) -> Finding:
    """The result of a start, a ping or a session method has its documented members."""
    for misfit in misfits(answer_schema(exchange), exchange.answer_members):
        if misfit.path[:1] == ("result",) and misfit.keyword != "additionalProperties":
            return Problem(misfit.where, misfit.wanted, misfit.got)
    return None


@others_return_what_is_documented.mutant
def start_returns_nothing(turn: Turn) -> Reply:
    """The result of a start is empty."""
    started = turn.method == START.name and "result" in turn.answer
    return turn.answer | {"result": {}} if started else turn.answer


_sessions = answered_where(
    lambda e: e.success and str(e.method).startswith(SESSION_PREFIX) and not is_wrong_logon(e)
)


@result.clause(
    3,
    MUST,
    of=_sessions,
    source=general_info("session authentication"),
    leans=(*_LEANS, others_return_what_is_documented),
)
def session_tells_its_key(exchange: Exchange) -> Finding:
    """A session method tells the apiKey that is logged on and since when, or null for both."""
    session = exchange.answer_members["result"]
    if (session["apiKey"] is None) != (session["authorizedSince"] is None):
        return Problem("$.result", Phrase("apiKey and authorizedSince, or null for both"), session)
    after = exchange.session if exchange.method == STATUS.name else exchange.method
    nobody = after in {"session.logout", "logged-out", "refused"}
    wanted = None if nobody else exchange.transcript.api_key
    asleep = session["apiKey"] is None and after != LOGON.name  # a status is the chapter Stream's
    if asleep or session["apiKey"] == wanted or (wanted is None and not nobody):
        return None
    return Problem("$.result.apiKey", wanted, session["apiKey"])


@session_tells_its_key.mutant
def session_of_another_key(turn: Turn) -> Reply:
    """The apiKey of a session is written in another case."""
    session = turn.answer.get("result", {})
    key = session.get("apiKey")
    return turn.answer | {"result": session | {"apiKey": key.swapcase()}} if key else turn.answer


@session_tells_its_key.mutant
def logon_without_time(turn: Turn) -> Reply:
    """A logon does not tell since when it is authenticated."""
    if turn.method != LOGON.name or "result" not in turn.answer:
        return turn.answer
    return turn.answer | {"result": turn.answer["result"] | {"authorizedSince": None}}
