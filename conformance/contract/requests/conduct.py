"""Requests: how many there are, and when none is to be sent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from conformance.api.methods import weight_of_method
from conformance.api.sources import general_info, inferred_from, rest_info
from conformance.api.venues import HANDSHAKE_WEIGHT, REQUEST_WEIGHT
from conformance.api.wording import Phrase
from conformance.contract.clause import MUST, SHOULD, Finding, Problem
from conformance.contract.requests.chapter import plain_method, requests, sent
from conformance.contract.requests.client import ClientTurn, Deed
from conformance.contract.subjects import OfExchange
from conformance.transcript.conversation import Conversation
from conformance.transcript.exchange import Exchange
from conformance.transcript.frames import Direction, Frame, Opcode
from conformance.transcript.throttling import rest_of

_MINUTE = 60_000
_SLACK = 50
"""How much earlier a client's clock may be, in ms."""


@dataclass(frozen=True, slots=True)
class _Spent:
    """The request weight of each minute, and the limit that the server named."""

    minutes: Counter[int]
    limit: int
    number: int = 0
    place: str = "all connections"


def _spent(conversation: Conversation) -> Iterator[_Spent]:
    """Yield what was spent, if a limit is known."""
    limits = [limit for e in conversation.exchanges if (limit := _limit_of(e)) is not None]
    if not limits:
        return
    minutes: Counter[int] = Counter()
    for exchange in sent(conversation):
        at = exchange.request.frame.at if exchange.request else 0
        minutes[at // _MINUTE] += weight_of_method(plain_method(exchange))
    for at in _openings(conversation):
        minutes[at // _MINUTE] += HANDSHAKE_WEIGHT
    yield _Spent(minutes, max(limits))


def _openings(conversation: Conversation) -> list[int]:
    """Return when each connection sent its first frame."""
    first: dict[str, int] = {}
    for frame in conversation.transcript.sent:
        first.setdefault(frame.connection, frame.at)
    return [*first.values()]


def _limit_of(exchange: Exchange) -> int | None:
    """Return the limit of request weight that an answer names."""
    entries = exchange.answer_members.get("rateLimits")
    for entry in entries if isinstance(entries, list) else []:
        if REQUEST_WEIGHT.is_of(entry) and type(entry.get("limit")) is int and entry["limit"] > 0:
            return int(entry["limit"])
    return None


@requests.clause(17, MUST, of=_spent, source=general_info("WebSocket API Rate limits"))
def stays_within_the_limit(spent: _Spent) -> Finding:
    """In no minute a client sends more than the request weight that its answers name as limit."""
    most = max(spent.minutes.values(), default=0)
    if most <= spent.limit:
        return None
    return Problem("$", Phrase(f"at most {spent.limit} in a minute"), Phrase(f"{most}"))


@stays_within_the_limit.mutant
def limit_ignored(turn: ClientTurn) -> list[Deed]:
    """Requests go on when the limit of request weight is reached."""
    return [] if turn.event == "limit" else turn.usual()


@dataclass(frozen=True, slots=True)
class _Throttled(OfExchange):
    """An answer that asks for a rest, how long (ms), and what the client sent next."""

    rest: float
    next: Frame | None


def _throttled(conversation: Conversation) -> Iterator[_Throttled]:
    frames = conversation.transcript.frames
    for exchange in sent(conversation):
        rest, answer = rest_of(exchange), exchange.answer
        if rest is not None and answer:
            after = (f for f in frames[answer.index + 1 :] if f.direction is Direction.SENT)
            messages = (f for f in after if f.opcode in {Opcode.TEXT, Opcode.BINARY})
            yield _Throttled(exchange, rest * 1000, next(messages, None))


@requests.clause(
    18,
    SHOULD,
    of=_throttled,
    source=inferred_from(rest_info("Limits (429 and 418)"), "the time in the error is Spot's"),
)
def rests_when_throttled(throttled: _Throttled) -> Finding:
    """After a 429 or 418 nothing is sent before the time that it names, or the next minute."""
    answer = throttled.exchange.answer
    if throttled.next is None or answer is None:
        return None
    waited = throttled.next.at - answer.frame.at
    if waited + _SLACK >= throttled.rest:
        return None
    wanted = Phrase(f"nothing for {throttled.rest:.0f} ms")
    return Problem("$", wanted, Phrase(f"a request after {waited} ms"))


@rests_when_throttled.mutant
def rest_ignored(turn: ClientTurn) -> list[Deed]:
    """Requests go on at once after a 429."""
    return [] if turn.event == "throttled" else turn.usual()
