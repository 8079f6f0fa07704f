"""Envelope: that every request gets its answer, and no other comes.

Silence is the server's fault only where the same server answers a probe afterwards; otherwise whose
fault it is is not known.
"""

from __future__ import annotations

from typing import Any

from conformance.api.document import ABSENT
from conformance.api.sources import general_info, inferred_from, observed, shown_on, stop_page
from conformance.api.wording import Phrase
from conformance.contract.clause import MUST, SHOULD, Doubt, Finding, Problem
from conformance.contract.clauses.envelope.answers import envelope
from conformance.contract.mutant import Reply, Turn
from conformance.contract.subjects import REVOKED, is_excused
from conformance.transcript.conversation import Conversation, conversation_of
from conformance.transcript.exchange import Exchange, Unattached
from conformance.transcript.kinds import is_known_refused, is_plain_stop, is_well_formed


def _closed(conversation: Conversation) -> bool:
    return conversation.transcript.ending.kind == "closed"


def _is_let_in(exchange: Exchange) -> bool:
    """Whether this is a stop that the page lets through, as far as is known."""
    by_session = exchange.key == "absent" and exchange.session == "logged-on"
    return is_plain_stop(exchange) and (exchange.key in {"valid", "unverifiable"} or by_session)


def _let_in(conversation: Conversation) -> list[Exchange]:
    """Pick stops that are let through; one that a close left without an answer is ENV-9's."""
    closed = _closed(conversation)
    return [e for e in conversation.exchanges if _is_let_in(e) and (e.answer or not closed)]


@envelope.clause(
    8,
    MUST,
    of=_let_in,
    source=shown_on(stop_page("Request and Response Example")),
    changed=("2026-11-25",),
)
def stop_is_answered(exchange: Exchange) -> Finding:
    """A stop with a valid apiKey, or on a logged-on session, is answered."""
    return None if exchange.answer or exchange.near_unattached else _unanswered(exchange)


@stop_is_answered.mutant
def stop_unanswered(turn: Turn) -> list[Reply]:
    """A stop that succeeds, and has no surplus params, is not answered."""
    if not turn.is_stop or "result" not in turn.answer:
        return [turn.answer]
    surplus = set(turn.request.get("params") or ()) - {"apiKey", "returnRateLimits"}
    return [turn.answer] if surplus else []


def _others(conversation: Conversation) -> list[Exchange | Unattached]:
    """Pick unattached answers, and well-formed requests but those of ENV-8.

    Requests that a close left without an answer are left out: they belong to ENV-9. So is the
    probe after a silence, which is ours: where it has no answer, nothing is known.
    """
    closed = _closed(conversation)
    is_silent = conversation.transcript.ending.kind == "silent"
    exchanges = conversation.exchanges
    if is_silent and len(exchanges) > 1 and not exchanges[-1].answer:
        exchanges = exchanges[:-1]
    requests = [e for e in exchanges if is_well_formed(e) and not _is_let_in(e)]
    return [*(e for e in requests if e.answer or not closed), *conversation.unattached]


@envelope.clause(
    13,
    SHOULD,
    of=_others,
    source=inferred_from(general_info("Request format and Response format")),
    since="2026-11-25",
)
def is_answered_once(subject: Exchange | Unattached) -> Finding:
    """Every other well-formed request is answered, none is answered twice, and nothing else is."""
    if isinstance(subject, Unattached):
        if subject.open or subject.elsewhere:
            return None  # which request it belongs to is the chapter Identity's
        if is_excused(subject):
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
    if not ending.again and not whole.transcript.partial:
        return Doubt(f"no answer to {exchange.place}, once: it may have been lost")
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
def refusal_unanswered(turn: Turn) -> list[Reply]:
    """A stop that is refused is not answered."""
    error = turn.answer.get("error")
    return [] if turn.is_stop and error and error["code"] != -1000 else [turn.answer]


def _refusable(conversation: Conversation) -> list[Exchange]:
    """Pick faulty requests, but those that a close left without an answer: they are ENV-11's."""
    closed = _closed(conversation)
    return [e for e in conversation.exchanges if is_known_refused(e) and (e.answer or not closed)]


MALFORMED_SEEN = "malformed JSON: futures (venue not named), 2025-12"
FAULTY_ID_SEEN = "a faulty id: futures testnet, 2025-04"
LIST_PARAMS_SEEN = "params that are no object: USD-M, 2026-02"


@envelope.clause(
    10,
    SHOULD,
    of=_refusable,
    source=observed(f"{MALFORMED_SEEN}; {FAULTY_ID_SEEN}; {LIST_PARAMS_SEEN}"),
)
def answers_faulty_requests(exchange: Exchange) -> Finding:
    """Malformed JSON, an id of other characters and params that are no object are answered too."""
    return None if exchange.answer or exchange.near_unattached else _unanswered(exchange)


@answers_faulty_requests.mutant
def malformed_unanswered(turn: Turn) -> list[Reply]:
    """Malformed JSON is not answered."""
    return [turn.answer] if turn.request else []
