"""Two transcripts of one scenario → the changes between them. Pure: it reads no files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import chain
from typing import Any, Final, TypeVar

from conformance.api.document import ABSENT
from conformance.api.methods import START, STATUS, STOP
from conformance.drift.change import Change, Difference
from conformance.drift.differences import ORDER, deep, of_exchange
from conformance.drift.picture import (
    connection_picture,
    exchange_picture,
    increments,
    member_orders,
)
from conformance.drift.rules import rule_of
from conformance.drift.volatile import Keys, settled
from conformance.scenarios.script import PROBE
from conformance.transcript.conversation import Conversation, conversation_of
from conformance.transcript.exchange import Exchange
from conformance.transcript.frames import Transcript

ALL: Final = "every scenario"
"""The scenario of a change of a method's request weight: it shows only over many answers."""
_FEWEST: Final = 3
"""How many equal rises of the count make a weight known, if they are at least half of all."""


_RACING: Final = {START.name, STOP.name}

T = TypeVar("T")
Sides = tuple[T, T]
"""A pair: one for the old recording and one for the new."""


class NotComparable(Exception):
    """Two recordings are not of the same script; the message says how they differ."""


@dataclass(slots=True)
class Comparison:
    """What differs between pairs of recordings; some of it shows only over many answers.

    A method's request weight is how much the count rises with it (``weights``, for each side).
    The order of members can only change where it is always the same (``orders``, for each side).
    """

    candidates: list[Change] = field(default_factory=list)
    weights: Sides[Counter[tuple[str, int]]] = field(default_factory=lambda: (Counter(), Counter()))
    orders: Sides[dict[Any, set[Any]]] = field(default_factory=lambda: ({}, {}))

    def take(self, old: Transcript, new: Transcript) -> None:
        """Compare two recordings of a scenario. Raises NotComparable."""
        if old.scenario != new.scenario:
            names = f"{old.scenario} and {new.scenario}"
            raise NotComparable(f"they are of different scenarios, {names}")
        same = _content(old) == _content(new)
        first = conversation_of(old)
        second = first if same else conversation_of(new)
        self._survey((first, second))
        if not same:
            pairs = _until_closed(_until_raced(_aligned(first, second)), first, second)
            differences = chain(_of_exchanges(pairs), _of_connection(first, second, pairs))
            changes = [classed(old.scenario, difference) for difference in differences]
            self.candidates += {change.fingerprint: change for change in changes}.values()

    def _survey(self, both: Sides[Conversation]) -> None:
        for side, conversation in enumerate(both):
            self.weights[side].update(increments(conversation))
            for kind, order in member_orders(conversation):
                self.orders[side].setdefault(kind, set()).add(order)

    def changes(self) -> list[Change]:
        """List the changes, those of request weights at the end."""
        order_varies = any(len(orders) > 1 for side in self.orders for orders in side.values())
        kept = [c for c in self.candidates if not (order_varies and c.difference.area == ORDER)]
        return [*kept, *self._of_weights()]

    def _of_weights(self) -> Iterator[Change]:
        for method in sorted({method for method, _ in self.weights[0]}):
            old, new = (_usual(counted, method) for counted in self.weights)
            if None not in (old, new) and old != new:
                place = (method,)
                yield classed(ALL, Difference("request weight", "changed", place, old, new))


def _usual(counted: Counter[tuple[str, int]], method: str) -> int | None:
    """Return the weight that a method is counted with most often; None where none stands out."""
    rises = Counter({rise: times for (name, rise), times in counted.items() if name == method})
    for rise, times in rises.most_common(1):
        if times >= _FEWEST and 2 * times >= rises.total():
            return rise
    return None


def compare(old: Transcript, new: Transcript) -> list[Change]:
    """Return what changed between two recordings of a scenario. Raises NotComparable."""
    comparison = Comparison()
    comparison.take(old, new)
    return comparison.changes()


def classed(scenario: str, difference: Difference) -> Change:
    """Return a difference as a change, classed by the first rule that applies."""
    return Change(scenario, rule_of(difference), difference)


def _content(transcript: Transcript) -> Any:
    ending = transcript.ending
    frames = [(frame.direction, frame.opcode, frame.data) for frame in transcript.frames]
    return frames, ending.kind, ending.code, ending.alive


Pairs = list[tuple[Exchange, Exchange]]


