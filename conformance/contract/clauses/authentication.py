"""Authentication: an apiKey or a session lets a stop through, and nothing else does.

What a stop without an open stream gets is not known: a success will do, and so will an error that
is not about authentication.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from conformance.api.codes import AUTHENTICATION
from conformance.api.methods import LOGON
from conformance.api.sources import general_info, stop_page
from conformance.api.wording import Phrase
from conformance.contract.clause import MUST, Chapter, Clause, Doubt, Finding, Problem
from conformance.contract.clauses.envelope.answers import (
    READABLE,
    has_its_members,
    has_result_or_error,
)
from conformance.contract.mutant import Reply, Turn
from conformance.contract.subjects import answered_where, why_unjudged
from conformance.transcript.conversation import Conversation
from conformance.transcript.exchange import Exchange, Session, is_wrong_logon
from conformance.transcript.kinds import is_documented_request, is_plain_stop

authentication = Chapter("AUTH", "Authentication")
PARAMETERS = stop_page("request parameters")
SESSION = general_info("session authentication")
LOGON_ADVICE: Final = {
    -1021: "the logon got -1021, so set this machine's clock, which is not the server's",
    -1022: "the logon got -1022, so give the private key that belongs to the apiKey",
    -4056: "the logon got -4056, so make an Ed25519 key: no other can log on",
    -2015: "the logon got -2015, so see whether the key is valid there, and for this address",
}
"""What to do about a refused logon that was meant to succeed, by the code of its error."""
_LEANS: tuple[Clause, ...] = (*READABLE, has_its_members, has_result_or_error)
_NOT_LOGGED_ON: Final[tuple[Session, ...]] = ("none", "logged-out", "refused")


def _stops(key: str, *sessions: Session) -> Callable[[Conversation], Iterator[Exchange]]:
    """Return a picker of plain stops by the kind of apiKey and the scripted state of the session.

    Without states, those of every state are picked.
    """
    return answered_where(
        lambda e: is_plain_stop(e) and e.key == key and (not sessions or e.scripted in sessions)
    )


def _is_stop(turn: Turn, key: str, *sessions: Session) -> bool:
    """Whether a mutant's turn is a stop with a kind of apiKey, in one of these states."""
    return turn.is_stop and turn.key == key and turn.session in sessions


def _doubt(exchange: Exchange) -> Doubt | None:
    """Return why an exchange is no evidence of authentication."""
    if why := why_unjudged(exchange):
        return Doubt(why)
    if exchange.session != exchange.scripted:
        advice = LOGON_ADVICE.get(exchange.logon_code)
        mismatch = f"the session is {exchange.session}, where it was to be {exchange.scripted}"
        return Doubt(f"{mismatch}: {advice}" if advice else mismatch)
    return None


def _lets_through(exchange: Exchange) -> Finding:
    if exchange.success:
        return _doubt(exchange)
    if doubt := _doubt(exchange):
        return doubt
    if exchange.key_refused_before and exchange.key == "valid":
        return Doubt("a start with the same apiKey was refused, too: is the key a valid one?")
    if exchange.stream == "open":
        return Problem("$.status", 200, exchange.answer_members["status"])
    if exchange.code in AUTHENTICATION:
        wanted = Phrase("a success, or an error that is not about authentication")
        return Problem("$.error.code", wanted, exchange.code)
    return None


def _keeps_out(exchange: Exchange) -> Finding:
    if doubt := _doubt(exchange):
        return doubt
    return Problem("$.error", Phrase("an error"), Phrase("success")) if exchange.success else None


def _needless(conversation: Conversation) -> list[Exchange]:
    keyed = [*_stops("valid")(conversation), *_stops("absent", "logged-on")(conversation)]
    return [e for e in keyed if e.session == e.scripted and not e.key_refused_before]


@authentication.clause(10, MUST, of=_needless, source=PARAMETERS, leans=_LEANS)
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


_THROUGH = (*_LEANS, needs_no_signature)


@authentication.clause(
    1, MUST, of=_stops("valid", *_NOT_LOGGED_ON), source=PARAMETERS, leans=_THROUGH
)
def valid_key_suffices(exchange: Exchange) -> Finding:
    """A stop with a valid apiKey is let through where no session is logged on."""
    return _lets_through(exchange)


@valid_key_suffices.mutant
def key_without_session_refused(turn: Turn) -> Reply:
    """An apiKey does not suffice without a session."""
    alone = _is_stop(turn, "valid", *_NOT_LOGGED_ON) and "result" in turn.answer
    return turn.refusal() if alone else turn.answer


@authentication.clause(2, MUST, of=_stops("absent", "logged-on"), source=PARAMETERS, leans=_THROUGH)
def session_suffices(exchange: Exchange) -> Finding:
    """A stop without apiKey is let through on a logged-on session."""
    return _lets_through(exchange)


