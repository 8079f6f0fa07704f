"""The evidence part of a report: each scenario, and the request weight.

Frames are in it only where a clause is broken: a report is read, not replayed.
"""

from __future__ import annotations

from typing import Final

from conformance.api.document import JsonObject
from conformance.api.methods import STOP
from conformance.contract.judged import Judged
from conformance.contract.listening import closed_streams
from conformance.evidence.evidence import Evidence
from conformance.scenarios.ledger import Ledger
from conformance.transcript.conversation import Conversation
from conformance.transcript.exchange import Exchange, Message, place_of
from conformance.transcript.frames import EvidenceClass, Frame

_MOST_UNATTACHED: Final = 20
"""How many frames that belong to no exchange are shown at most."""
_LONGEST: Final = 4000
"""How much of a frame is shown at most, in characters, from its beginning."""


def evidence_part(evidence: Evidence) -> JsonObject:
    """Return the parts ``scenarios`` and ``weights`` of a report; see `schemas/report.json`.

    Without a ledger, the request weight is foretold for each scenario by itself.
    """
    judged = [*evidence.judged()]
    ledger = evidence.ledger
    alone = [point for each in judged for point in weights_alone(each.conversation)]
    return {
        "scenarios": [scenario_part(each) for each in judged],
        "weights": alone if ledger is None else weight_points(ledger),
    }


def scenario_part(judged: Judged) -> JsonObject:
    """Return the part of a report for one scenario; see `schemas/report.json`."""
    transcript, conversation = judged.transcript, judged.conversation
    ending, exchanges = transcript.ending, conversation.exchanges
    documented = transcript.evidence_class is EvidenceClass.DOCUMENTATION
    unattached = _indexes_outside(conversation)[:_MOST_UNATTACHED]
    return {
        "name": transcript.scenario,
        "evidence": transcript.evidence_class.value,
        "endpoint": transcript.endpoint,
        "recorded": judged.day.isoformat() if judged.day else None,
        "ending": ending.kind if ending.kind == "complete" else ending.detail or ending.kind,
        "latency": _latency(conversation) if judged.day and not documented else [],
        "stops": [_stop_part(e) for e in exchanges if e.method == STOP.name],
        "streams": [
            {"connection": s.stream.name, "account": s.stream.account, "after_stop": s.finding}
            for s in closed_streams(conversation)
        ],
        "exchanges": [_exchange_part(e) for e in exchanges] if judged.is_broken else [],
        "strays": [_frame_part(i, transcript.frames[i]) for i in unattached]
        if judged.is_broken
        else [],
    }


def _latency(conversation: Conversation) -> list[int]:
    """Return how long each answer took, in ms."""
    return [
        max(0, exchange.answer.frame.at - exchange.request.frame.at)
        for exchange in conversation.exchanges
        if exchange.request and exchange.answer and exchange.alone
    ]


def _stop_part(exchange: Exchange) -> JsonObject:
    """Return the kind of key and the session of a stop, and its outcome."""
    outcome = "let through" if exchange.success else "refused" if exchange.refused else "unclear"
    return {
        "key": exchange.key,
        "session": exchange.session,
        "outcome": outcome if exchange.answer else "not answered",
        "code": exchange.code if isinstance(exchange.code, int) else None,
    }


def _exchange_part(exchange: Exchange) -> JsonObject:
    return {
        "place": exchange.place,
        "method": exchange.method,
        "request": _text(exchange.request.frame) if exchange.request else None,
        "answer": _text(exchange.answer.frame) if exchange.answer else None,
    }


def _indexes_outside(conversation: Conversation) -> list[int]:
    """Return the indexes of frames in no exchange: events, unattached answers, a close."""
    known = {m.index for e in conversation.exchanges for m in (e.request, e.answer) if m}
    return [i for i in range(len(conversation.transcript.frames)) if i not in known]


def _frame_part(index: int, frame: Frame) -> JsonObject:
    return {
        "place": place_of(Message(index, frame)),
        "kind": frame.opcode.value,
        "text": _text(frame),
    }


def _text(frame: Frame) -> str:
    """Return a frame as text: bytes decoded, a long one cut."""
    data = frame.data if isinstance(frame.data, str) else frame.data.decode("utf-8", "replace")
    return data if len(data) <= _LONGEST else f"{data[:_LONGEST]}… ({len(data)} characters)"


def weights_alone(conversation: Conversation) -> list[JsonObject]:
    """Return the foretold and the counted request weight of a scenario by itself."""
    ledger = Ledger()
    ledger.charge(conversation, 0.0)
    return weight_points(ledger)


def weight_points(ledger: Ledger) -> list[JsonObject]:
    """Return foretold and counted request weights of a ledger, in the order of the run."""
    return [
        {"scenario": scenario, "foretold": foretold, "counted": counted}
        for scenario, foretold, counted in ledger.points
    ]
