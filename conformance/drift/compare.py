"""Two transcripts of one scenario → the changes between them. Pure: it reads no files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, Final

from conformance.drift.alignment import NotComparable, Pairs, Sides, aligned
from conformance.drift.change import Change, Difference
from conformance.drift.differences import ORDER, deep, of_exchange
from conformance.drift.picture import (
    connection_picture,
    exchange_picture,
    increments,
    member_orders,
)
from conformance.drift.rules import rule_of
from conformance.drift.volatile import Keys
from conformance.transcript.conversation import Conversation, conversation_of
from conformance.transcript.frames import Transcript

ALL: Final = "every scenario"
"""The scenario of a change of a method's request weight: it shows only over many answers."""
_FEWEST: Final = 3
"""How many equal rises of the count make a weight known, if they are at least half of all."""


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
            pairs = aligned(first, second)
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


def compare_transcripts(old: Transcript, new: Transcript) -> list[Change]:
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
