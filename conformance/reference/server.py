"""The reference server: a connection takes a frame and returns the frames that answer it.

It keeps the contract; where the real server is not known it follows `Choices`.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from conformance.api.methods import VERSION_PREFIX, weight_of_method
from conformance.api.venues import COIN_M, REQUEST_WEIGHT
from conformance.contract.mutant import Elsewhere, Mutant, Reply
from conformance.reference.accounts import Account, Meter
from conformance.reference.choices import Choices, Refusal
from conformance.reference.requests import Refused, as_request, fault_of, id_of
from conformance.reference.session import Now, ServerSession
from conformance.reference.streams import Push, Streams
from conformance.reference.turns import deliveries, turn_of

_EVENT: Final = '{"e":"listenKeyExpired","E":1576653824250}'


@dataclass(slots=True)
class Reference:
    """A server: accounts by API key, the weight used, its clock (ms since 1970) and its choices.

    ``tick`` is called for each frame that it receives or sends, so that a virtual clock of its own
    shows the same times whenever its client's frames come; ``skip`` moves that clock on, in ms.
    ``taken`` and ``given`` count frames received and sent, on all connections.
    """

    accounts: dict[str, Account]
    clock: Now
    choices: Choices = field(default_factory=Choices)
    mutant: Mutant | None = None
    chance: random.Random = field(default_factory=random.Random)
    meter: Meter = field(default_factory=Meter)
    tick: Callable[[], object] = lambda: None
    skip: Callable[[int], object] = lambda _: None
    connections: list[Connection] = field(default_factory=list)
    taken: int = 0
    given: int = 0
    mutant_memory: dict[str, Any] = field(default_factory=dict)
    streams: Streams = field(init=False)

    def __post_init__(self) -> None:
        self.streams = Streams(self.choices, self._tick_for_event)

    def _tick_for_event(self) -> None:
        self.given += 1
        self.tick()

    def connect(
        self, address: str = "", query: str = "", push: Push | None = None, venue: str = ""
    ) -> Connection:
        """Open a connection from an address; ``query`` is that of the URL.

        ``push`` sends what answers no request of this connection: no server does that, but mutants.
        """
        meter = f"{address} {venue}".strip()
        self.meter.charge(meter, COIN_M.handshake_weight, self.clock())
        returns_limits = "returnRateLimits=false" not in query
        session = ServerSession(
            self.accounts,
            self.clock,
            self.choices,
            self.chance,
            returns_limits,
            self.clock(),
            self.streams,
            venue,
        )
        connection = Connection(self, meter, session, push)
        self.connections.append(connection)
        return connection

    def leave(self, connection: Connection) -> None:
        """Forget a connection that was closed."""
        if connection in self.connections:
            self.connections.remove(connection)

    def advance(self, ms: int) -> None:
        """Let time pass by a clock that is moved by hand."""
        self.skip(ms)
        self.expire()

    def state(self) -> dict[str, dict[str, tuple[str, int]]]:
        """Return the streams of every account, by its API keys."""
        return {key: dict(account.streams) for key, account in self.accounts.items()}

    def restore(self, state: dict[str, dict[str, tuple[str, int]]]) -> None:
        """Let a request have had no effect on any stream."""
        for key, streams in state.items():
            self.accounts[key].streams = streams
        self.streams.take()

    def expire(self) -> None:
        """End the streams whose listen keys' time is over."""
        for account in {id(each): each for each in self.accounts.values()}.values():
            for listen_key in account.expired(self.clock()):
                self.streams.end(listen_key, self.clock())


@dataclass(slots=True, eq=False)
class Connection:
    """One client's connection, with its session; ``mutant_memory`` is a mutant's own."""

    server: Reference
    address: str
    session: ServerSession
    push: Push | None = None
    mutant_memory: dict[str, Any] = field(default_factory=dict)

    def receive(self, data: str | bytes) -> list[str | bytes | None]:
        """Take one frame; return the frames that are sent. None closes the connection.

        What is to be sent elsewhere then is in the outbox of the server's streams.
        """
        self.server.tick()
        self.server.expire()
        request = as_request(data)
        before = self.server.state() if self.server.mutant else {}
        answer = self._answer(request)
        replies: list[Reply] = [answer]
        if self.server.mutant:
            damaged = self.server.mutant.damage(turn_of(self, request, answer))
            replies = damaged if isinstance(damaged, list) else [damaged]
            if "result" in answer and any(isinstance(r, dict) and "error" in r for r in replies):
                self.server.restore(before)  # what is refused has no effect
            replies = [reply for reply in replies if not self._is_elsewhere(reply)]
        written = [self._write(reply) for reply in replies]
        frames = [_EVENT, *written] if self.server.choices.event_before_answer else written
        for _ in frames:
            self.server.tick()
        self.server.taken += 1
        self.server.given += len(frames)
        return frames

    def _is_elsewhere(self, reply: Reply) -> bool:
        """Whether a mutant's reply goes to other connections, or streams; it is sent there then."""
        if not isinstance(reply, Elsewhere):
            return False
        for push in deliveries(self, reply):
            self.server.streams.send(push, reply.data)
        return True

    def _write(self, reply: Reply) -> str | bytes | None:
        if not isinstance(reply, dict):
            return reply
        choices = self.server.choices
        members = dict(reversed(reply.items())) if choices.reversed_members else reply
        tight = (",", ":") if choices.indent is None else None
        return json.dumps(members, indent=choices.indent, separators=tight)

    def _answer(self, request: dict[str, Any] | None) -> dict[str, Any]:
        """Return an answer that keeps the contract."""
        if fault := fault_of(request):
            self._charge(1)
            return self._refuse(id_of(request), fault, None)
        request = request or {}
        params = request.get("params") or {}
        method = str(request["method"]).removeprefix(VERSION_PREFIX)
        used = self._charge(weight_of_method(method))
        limits = self._limits(params, used)
        try:
            self._check_limit(used)
            result = self.session.perform(method, params)
        except Refused as refused:
            shown = limits if self.server.choices.limits_on_errors else None
            return self._refuse(request["id"], refused.refusal, shown)
        answer = {"id": request["id"], "status": 200, "result": result}
        return answer | ({"rateLimits": limits} if limits else {})

    def _refuse(self, answer_id: Any, refusal: Refusal, limits: Any) -> dict[str, Any]:
        error = {"code": refusal.code, "msg": refusal.msg}
        answer = {"id": answer_id, "status": refusal.status, "error": error}
        return answer | ({"rateLimits": limits} if limits else {})

    def _charge(self, weight: int) -> int:
        """Charge the weight; return what the address has used in this minute."""
        noise = 3 if self.server.choices.shared_address else 0
        return self.server.meter.charge(self.address, weight + noise, self.server.clock())

    def _limits(self, params: dict[str, Any], used: int) -> list[dict[str, Any]] | None:
        """Return the rateLimits with the weight used; None where they are declined."""
        wanted = params.get("returnRateLimits", self.session.returns_limits)
        if wanted in (False, "false"):
            return None
        return [REQUEST_WEIGHT.members | {"limit": self.server.choices.limit, "count": used}]

    def _check_limit(self, used: int) -> None:
        """Raise Refused if more weight is used than the limit allows."""
        limit = self.server.choices.limit
        if used > limit:
            message = f"Too many requests; current limit is {limit} requests per minute."
            raise Refused(Refusal(429, -1003, message))

