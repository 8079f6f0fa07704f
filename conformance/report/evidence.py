"""What a report says of each scenario besides its verdicts: where it came from, and what was said.

The frames themselves are told only where a clause is broken: a report is read, not replayed.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from conformance.api.methods import STOP
from conformance.contract.verdict import Outcome, Verdict
from conformance.scenarios.ledger import Ledger
from conformance.transcript.conversation import Conversation, conversation_of
from conformance.transcript.exchange import Exchange
from conformance.transcript.frames import EvidenceClass, Frame, Opcode, Transcript

_MOST: Final = 20
"""So many frames are told that belong to no exchange."""
_LONGEST: Final = 4000
"""Of a longer frame the beginning is told, in characters."""

Plain = dict[str, Any]


Said = tuple[Transcript, date | None, Iterable[Verdict]]
"""A redacted transcript, the day of its recording (None: by a virtual clock), and its verdicts."""


def scenes(said: Iterable[Said], ledger: Ledger | None = None) -> Plain:
    """Return what a report says of scenarios, and of the request weight that they cost.

    Without a ``ledger``, each scenario is foretold by itself: what came before is not known.
    """
    found, points = [], []
    for transcript, day, verdicts in said:
        is_broken = any(verdict.outcome is Outcome.BROKEN for verdict in verdicts)
        found.append(scene(transcript, day, is_broken=is_broken))
        points += weighed(transcript) if ledger is None else []
    return {"scenarios": found, "weights": points if ledger is None else weights(ledger)}


def scene(transcript: Transcript, recorded: date | None, *, is_broken: bool) -> Plain:
    """Return what a report says of one scenario."""
    conversation = conversation_of(transcript)
    ending = transcript.ending
    timed = recorded is not None and transcript.evidence is not EvidenceClass.DOCUMENTATION
    return {
        "name": transcript.scenario,
        "evidence": transcript.evidence.value,
        "endpoint": transcript.endpoint,
        "recorded": recorded.isoformat() if recorded else None,
        "ending": ending.kind if ending.kind == "complete" else ending.detail or ending.kind,
        "latency": [*_latency(conversation)] if timed else [],
        "stops": [_stop(e) for e in conversation.exchanges if e.method == STOP.name],
        "exchanges": [_said(e) for e in conversation.exchanges] if is_broken else [],
        "strays": [_stray(i, transcript.frames[i]) for i in _strays(conversation)[:_MOST]]
        if is_broken
        else [],
    }


def _latency(conversation: Conversation) -> list[int]:
    """Return how long each answer took, in ms."""
    return [
        max(0, exchange.answer.frame.at - exchange.request.frame.at)
        for exchange in conversation.exchanges
        if exchange.request and exchange.answer and exchange.alone
    ]


def _stop(exchange: Exchange) -> Plain:
    """Return by which key and in which session a stop was asked for, and what came of it."""
    outcome = "let through" if exchange.success else "refused" if exchange.refused else "unclear"
    return {
        "key": exchange.key,
        "session": exchange.session,
        "outcome": outcome if exchange.answer else "not answered",
        "code": exchange.code if isinstance(exchange.code, int) else None,
    }


def _said(exchange: Exchange) -> Plain:
    return {
        "place": exchange.place,
        "method": exchange.method,
        "request": _text(exchange.request.frame) if exchange.request else None,
        "answer": _text(exchange.answer.frame) if exchange.answer else None,
    }


def _strays(conversation: Conversation) -> list[int]:
    """Return the frames that belong to no exchange: events, unasked answers, a close."""
    known = {m.index for e in conversation.exchanges for m in (e.request, e.answer) if m}
    return [i for i in range(len(conversation.transcript.frames)) if i not in known]


def _stray(index: int, frame: Frame) -> Plain:
    kind = "close" if frame.opcode is Opcode.CLOSE else frame.opcode.value
    return {"place": f"frame {index + 1}", "kind": kind, "text": _text(frame)}


def _text(frame: Frame) -> str:
    """Return a frame as text; of a long one the beginning, of bytes what they would be."""
    data = frame.data if isinstance(frame.data, str) else frame.data.decode("utf-8", "replace")
    return data if len(data) <= _LONGEST else f"{data[:_LONGEST]}… ({len(data)} characters)"


def weighed(transcript: Transcript) -> list[Plain]:
    """Return what a ledger foretold of a scenario by itself, beside what the server counted."""
    ledger = Ledger()
    ledger.charge(conversation_of(transcript), 0.0)
    return weights(ledger)


def weights(ledger: Ledger) -> list[Plain]:
    """Return a ledger's comparisons as plain values, in the order of the run."""
    return [
        {"scenario": scenario, "foretold": foretold, "counted": counted}
        for scenario, foretold, counted in ledger.points
    ]
