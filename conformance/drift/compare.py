"""Two transcripts of one scenario → the changes between them. Pure: it reads no files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import chain
from typing import Any, Final, TypeVar

from conformance.api.document import ABSENT
from conformance.api.methods import STATUS
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
from conformance.transcript.conversation import Conversation, conversation_of
from conformance.transcript.exchange import Exchange
from conformance.transcript.frames import Transcript

ALL: Final = "every scenario"
"""What a change of a method's request weight is named after: it shows over many answers only."""
_FEWEST: Final = 3
"""A weight is known from so many equal increments of the count, and if they are half of all."""


T = TypeVar("T")
Sides = tuple[T, T]
"""The same of the old recording and of the new one."""


class NotComparable(Exception):
    """Two recordings are not of the same script; the message says how they differ."""


@dataclass(slots=True)
class Comparison:
    """What differs between pairs of recordings; some of it shows over many answers only.

    By how much counts rise with each method tells its request weight. Whether members always come
    in one order tells whether their order is anything that could change.
    """

    found: list[Change] = field(default_factory=list)
    weights: Sides[Counter[tuple[str, int]]] = field(default_factory=lambda: (Counter(), Counter()))
    orders: Sides[dict[Any, set[Any]]] = field(default_factory=lambda: ({}, {}))

    def take(self, old: Transcript, new: Transcript) -> None:
        """Compare two recordings of a scenario. Raises NotComparable."""
        if old.scenario != new.scenario:
            names = f"{old.scenario} and {new.scenario}"
            raise NotComparable(f"they are of different scenarios, {names}")
        same = _said(old) == _said(new)
        first = conversation_of(old)
        second = first if same else conversation_of(new)
        self._survey((first, second))
        if not same:
            pairs = _until_closed(_aligned(first, second), first, second)
            found = chain(_of_exchanges(pairs), _of_connection(first, second, pairs))
            changes = [classed(old.scenario, difference) for difference in found]
            self.found += {change.fingerprint: change for change in changes}.values()

    def _survey(self, both: Sides[Conversation]) -> None:
        for side, conversation in enumerate(both):
            self.weights[side].update(increments(conversation))
            for kind, order in member_orders(conversation):
                self.orders[side].setdefault(kind, set()).add(order)

    def changes(self) -> list[Change]:
        """List the changes, those of request weights at the end."""
        loose = any(len(orders) > 1 for side in self.orders for orders in side.values())
        kept = [c for c in self.found if not (loose and c.difference.area == ORDER)]
        return [*kept, *self._of_weights()]

    def _of_weights(self) -> Iterator[Change]:
        for method in sorted({method for method, _ in self.weights[0]}):
            old, new = (_usual(counted, method) for counted in self.weights)
            if None not in (old, new) and old != new:
                place = (method,)
                yield classed(ALL, Difference("request weight", "changed", place, old, new))


def _usual(counted: Counter[tuple[str, int]], method: str) -> int | None:
    """Return the weight that a method is mostly counted with; None where none stands out."""
    rises = Counter({rise: times for (name, rise), times in counted.items() if name == method})
    for rise, times in rises.most_common(1):
        if times >= _FEWEST and 2 * times >= rises.total() and rise >= 0:
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


def _said(transcript: Transcript) -> Any:
    ending = transcript.ending
    frames = [(frame.direction, frame.opcode, frame.data) for frame in transcript.frames]
    return frames, ending.kind, ending.code, ending.alive


Pairs = list[tuple[Exchange, Exchange]]


def _aligned(old: Conversation, new: Conversation) -> Pairs:
    """Pair the exchanges of two recordings by what was asked. Raises NotComparable.

    What was not asked any more after an early end is left out, and so is what was asked to see
    whether a connection still lives.
    """
    ours, theirs = list(old.exchanges), list(new.exchanges)
    keyed = all(side.transcript.api_key for side in (old, new))
    asked = ([_asked(e, keyed) for e in ours], [_asked(e, keyed) for e in theirs])
    if asked[0] == asked[1]:
        return list(zip(ours, theirs, strict=True))
    pairs: Pairs = []
    sizes = len(ours), len(theirs)
    for tag, i, end, j, last in SequenceMatcher(None, *asked, autojunk=False).get_opcodes():
        if tag == "equal":
            pairs += zip(ours[i:end], theirs[j:last], strict=True)
        elif not _excused((ours[i:end], theirs[j:last]), (old, new), sizes == (end, last)):
            only = (ours[i:end] or theirs[j:last])[0]
            whose = "old" if end > i else "new"
            raise NotComparable(
                "their requests differ, so they are of different versions of the scenario: "
                f"only the {whose} one asks {only.method or 'something else'} as request "
                f"{only.number}"
            )
    if not pairs and ours and theirs:
        raise NotComparable("they have no request in common")
    return pairs


def _asked(exchange: Exchange, keyed: bool) -> str:
    """Return what a request asks, without what is chosen anew each time.

    ``keyed``: both sides tell their account's key, so that whose key a request has can be compared.
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
        loose = {"apiKey", "timestamp", "signature", "listenKey"}
        members["params"] = {n: "" if n in loose else v for n, v in sorted(params.items())}
    return members


def _excused(only: Sides[list[Exchange]], both: Sides[Conversation], is_last: bool) -> bool:
    """Whether requests of one side need not be on the other.

    Those that ask whether a connection still lives; and the last ones, where the other ended early.
    """
    asked = [part for part in only if part and not all(map(_is_probe, part))]
    if not asked:
        return True
    other = both[1] if asked[0] is only[0] else both[0]
    return len(asked) == 1 and is_last and other.transcript.ending.kind != "complete"


def _is_probe(exchange: Exchange) -> bool:
    return exchange.method == STATUS.name and not exchange.params


def _until_closed(pairs: Pairs, old: Conversation, new: Conversation) -> Pairs:
    """Leave out the last requests that a closed connection left without an answer.

    Whether they could still be sent is chance; that it closed is a change of its own.
    """
    sides = (old.transcript.ending.kind, new.transcript.ending.kind)
    while pairs and any(
        kind in {"closed", "cut"} and exchange.answer is None
        for kind, exchange in zip(sides, pairs[-1], strict=True)
    ):
        pairs = pairs[:-1]
    return pairs


def _of_exchanges(pairs: Pairs) -> Iterator[Difference]:
    ours, theirs = Keys(), Keys()
    for number, (old, new) in enumerate(pairs, start=1):
        before, now = exchange_picture(old, ours), exchange_picture(new, theirs)
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
        if area == "events":
            yield from (Difference(area, *found) for found in deep(was, now[area]))
        elif was != now[area]:
            yield Difference(area, "changed", (), was, now[area])
