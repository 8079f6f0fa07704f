"""Envelope: that every request gets its answer, and that the connection lasts.

Silence and a drop are the server's fault only where the same server answers a probe afterwards;
otherwise whose fault they are is not known.
"""

from __future__ import annotations

from typing import Any

from conformance.api.codes import GOING_AWAY
from conformance.api.document import ABSENT
from conformance.api.sources import assumed, general_info, observed
from conformance.api.wording import Phrase
from conformance.contract.clause import MUST, SHOULD, Doubt, Finding, Problem
from conformance.contract.clauses.envelope.answers import RESPONSE_FORMAT, envelope
from conformance.contract.mutant import Reply, Turn
from conformance.contract.subjects import REVOKED, whole_connection
from conformance.transcript.conversation import Conversation, conversation_of
from conformance.transcript.exchange import Exchange, Unattached
from conformance.transcript.kinds import (
    has_legal_id,
    is_malformed,
    is_readable,
    is_revocation,
    is_well_formed,
)


def _well_formed(conversation: Conversation) -> list[Exchange | Unattached]:
    """Pick well-formed requests and unattached answers.

    Requests that a close left without an answer are left out: they belong to ENV-9.
    """
    closed = conversation.transcript.ending.kind == "closed"
    requests = [e for e in conversation.exchanges if is_well_formed(e)]
    return [*(e for e in requests if e.answer or not closed), *conversation.unattached]


@envelope.clause(8, MUST, of=_well_formed, source=RESPONSE_FORMAT)
def is_answered_once(subject: Exchange | Unattached) -> Finding:
    """Every well-formed request gets exactly one answer, and nothing else is answered."""
    if isinstance(subject, Unattached):
        if subject.open:
            return None  # which request it belongs to is the chapter Identity's
        if is_revocation(subject.answer.document.members):
            return Doubt(REVOKED)
        return Problem("$", Phrase("no further answer"), _further_answer(subject))
    if subject.answer or subject.near_unattached:
        return None
    return _unanswered(subject)


def _further_answer(subject: Unattached) -> Any:
    value = subject.answer.document.value
    return Phrase("something that is no JSON") if value is ABSENT else value


def _unanswered(exchange: Exchange) -> Finding:
    """Return a problem if the silence is the server's, a doubt if it may be the network's."""
    ending, whole = exchange.transcript.ending, conversation_of(exchange.transcript)
    if ending.alive:
        return Problem("$", Phrase("an answer"), Phrase("none, though the server still answers"))
    if any(other.answer for other in whole.exchanges[exchange.number :]):
        return Problem("$", Phrase("an answer"), Phrase("none, though a later request got one"))
    return Doubt(f"no answer to {exchange.place}: {ending.detail or 'the connection ended'}")


@is_answered_once.mutant
def answer_twice(turn: Turn) -> list[Reply]:
    """Every answer comes twice."""
    return [turn.answer, turn.answer]


@is_answered_once.mutant
def stop_unanswered(turn: Turn) -> list[Reply]:
    """A stop that succeeds is not answered."""
    return [] if turn.is_stop and "result" in turn.answer else [turn.answer]


def _lasting(conversation: Conversation) -> list[Conversation]:
    orderly = all(map(is_well_formed, conversation.exchanges))
    return [*whole_connection(conversation)] if orderly else []


@envelope.clause(9, MUST, of=_lasting, source=general_info("overview"))
def connection_lasts(conversation: Conversation) -> Finding:
    """The connection outlives well-formed requests."""
    return _outlives(conversation)


def _outlives(conversation: Conversation) -> Finding:
    ending = conversation.transcript.ending
    if ending.kind == "complete" or (ending.kind == "silent" and ending.alive):
        return None
    if ending.code in GOING_AWAY and not ending.again:
        return Doubt(f"the server closed with {ending.code}: it restarts, or is going away")
    if ending.kind == "closed" and ending.alive:
        got = Phrase(f"a close with {ending.code}, though a new connection was answered")
        return Problem("$", Phrase("an open connection"), got)
    return Doubt(ending.detail or f"the connection ended with {ending.code}")


@connection_lasts.mutant
def close_after_a_stop(turn: Turn) -> list[Reply]:
    """The connection is closed after the answer to a stop that succeeds."""
    return [turn.answer, None] if turn.is_stop and "result" in turn.answer else [turn.answer]


def _refusable(conversation: Conversation) -> list[Exchange]:
    """Pick faulty requests, but those that a close left without an answer: they are ENV-11's."""
    closed = conversation.transcript.ending.kind == "closed"
    return [e for e in conversation.exchanges if is_known_refused(e) and (e.answer or not closed)]


def is_known_refused(exchange: Exchange) -> bool:
    """Whether futures servers are known to answer such a faulty request with an error."""
    if not is_readable(exchange):
        return is_malformed(exchange)
    members = exchange.request_members
    long_id = isinstance(members.get("id"), str) and members["id"] and not has_legal_id(exchange)
    return bool(long_id) or isinstance(members.get("params"), list)


SEEN_REFUSED = observed("futures testnet, 2025-04, 2025-12 and 2026-02 (error -1000)")


@envelope.clause(10, SHOULD, of=_refusable, source=SEEN_REFUSED)
def answers_faulty_requests(exchange: Exchange) -> Finding:
    """Malformed JSON, an id of other characters and params that are no object are answered too."""
    return None if exchange.answer or exchange.near_unattached else _unanswered(exchange)


@answers_faulty_requests.mutant
def malformed_unanswered(turn: Turn) -> list[Reply]:
    """Malformed JSON is not answered."""
    return [turn.answer] if turn.request else []


def _with_faults(conversation: Conversation) -> list[Conversation]:
    has_faults = any(map(is_known_refused, conversation.exchanges))
    return [*whole_connection(conversation)] if has_faults else []


@envelope.clause(11, SHOULD, of=_with_faults, source=assumed("nothing seen says that it closes"))
def connection_survives_faults(conversation: Conversation) -> Finding:
    """The connection outlives malformed JSON, a faulty id and params that are no object."""
    return _outlives(conversation)


@connection_survives_faults.mutant
def close_after_malformed(turn: Turn) -> list[Reply]:
    """The connection is closed after malformed JSON was answered."""
    return [turn.answer] if turn.request else [turn.answer, None]