def _aligned(old: Conversation, new: Conversation) -> Pairs:
    """Pair the exchanges of two recordings by their requests. Raises NotComparable.

    Requests that one side did not come to because it ended early are left out, and so are those
    that only check whether a connection still lives.
    """
    old_exchanges, new_exchanges = _asked(old), _asked(new)
    keyed = all(side.transcript.api_key for side in (old, new))
    old_requests = [_comparable_request(exchange, keyed) for exchange in old_exchanges]
    new_requests = [_comparable_request(exchange, keyed) for exchange in new_exchanges]
    if old_requests == new_requests:
        return list(zip(old_exchanges, new_exchanges, strict=True))
    pairs: Pairs = []
    sizes = len(old_exchanges), len(new_exchanges)
    matcher = SequenceMatcher(None, old_requests, new_requests, autojunk=False)
    for tag, i, end, j, last in matcher.get_opcodes():
        if tag == "equal":
            pairs += zip(old_exchanges[i:end], new_exchanges[j:last], strict=True)
            continue
        unshared = old_exchanges[i:end], new_exchanges[j:last]
        if not _excused(unshared, (old, new), sizes == (end, last)):
            raise _other_version(*unshared)
    if not pairs and old_exchanges and new_exchanges:
        raise NotComparable("they have no request in common")
    return pairs


def _asked(conversation: Conversation) -> list[Exchange]:
    """Return the exchanges without the probe that follows a silence."""
    exchanges = list(conversation.exchanges)
    last = exchanges[-1].request if exchanges else None
    is_probe = conversation.transcript.ending.kind == "silent" and last is not None
    return exchanges[:-1] if is_probe and last and last.frame.data == PROBE else exchanges


def _other_version(old: list[Exchange], new: list[Exchange]) -> NotComparable:
    """Return the error for exchanges that one side alone has; the other list may be empty."""
    first = (old or new)[0]
    return NotComparable(
        "their requests differ, so they are of different versions of the scenario: only the "
        f"{'old' if old else 'new'} one asks {first.method or 'something else'} as request "
        f"{first.number}"
    )


def _comparable_request(exchange: Exchange, keyed: bool) -> str:
    """Return a request as text, without what is chosen anew each time.

    ``keyed``: the account's key is known on both sides, so whose key a request has is compared.
    """
    request = exchange.request
    if request is None or request.document.value is ABSENT:
        return "no JSON" if request else "nothing"
    kinds = exchange.key if keyed and "apiKey" in exchange.params else ""
    return repr((settled(_without(request.document.value), Keys()), kinds))


def _without(value: Any) -> Any:
    """Return a request without its id, its keys, and what is signed."""
    if not isinstance(value, dict):
        return value
    members = {name: inner for name, inner in sorted(value.items()) if name != "id"}
    params = members.get("params")
    if isinstance(params, dict):
        varying = {"apiKey", "timestamp", "signature", "listenKey"}
        members["params"] = {n: "" if n in varying else v for n, v in sorted(params.items())}
    return members


def _excused(only: Sides[list[Exchange]], both: Sides[Conversation], is_last: bool) -> bool:
    """Whether exchanges of one side may be missing on the other.

    They may be if they only check whether a connection still lives, or if they are the last ones
    and the other side ended early.
    """
    unshared = [part for part in only if part and not all(map(_is_probe, part))]
    if not unshared:
        return True
    other = both[1] if unshared[0] is only[0] else both[0]
    return len(unshared) == 1 and is_last and other.transcript.ending.kind != "complete"


def _is_probe(exchange: Exchange) -> bool:
    return exchange.method == STATUS.name and not exchange.params


def _until_raced(pairs: Pairs) -> Pairs:
    """Leave out what follows starts and stops in flight on several connections: chance decides."""
    for number, pair in enumerate(pairs):
        if any(e.connection and not e.alone and e.method in _RACING for e in pair):
            return pairs[:number]
    return pairs


def _until_closed(pairs: Pairs, old: Conversation, new: Conversation) -> Pairs:
    """Leave out the last exchanges that have no answer because the connection closed.

    How many of them were sent is chance, and the close is a change of its own.
    """
    sides = (old.transcript.ending.kind, new.transcript.ending.kind)
    while pairs and any(
        kind in {"closed", "cut"} and exchange.answer is None
        for kind, exchange in zip(sides, pairs[-1], strict=True)
    ):
        pairs = pairs[:-1]
    return pairs


def _of_exchanges(pairs: Pairs) -> Iterator[Difference]:
    old_keys, new_keys = Keys(), Keys()
    for number, (old, new) in enumerate(pairs, start=1):
        before, now = exchange_picture(old, old_keys), exchange_picture(new, new_keys)
        yield from of_exchange(before, now, old.method, number)


def _of_connection(old: Conversation, new: Conversation, pairs: Pairs) -> Iterator[Difference]:
    numbers: tuple[dict[int, int], dict[int, int]] = ({}, {})
    for number, pair in enumerate(pairs, start=1):
        if all(exchange.answer for exchange in pair):  # a missing one is a change of its own
            for side, exchange in zip(numbers, pair, strict=True):
                side[exchange.number] = number
    before = connection_picture(old, numbers[0])
    now = connection_picture(new, numbers[1])
    for area, was in before.items():
        if area == "close reasons" and before["ending"] != now["ending"]:
            continue
        if area in {"events", "streams"}:
            yield from (Difference(area, *raw) for raw in deep(was, now[area]))
        elif was != now[area]:
            yield Difference(area, "changed", (), was, now[area])
