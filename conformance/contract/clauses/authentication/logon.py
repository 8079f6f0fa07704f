"""Authentication: what a logon needs."""

from __future__ import annotations

from conformance.api.codes import AUTHENTICATION
from conformance.api.methods import LOGON
from conformance.api.sources import general_info
from conformance.contract.circumstances import success_for_error
from conformance.contract.clause import MUST, Doubt, Finding
from conformance.contract.clauses.authentication.stops import (
    LEANS,
    authentication,
)
from conformance.contract.mutant import Reply, Turn
from conformance.contract.subjects import answered_where, why_unjudged
from conformance.transcript.exchange import Exchange, is_wrong_logon
from conformance.transcript.kinds import is_documented_request

_wrong_logons = answered_where(
    lambda e: e.method == LOGON.name and is_documented_request(e) and is_wrong_logon(e)
)


@authentication.clause(
    11,
    MUST,
    of=_wrong_logons,
    source=general_info("Log in with API key (SIGNED)"),
    leans=LEANS,
    changed=("2026-11-25",),
)
def wrong_signature_is_refused(exchange: Exchange) -> Finding:
    """A logon with a wrong signature, or with an unknown key, is refused."""
    if why := why_unjudged(exchange):
        return Doubt(why)
    if exchange.success:
        return success_for_error(exchange)
    words = str(exchange.answer_members["error"]).lower()
    if exchange.code in AUTHENTICATION or "signature" in words or "key" in words:
        return None
    return Doubt(f"the error is about neither the signature nor the key: code {exchange.code}")


@wrong_signature_is_refused.mutant
def wrong_signature_logs_on(turn: Turn) -> Reply:
    """A logon with a wrong signature of a valid key succeeds."""
    wrong = turn.method == LOGON.name and turn.key == "valid" and "error" in turn.answer
    return turn.success() if wrong else turn.answer


@wrong_signature_is_refused.mutant
def unknown_key_logs_on(turn: Turn) -> Reply:
    """A logon with an unknown key succeeds."""
    unknown = turn.method == LOGON.name and turn.key == "unknown"
    return turn.success() if unknown else turn.answer


@wrong_signature_is_refused.mutant
def any_signature_will_do(turn: Turn) -> Reply:
    """A logon with a wrong signature succeeds."""
    wrong = turn.method == LOGON.name and "error" in turn.answer
    return turn.success() if wrong else turn.answer
