"""Result: what a request that succeeded gets."""

from __future__ import annotations

from typing import Any

from conformance.api.methods import LOGON, LOGOUT, SESSION_PREFIX, START, STATUS, STOP, is_known
from conformance.api.schemas import misfits
from conformance.api.sources import general_info, shown_on, start_page, stop_page
from conformance.api.wording import Phrase
from conformance.contract.clause import MUST, Chapter, Clause, Finding, Problem
from conformance.contract.clauses.envelope.answers import READABLE, answer_schema, has_its_members
from conformance.contract.clauses.identity.matching import carries_its_own_result
from conformance.contract.mutant import Reply, Turn
from conformance.contract.subjects import answered_where, stop_successes
from conformance.transcript.conversation import conversation_of
from conformance.transcript.exchange import Exchange, is_wrong_logon
from conformance.transcript.kinds import is_stop

result = Chapter("RES", "Result")
_LEANS: tuple[Clause, ...] = (*READABLE, has_its_members, carries_its_own_result)
_SHOWN_LOGGED_ON = "examples of session.logon, session.status and session.logout"
_NOBODY = "Query session status (which API key, if any)"


def _is_of_nobody(exchange: Exchange) -> bool:
    """Whether this is a status or a logout of a session on which nobody is known to be."""
    return exchange.method in {STATUS.name, LOGOUT.name} and exchange.session != "logged-on"


_other_successes = answered_where(
    lambda e: e.success and is_known(e.method) and not is_stop(e) and not _is_of_nobody(e)
)


@result.clause(
    1,
    MUST,
    of=stop_successes,
    source=shown_on(stop_page("Response Example")),
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
    """The result of a stop holds listen keys."""
    if not turn.is_stop or "result" not in turn.answer:
        return turn.answer
    return turn.answer | {"result": {"listenKey": ["x" * 64]}}


@stop_returns_nothing.mutant
def stop_returns_a_list(turn: Turn) -> Reply:
    """The result of a stop is an empty list."""
    stopped = turn.is_stop and "result" in turn.answer
    return turn.answer | {"result": []} if stopped else turn.answer


@result.clause(
    2,
    MUST,
    of=_other_successes,
    source=shown_on(
        start_page("Response Example"), f"ping's; WebSocket API General Info, {_SHOWN_LOGGED_ON}"
    ),
    leans=_LEANS,
    changed=("2026-11-25",),
)
def others_return_what_is_documented(exchange: Exchange) -> Finding:
    """The result of a start, a ping, or a method of a logged-on session has its members."""
    for misfit in misfits(answer_schema(exchange), exchange.answer_members):
        if misfit.path[:1] == ("result",) and misfit.keyword != "additionalProperties":
            return Problem(misfit.where, misfit.wanted, misfit.got)
    return None


@others_return_what_is_documented.mutant
def start_returns_nothing(turn: Turn) -> Reply:
    """The result of a start is empty."""
    started = turn.method == START.name and "result" in turn.answer
    return turn.answer | {"result": {}} if started else turn.answer


def _is_after_stop(exchange: Exchange) -> bool:
    """Whether a stop succeeded before: what a status says then is the chapter Stream's."""
    whole = conversation_of(exchange.transcript).exchanges[: exchange.number - 1]
    return any(is_stop(before) and before.success for before in whole)


def _is_of_somebody(exchange: Exchange) -> bool:
    """Whether this is a success of a logon, or of a session that is logged on."""
    of_a_session = exchange.success and str(exchange.method).startswith(SESSION_PREFIX)
    return of_a_session and not is_wrong_logon(exchange) and not _is_of_nobody(exchange)


@result.clause(
    3,
    MUST,
    of=answered_where(_is_of_somebody),
    source=shown_on(general_info(_SHOWN_LOGGED_ON)),
    leans=(*_LEANS, others_return_what_is_documented),
    changed=("2026-11-25", "2026-11-28"),
)
def session_tells_its_key(exchange: Exchange) -> Finding:
    """A logon and its status name the apiKey and since when; a logout that ends it has null."""
    session = exchange.answer_members["result"]
    if (session["apiKey"] is None) != (session["authorizedSince"] is None):
        return Problem("$.result", Phrase("apiKey and authorizedSince, or null for both"), session)
    ended, got = exchange.method == LOGOUT.name, session["apiKey"]
    wanted = None if ended else _session_key(exchange)
    asleep = got is None and exchange.method == STATUS.name and _is_after_stop(exchange)
    if asleep or got == wanted or (wanted is None and not ended):
        return None
    return Problem("$.result.apiKey", wanted, got)


def _session_key(exchange: Exchange) -> Any:
    """Return the apiKey of a session, from its logon; None where no key is known."""
    if exchange.transcript.api_key is None:
        return None
    return exchange.params.get("apiKey") if exchange.method == LOGON.name else exchange.session_key


@session_tells_its_key.mutant
def session_of_another_key(turn: Turn) -> Reply:
    """The apiKey of a session is written in another case."""
    session = turn.answer.get("result", {})
    key = session.get("apiKey")
    return turn.answer | {"result": session | {"apiKey": key.swapcase()}} if key else turn.answer


@session_tells_its_key.mutant
def status_of_another_key(turn: Turn) -> Reply:
    """A status of a logged-on session names another apiKey."""
    session = turn.answer.get("result", {})
    if turn.method != STATUS.name or not session.get("apiKey"):
        return turn.answer
    return turn.answer | {"result": session | {"apiKey": "x" * 64}}


@session_tells_its_key.mutant
def logon_without_time(turn: Turn) -> Reply:
    """A logon does not tell since when it is authenticated."""
    if turn.method != LOGON.name or "result" not in turn.answer:
        return turn.answer
    return turn.answer | {"result": turn.answer["result"] | {"authorizedSince": None}}


@session_tells_its_key.mutant
def logout_keeps_its_key(turn: Turn) -> Reply:
    """A logout of a logged-on session still names the apiKey."""
    if turn.method != LOGOUT.name or turn.session != "logged-out":
        return turn.answer
    kept = {"apiKey": "x" * 64, "authorizedSince": 1}
    return turn.answer | {"result": turn.answer["result"] | kept}


_known_nobody = answered_where(lambda e: e.success and _is_of_nobody(e) and e.session != "unknown")


@result.clause(
    4, MUST, of=_known_nobody, source=general_info(_NOBODY), leans=_LEANS, since="2026-11-25"
)
def nobody_has_no_key(exchange: Exchange) -> Finding:
    """Where nobody is logged on, a status or logout names no apiKey."""
    session = exchange.answer_members["result"]
    got = session.get("apiKey") if isinstance(session, dict) else None
    return None if got is None else Problem("$.result.apiKey", None, got)


@nobody_has_no_key.mutant
def key_without_logon(turn: Turn) -> Reply:
    """A status names an apiKey where nobody is logged on."""
    session = turn.answer.get("result", {})
    nobody = turn.method == STATUS.name and "apiKey" in session and session["apiKey"] is None
    return turn.answer | {"result": session | {"apiKey": "x" * 64}} if nobody else turn.answer
