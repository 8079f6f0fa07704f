"""Envelope: that the connection lasts.

A close is the server's fault only where the same server answers on another connection; it is judged
by what was last answered before it.
"""

from __future__ import annotations

from conformance.api.methods import LOGOUT
from conformance.api.sources import assumed, general_info, inferred_from
from conformance.api.wording import Phrase
from conformance.contract.clause import FIRST_REVISION, MUST, SHOULD, Doubt, Finding, Problem
from conformance.contract.clauses.envelope.answers import envelope
from conformance.contract.mutant import Reply, Turn
from conformance.contract.subjects import whole_connection
from conformance.transcript.conversation import Conversation
from conformance.transcript.exchange import Exchange
from conformance.transcript.kinds import is_known_refused, is_well_formed


def _is_logout(exchange: Exchange) -> bool:
    return exchange.success and exchange.method == LOGOUT.name


def _whole(conversation: Conversation, *, logouts: bool) -> list[Conversation]:
    """Pick a whole connection of well-formed requests with logouts, or with other successes.

    If it was closed, the last answer before that must be one: no page says what a close means after
    a refusal, and Spot was seen to close after -2015.
    """
    orderly = all(map(is_well_formed, conversation.exchanges))
    answered = [e for e in conversation.exchanges if e.answer]
    if conversation.transcript.ending.kind == "closed":
        answered = answered[-1:]
    kinds = {_is_logout(e) for e in answered if not e.refused} if answered else {False}
    return [*whole_connection(conversation)] if orderly and logouts in kinds else []


def _with_successes(conversation: Conversation) -> list[Conversation]:
    return _whole(conversation, logouts=False)


@envelope.clause(
    9,
    SHOULD,
    of=_with_successes,
    source=inferred_from(
        general_info("overview (a connection is valid for 24 hours) and Request format (ids)")
    ),
    earlier=((FIRST_REVISION, MUST),),
    changed=("2026-11-25",),
)
def connection_lasts(conversation: Conversation) -> Finding:
    """The connection outlives well-formed requests that succeed."""
    return _outlives(conversation)


def _outlives(conversation: Conversation) -> Finding:
    ending = conversation.transcript.ending
    if ending.kind == "complete" or (ending.kind == "silent" and ending.alive):
        return None
    if ending.kind == "closed" and not ending.again:
        return Doubt(f"the connection ended with {ending.code}, once: it may have been bad luck")
    if ending.kind == "closed" and ending.alive:
        got = Phrase(f"a close with {ending.code}, though a new connection was answered")
        return Problem("$", Phrase("an open connection"), got)
    return Doubt(ending.detail or f"the connection ended with {ending.code}")


@connection_lasts.mutant
def close_after_a_stop(turn: Turn) -> list[Reply]:
    """The connection is closed after the answer to a stop that succeeds."""
    return [turn.answer, None] if turn.is_stop and "result" in turn.answer else [turn.answer]


def _with_logouts(conversation: Conversation) -> list[Conversation]:
    return _whole(conversation, logouts=True)


@envelope.clause(
    14, MUST, of=_with_logouts, source=general_info("Log out of the session"), since="2026-11-25"
)
def connection_lasts_after_logout(conversation: Conversation) -> Finding:
    """The connection stays open after a logout."""
    return _outlives(conversation)


@connection_lasts_after_logout.mutant
def close_after_a_logout(turn: Turn) -> list[Reply]:
    """The connection is closed after the answer to a logout."""
    return [turn.answer, None] if turn.method == LOGOUT.name else [turn.answer]


def _with_one_fault(conversation: Conversation) -> list[Conversation]:
    faults = sum(map(is_known_refused, conversation.exchanges))
    return [*whole_connection(conversation)] if faults == 1 else []


@envelope.clause(
    11,
    SHOULD,
    of=_with_one_fault,
    source=assumed("nothing seen says that one closes it; Spot closed after three, 2026-03"),
    changed=("2026-11-25",),
)
def connection_survives_a_fault(conversation: Conversation) -> Finding:
    """The connection outlives one malformed JSON, faulty id or params that are no object."""
    return _outlives(conversation)


@connection_survives_a_fault.mutant
def close_after_malformed(turn: Turn) -> list[Reply]:
    """The connection is closed after malformed JSON was answered."""
    return [turn.answer] if turn.request else [turn.answer, None]