@session_suffices.mutant
def session_ignored(turn: Turn) -> Reply:
    """A stop without apiKey is refused on a logged-on session."""
    return turn.refusal() if _is_stop(turn, "absent", "logged-on") else turn.answer


@authentication.clause(3, MUST, of=_stops("valid", "logged-on"), source=SESSION, leans=_THROUGH)
def key_and_session_agree(exchange: Exchange) -> Finding:
    """A stop with a valid apiKey is let through on a logged-on session."""
    return _lets_through(exchange)


@key_and_session_agree.mutant
def key_beside_session_refused(turn: Turn) -> Reply:
    """A valid apiKey is refused on a logged-on session."""
    return turn.refusal() if _is_stop(turn, "valid", "logged-on") else turn.answer


@authentication.clause(4, MUST, of=_stops("absent", "none"), source=PARAMETERS, leans=_LEANS)
def neither_is_refused(exchange: Exchange) -> Finding:
    """A stop with neither an apiKey nor a session is refused."""
    return _keeps_out(exchange)


@neither_is_refused.mutant
def anybody_may_stop(turn: Turn) -> Reply:
    """A stop without credentials succeeds."""
    nobody = turn.is_stop and turn.request.get("params", {}) == {} and turn.session == "none"
    return turn.success() if nobody else turn.answer


@authentication.clause(
    5, MUST, of=_stops("unknown", *_NOT_LOGGED_ON), source=PARAMETERS, leans=_LEANS
)
def unknown_key_is_refused(exchange: Exchange) -> Finding:
    """A stop with an unknown apiKey is refused where no session is logged on."""
    return _keeps_out(exchange)


@unknown_key_is_refused.mutant
def any_key_will_do(turn: Turn) -> Reply:
    """An unknown apiKey is taken for a valid one where no session is logged on."""
    return turn.success() if _is_stop(turn, "unknown", *_NOT_LOGGED_ON) else turn.answer


@authentication.clause(6, MUST, of=_stops("unknown", "logged-on"), source=SESSION, leans=_LEANS)
def explicit_key_overrides(exchange: Exchange) -> Finding:
    """A stop with an unknown apiKey is refused on a logged-on session: the key overrides it."""
    return _keeps_out(exchange)


@explicit_key_overrides.mutant
def session_overrides_key(turn: Turn) -> Reply:
    """A logged-on session overrides an unknown apiKey."""
    return turn.success() if _is_stop(turn, "unknown", "logged-on") else turn.answer


@authentication.clause(
    7, MUST, of=_stops("invalid", *_NOT_LOGGED_ON), source=PARAMETERS, leans=_LEANS
)
def invalid_key_is_refused(exchange: Exchange) -> Finding:
    """An empty, null or mistyped apiKey is refused where no session is logged on."""
    return _keeps_out(exchange)


@invalid_key_is_refused.mutant
def invalid_key_ignored(turn: Turn) -> Reply:
    """An empty, null or mistyped apiKey counts as a valid one."""
    return turn.success() if _is_stop(turn, "invalid", *_NOT_LOGGED_ON) else turn.answer


@authentication.clause(8, MUST, of=_stops("absent", "logged-out"), source=SESSION, leans=_LEANS)
def logout_ends_the_session(exchange: Exchange) -> Finding:
    """A stop without apiKey is refused after a logout."""
    return _keeps_out(exchange)


@logout_ends_the_session.mutant
def logout_forgotten(turn: Turn) -> Reply:
    """A stop without apiKey succeeds after a logout."""
    return turn.success() if _is_stop(turn, "absent", "logged-out") else turn.answer


@authentication.clause(9, MUST, of=_stops("absent", "refused"), source=SESSION, leans=_LEANS)
def refused_logon_counts_for_nothing(exchange: Exchange) -> Finding:
    """A stop without apiKey is refused after a logon that was refused."""
    return _keeps_out(exchange)


@refused_logon_counts_for_nothing.mutant
def refused_logon_counts(turn: Turn) -> Reply:
    """A stop without apiKey succeeds after a logon that was refused."""
    return turn.success() if _is_stop(turn, "absent", "refused") else turn.answer


_wrong_logons = answered_where(
    lambda e: e.method == LOGON.name and is_documented_request(e) and is_wrong_logon(e)
)


@authentication.clause(11, MUST, of=_wrong_logons, source=SESSION, leans=_LEANS)
def wrong_signature_is_refused(exchange: Exchange) -> Finding:
    """A logon with a wrong signature, or with an unknown key, is refused."""
    if why := why_unjudged(exchange):
        return Doubt(why)
    return Problem("$.error", Phrase("an error"), Phrase("success")) if exchange.success else None


@wrong_signature_is_refused.mutant
def any_signature_will_do(turn: Turn) -> Reply:
    """A logon with a wrong signature succeeds."""
    wrong = turn.method == LOGON.name and "error" in turn.answer
    return turn.success() if wrong else turn.answer
