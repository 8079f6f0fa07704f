"""Authentication: an apiKey or a session lets a stop through.

What a stop without an open stream gets is not known: a success will do, and so will an error that
is not about authentication.
"""

from __future__ import annotations

from conformance.api.codes import AUTHENTICATION, UNKNOWN_LISTEN_KEY
from conformance.api.wording import Phrase
from conformance.contract.clause import MUST, Doubt, Finding, Problem
from conformance.contract.clauses.authentication.stops import (
    AD_HOC,
    LEANS,
    NOT_LOGGED_ON,
    PARAMETERS,
    authentication,
    doubt_of,
    is_stop_with,
    stops_with,
)
from conformance.contract.mutant import Reply, Turn
from conformance.contract.subjects import is_again
from conformance.transcript.conversation import Conversation
from conformance.transcript.exchange import Exchange


def _lets_through(exchange: Exchange) -> Finding:
    doubt = doubt_of(exchange)
    if exchange.success or doubt:
        return doubt
    if exchange.key_refused_before and exchange.key == "valid":
        return Doubt("a start with the same apiKey was refused, too: is the key a valid one?")
    if exchange.code == UNKNOWN_LISTEN_KEY:
        return _without_stream(exchange)
    if exchange.stream == "open":
        return Problem("$.status", 200, exchange.answer_members["status"])
    if exchange.code in AUTHENTICATION:
        wanted = Phrase("a success, or an error that is not about authentication")
        return Problem("$.error.code", wanted, exchange.code)
    return None


def _without_stream(exchange: Exchange) -> Finding:
    """Judge a stop that is told that no stream is open."""
    if exchange.stream != "open":
        return None
    if is_again(exchange):
        return Problem("$.status", 200, exchange.answer_members["status"])
    return Doubt("no stream was open: another program of this account may have closed it")


def _needless(conversation: Conversation) -> list[Exchange]:
    keyed = [*stops_with("valid")(conversation), *stops_with("absent", "logged-on")(conversation)]
    return [e for e in keyed if e.session == e.scripted and not e.key_refused_before]


@authentication.clause(10, MUST, of=_needless, source=PARAMETERS, leans=LEANS)
def needs_no_signature(exchange: Exchange) -> Finding:
    """A stop needs neither a signature with its timestamp nor a listen key."""
    words = str(exchange.answer_members.get("error")).lower()
    about = next((name for name in ("signature", "timestamp", "listenkey") if name in words), None)
    missing = exchange.code in {-1102, -1105, -1103, -1022, -1021}
    if not missing or not about:
        return None
    return Problem("$.error.code", Phrase(f"no need of a {about}"), exchange.code)


@needs_no_signature.mutant
def signature_wanted(turn: Turn) -> Reply:
    """A stop without a signature is refused."""
    message = "Mandatory parameter 'signature' was not sent, was empty/null, or malformed."
    if not turn.is_stop or "result" not in turn.answer:
        return turn.answer
    return turn.refusal() | {"status": 400, "error": {"code": -1102, "msg": message}}


_THROUGH = (*LEANS, needs_no_signature)


@authentication.clause(
    1,
    MUST,
    of=stops_with("valid", *NOT_LOGGED_ON),
    source=PARAMETERS,
    leans=_THROUGH,
    changed=("2026-11-25",),
)
def valid_key_suffices(exchange: Exchange) -> Finding:
    """A stop with a valid apiKey is let through where no session is logged on."""
    return _lets_through(exchange)


@valid_key_suffices.mutant
def key_without_session_refused(turn: Turn) -> Reply:
    """An apiKey does not suffice without a session."""
    alone = is_stop_with(turn, "valid", *NOT_LOGGED_ON) and "result" in turn.answer
    return turn.refusal() if alone else turn.answer


@authentication.clause(
    2, MUST, of=stops_with("absent", "logged-on"), source=PARAMETERS, leans=_THROUGH
)
def session_suffices(exchange: Exchange) -> Finding:
    """A stop without apiKey is let through on a logged-on session."""
    return _lets_through(exchange)


@session_suffices.mutant
def session_over_after_a_stop(turn: Turn) -> Reply:
    """A logged-on session lets one stop without apiKey through, and no other."""
    by_session = is_stop_with(turn, "absent", "logged-on")
    earlier = turn.memory.get("stopped", False)
    turn.memory["stopped"] = earlier or by_session
    return turn.refusal() if by_session and earlier else turn.answer


@session_suffices.mutant
def session_ignored(turn: Turn) -> Reply:
    """A stop without apiKey is refused on a logged-on session."""
    return turn.refusal() if is_stop_with(turn, "absent", "logged-on") else turn.answer


@authentication.clause(3, MUST, of=stops_with("valid", "logged-on"), source=AD_HOC, leans=_THROUGH)
def key_and_session_agree(exchange: Exchange) -> Finding:
    """A stop with a valid apiKey is let through on a logged-on session."""
    return _lets_through(exchange)


@key_and_session_agree.mutant
def key_beside_session_refused(turn: Turn) -> Reply:
    """A valid apiKey is refused on a logged-on session."""
    return turn.refusal() if is_stop_with(turn, "valid", "logged-on") else turn.answer
