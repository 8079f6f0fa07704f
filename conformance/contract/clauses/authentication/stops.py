"""Authentication: stops by the kind of apiKey and the session's state, and what is no evidence."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from conformance.api.sources import general_info, rest_info, stop_page
from conformance.contract.clause import Chapter, Clause, Doubt
from conformance.contract.clauses.envelope.answers import (
    READABLE,
    has_its_members,
    has_result_or_error,
)
from conformance.contract.mutant import Turn
from conformance.contract.subjects import answered_where, why_unjudged
from conformance.transcript.conversation import Conversation
from conformance.transcript.exchange import Exchange, Session
from conformance.transcript.kinds import is_plain_stop

authentication = Chapter("AUTH", "Authentication")
PARAMETERS = stop_page("Request Parameters")
FORGOTTEN = general_info("Log out of the session")
AD_HOC = general_info("Authorize ad hoc requests")
SECURITY = rest_info("Endpoint Security Type (USER_STREAM: a valid API key)")
LOGON_ADVICE: Final = {
    -1021: "the logon got -1021, so set this machine's clock, which is not the server's",
    -1022: "the logon got -1022, so give the private key that belongs to the apiKey",
    -5000: "the logon got -5000, so this server has no sessions: what needs one cannot be judged",
    -4056: "the logon got -4056, so make an Ed25519 key: no other can log on",
    -2015: "the logon got -2015, so see whether the key is valid there, and for this address",
}
"""What to do about a refused logon that was meant to succeed, by the code of its error."""
LEANS: tuple[Clause, ...] = (*READABLE, has_its_members, has_result_or_error)
NOT_LOGGED_ON: Final[tuple[Session, ...]] = ("none", "logged-out", "refused")


def stops_with(key: str, *sessions: Session) -> Callable[[Conversation], Iterator[Exchange]]:
    """Return a picker of plain stops by the kind of apiKey and the scripted state of the session.

    Without states, those of every state are picked.
    """
    return answered_where(
        lambda e: is_plain_stop(e) and e.key == key and (not sessions or e.scripted in sessions)
    )


def is_stop_with(turn: Turn, key: str, *sessions: Session) -> bool:
    """Whether a mutant's turn is a stop with a kind of apiKey, in one of these states."""
    return turn.is_stop and turn.key == key and turn.session in sessions


def doubt_of(exchange: Exchange) -> Doubt | None:
    """Return why an exchange is no evidence of authentication."""
    if why := why_unjudged(exchange):
        return Doubt(why)
    if exchange.session != exchange.scripted:
        advice = LOGON_ADVICE.get(exchange.logon_code)
        mismatch = f"the session is {exchange.session}, where it was to be {exchange.scripted}"
        return Doubt(f"{mismatch}: {advice}" if advice else mismatch)
    return None
