"""What could occur in a scenario: decides which clauses could have a subject in it.

Every request is given each answer that the contract allows: a success, a refusal, or both. So the
set of tests does not depend on a recording, or on what a particular server chooses.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Any, Final

from conformance.api.credentials import Credentials
from conformance.api.methods import METHODS, STOP, is_known
from conformance.api.schemas import load_schema
from conformance.contract.clause import MUST, Clause
from conformance.contract.clauses import CLAUSES
from conformance.contract.clauses.accounts import accounts
from conformance.contract.clauses.authentication import authentication
from conformance.contract.clauses.errors import errors
from conformance.contract.clauses.stream import stream
from conformance.contract.judge import judge
from conformance.contract.verdict import Outcome
from conformance.scenarios.script import OTHER_VENUE, Scenario, Step
from conformance.scenarios.template import resolve, stream_key
from conformance.transcript.conversation import conversation_of
from conformance.transcript.exchange import Exchange, readable_id
from conformance.transcript.frames import Direction, Frame, Opcode, Transcript
from conformance.transcript.streams import EXPIRED

_KEY: Final = "<apiKey-1>"
_KEYS: Final = {"hmacKey": "<apiKey-2>", "rsaKey": "<apiKey-3>", "otherKey": "<apiKey-4>"}
_OTHER: Final = Credentials(_KEYS["otherKey"])
_ACCOUNT: Final = Credentials(_KEY, None, _KEYS["hmacKey"], _KEYS["rsaKey"], _OTHER)
_BEGIN: Final = 1_767_225_630_000
_BINDING: Final = tuple(
    clause
    for chapter in (authentication, errors, stream, accounts)
    for clause in chapter.clauses
    if clause.level is MUST
)
"""The clauses that can forbid an answer here; no others can, as each answer is well formed."""


def expected_clauses(scenario: Scenario, exclusive: bool) -> tuple[Clause, ...]:
    """Return the clauses that could have a subject in a scenario, in the order of the contract.

    ``exclusive``: nobody else uses the client's address.
    """
    conversations = [
        conversation_of(transcript) for transcript in possible_transcripts(scenario, exclusive)
    ]
    return tuple(
        clause
        for clause in CLAUSES
        if any(next(iter(clause.of(conversation)), None) for conversation in conversations)
    )


def possible_transcripts(scenario: Scenario, exclusive: bool = True) -> Iterator[Transcript]:
    """Yield transcripts that keep the contract.

    Each has the likeliest answers; all but the last end with one turn that is answered otherwise.
    Opening steps are never answered otherwise.
    """
    frames: tuple[Frame, ...] = ()
    waiting: tuple[Frame, ...] = ()
    endpoint = f"?{scenario.query}" if scenario.query else ""

    def transcript_with(*more: Frame) -> Transcript:
        return replace(_transcript((*frames, *more), endpoint, exclusive), scenario=scenario.name)

    for step in scenario.steps:
        request = _sent(step, frames)
        if step.opens_stream:
            frames = (*frames, request)
            continue
        waiting = (*waiting, request)
        if not step.waits:
            continue
        likely, *others = _legal_answers(frames, waiting, endpoint, exclusive)
        if not step.opening:
            yield from (transcript_with(*waiting, *answers) for answers in others)
        frames, waiting = (*frames, *waiting, *likely), ()
        if step.listens:
            yield transcript_with(*_expiries(frames))
    yield transcript_with()


def _expiries(frames: tuple[Frame, ...]) -> Iterator[Frame]:
    """Yield the event of its end on every stream."""
    for opening in (f for f in frames if f.opcode is Opcode.OPEN):
        event = json.dumps({"e": EXPIRED, "E": _BEGIN})
        yield Frame(Direction.RECEIVED, event, _BEGIN, connection=opening.connection)


def _sent(step: Step, frames: tuple[Frame, ...]) -> Frame:
    at, where = _BEGIN + len(frames), step.connection
    if step.opens_stream:
        key = stream_key(step.frame, frames)
        return Frame(Direction.SENT, key, at, Opcode.OPEN, connection=where)
    account = _ACCOUNT if step.account == "own" else _OTHER
    data = resolve(step.frame, frames, _BEGIN, account)
    opcode = Opcode.TEXT if isinstance(data, str) else Opcode.BINARY
    return Frame(Direction.SENT, data, at, opcode, connection=where)


def _transcript(frames: tuple[Frame, ...], endpoint: str, exclusive: bool) -> Transcript:
    about: dict[str, Any] = {"keys": _KEYS, "venues": {OTHER_VENUE: OTHER_VENUE}}
    return Transcript("", frames, endpoint=endpoint, api_key=_KEY, exclusive=exclusive, **about)


@lru_cache(maxsize=1024)  # scenarios begin alike
def _legal_answers(
    before: tuple[Frame, ...], requests: tuple[Frame, ...], endpoint: str, exclusive: bool
) -> list[tuple[Frame, ...]]:
    """Return the legal answers to requests in flight together: all succeed, or all are refused.

    Where neither is legal, both are returned.
    """

    def transcript_with(*answers: Frame) -> Transcript:
        return _transcript((*before, *requests, *answers), endpoint, exclusive)

    exchanges = conversation_of(transcript_with()).exchanges[-len(requests) :]
    keys = [_listen_key(exchange) for exchange in exchanges]
    candidates = [
        tuple(
            _received(request, _succeed(request, endpoint, key))
            for request, key in zip(requests, keys, strict=True)
        ),
        tuple(_received(request, _refuse(request, endpoint)) for request in requests),
    ]
    legal = [answers for answers in candidates if _is_legal(transcript_with(*answers))]
    return legal or candidates


def _is_legal(transcript: Transcript) -> bool:
    return all(v.outcome is not Outcome.BROKEN for v in judge(transcript, _BINDING))


def _listen_key(exchange: Exchange) -> str:
    """Return the listen key that a request may get: one for each account, and after each stop."""
    whole = conversation_of(exchange.transcript).exchanges[: exchange.number - 1]
    own = [e for e in whole if e.account == exchange.account and e.venue == exchange.venue]
    stops = sum(1 for e in own if e.method == STOP.name and e.success)
    return f"{exchange.account}{exchange.venue}{stops}".ljust(64, "x")


def _received(request: Frame, answer: dict[str, Any]) -> Frame:
    text = json.dumps(answer)
    return Frame(Direction.RECEIVED, text, _BEGIN + 1, connection=request.connection)


def _succeed(request: Frame, endpoint: str, listen_key: str) -> dict[str, Any]:
    """Return a success, with the example of a result in the schema of its method."""
    method = request.document.members.get("method")
    name = (METHODS[method] if is_known(method) else STOP).answer_schema
    result = load_schema(name)["examples"][0]["result"]
    if "listenKey" in result:
        result = {"listenKey": listen_key}
    return _answer(request, endpoint, {"status": 200, "result": result})


def _refuse(request: Frame, endpoint: str) -> dict[str, Any]:
    error = {"code": -1000, "msg": "No."}
    return _answer(request, endpoint, {"status": 400, "error": error})


def _answer(request: Frame, endpoint: str, rest: dict[str, Any]) -> dict[str, Any]:
    limits = load_schema("rate-limit")["examples"]
    params = request.document.members.get("params")
    default = "returnRateLimits=false" not in endpoint
    has_limits = params.get("returnRateLimits", default) if isinstance(params, dict) else default
    answer = {"id": readable_id(request.document), **rest}
    return answer | ({"rateLimits": limits} if has_limits else {})
