"""Request weight: foretold for scenarios, spent by a run, and counted by the server.

Pure: times are arguments, in seconds of any steady clock. It returns waits, and does not wait.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from math import inf
from operator import itemgetter
from typing import Final

from conformance.api.document import read
from conformance.api.methods import weight_of_method
from conformance.api.venues import COIN_M, HANDSHAKE_WEIGHT, REQUEST_WEIGHT
from conformance.scenarios.script import OTHER_VENUE, PROBE, Scenario
from conformance.transcript.conversation import Conversation
from conformance.transcript.exchange import Exchange

MINUTE: Final = 60.0
FIRST_LIMIT: Final = COIN_M.limits[0]
"""The limit until the server sends its own (production's; testnets were observed with 6000)."""


_NEVER: Final = 10**9
"""No limit of request weight is as high as this."""


def weight_of(data: str | bytes) -> int:
    """Return a request's weight: its method's, or 1 where none is known."""
    method = read(data).members.get("method") if isinstance(data, str) else None
    return weight_of_method(method)


def weight_of_all(scenario: Scenario) -> int:
    """Return the weight of a scenario's frames, without a handshake; another venue's is its own."""
    steps = (step for step in scenario.requests if step.connection != OTHER_VENUE)
    return sum(weight_of(_as_json(step.frame)) for step in steps)


def handshakes_of(scenario: Scenario) -> int:
    """Return how many connections to the API a scenario opens, if it shares none."""
    return max(1, len([name for name in scenario.connections if name != OTHER_VENUE]))


def _as_json(frame: str | bytes) -> str | bytes:
    """Return a template as JSON: a time is in it without quotes."""
    return frame.replace("$timestamp", "0") if isinstance(frame, str) else frame


def foretell(scenarios: list[Scenario], shared: bool) -> int:
    """Return the weight of scenarios; ``shared``: those that may share a connection do so."""
    connection_keys = {
        scenario.connection_key for scenario in scenarios if not scenario.needs_own_connection
    }
    own = [scenario for scenario in scenarios if scenario.needs_own_connection or not shared]
    connections = sum(map(handshakes_of, own)) + (len(connection_keys) if shared else 0)
    return connections * HANDSHAKE_WEIGHT + sum(map(weight_of_all, scenarios))


WORST_AFTERTHOUGHT: Final = HANDSHAKE_WEIGHT + weight_of(PROBE)
"""What a probe after a silence or a close may add to a scenario: a handshake and a request."""


@dataclass(slots=True)
class Ledger:
    """The request weight of one address: spent by this run, and by the server's last count.

    ``percent`` of the limit may be spent in any minute; None sets no bound. ``points`` are the
    counts that could be compared: scenario, foretold, counted. ``_since`` is spent since the last
    count, ``_until`` is when the server takes requests again.
    """

    percent: float | None = None
    limit: int = FIRST_LIMIT
    spent: int = 0
    compared: int = 0
    differences: list[str] = field(default_factory=list)
    points: list[tuple[str, int, int]] = field(default_factory=list)
    _spends: deque[tuple[float, int]] = field(default_factory=deque)
    _last_count: int | None = None
    _counted_at: float = -inf
    _since: int = 0
    _until: float = -inf

    @property
    def allowed(self) -> float:
        """The weight that may be spent in any minute."""
        return inf if self.percent is None else self.limit * self.percent / 100

    def spend(self, weight: int, now: float) -> None:
        """Note a weight that is spent."""
        self.spent += weight
        self._since += weight
        self._spends.append((now, weight))

    def back_off(self, until: float) -> None:
        """Note that the server wants no request before a time."""
        self._until = max(self._until, until)

    def wait(self, weight: int, now: float) -> float:
        """Return how long to wait before spending, in s; infinite where it is never allowed."""
        if weight > self.allowed:
            return inf
        return max(
            0.0, self._until - now, self.own_wait(weight, now), self._others_wait(weight, now)
        )

    def own_wait(self, weight: int, now: float) -> float:
        """Return the wait until enough of this run's weight is a minute old."""
        while self._spends and self._spends[0][0] <= now - MINUTE:
            self._spends.popleft()
        used = sum(spent for _, spent in self._spends)
        for at, spent in self._spends:
            if used + weight <= self.allowed:
                return 0.0
            used -= spent
            if used + weight <= self.allowed:
                return at + MINUTE - now
        return 0.0

    def _others_wait(self, weight: int, now: float) -> float:
        """Return the wait until the server's count, which others share, must have begun anew."""
        if self._last_count is None or self._last_count + self._since + weight <= self.allowed:
            return 0.0
        return max(0.0, self._counted_at + MINUTE - now)

    def charge(self, conversation: Conversation, now: float) -> None:
        """Spend the weight of a scenario's requests, and compare each count of the server."""
        own = [e for e in conversation.exchanges if e.connection != OTHER_VENUE]
        for exchanges in _in_turn(own):
            self.spend(sum(weight_of(e.request.frame.data) for e in exchanges if e.request), now)
            counts = [figures for figures in map(request_weight_of, exchanges) if figures]
            if counts:
                self._take(*max(counts, key=itemgetter(1)), conversation.transcript.scenario, now)

    def _take(self, limit: int, count: int, where: str, now: float) -> None:
        """Compare a count with the expected one, unless it began anew."""
        if count > limit:
            self.differences.append(f"{where}: {count} counted, of a limit of {limit}")
            return  # it cannot be true, so nothing is to be waited for
        self.limit = limit
        if self._last_count is not None and count > self._since:
            self.compared += 1
            wanted = self._last_count + self._since
            self.points.append((where, wanted, count))
            if count != wanted:
                self.differences.append(f"{where}: {wanted} foretold, {count} counted")
        self._last_count, self._counted_at, self._since = count, now, 0


def _in_turn(exchanges: Iterable[Exchange]) -> Iterator[list[Exchange]]:
    """Yield the exchanges one by one, but those in flight together in one list."""
    for alone, group in groupby(exchanges, key=lambda exchange: exchange.alone):
        together = list(group)
        yield from ([exchange] for exchange in together) if alone else [together]


def request_weight_of(exchange: Exchange) -> tuple[int, int] | None:
    """Return limit and count of request weight per minute; None where an answer has none."""
    entries = exchange.answer_members.get("rateLimits")
    for entry in entries if isinstance(entries, list) else ():
        if REQUEST_WEIGHT.is_of(entry):
            limit, count = entry.get("limit"), entry.get("count")
            if type(limit) is int and type(count) is int and 0 < limit < _NEVER and count >= 0:
                return limit, count
    return None
