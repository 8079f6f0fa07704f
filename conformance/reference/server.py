"""The reference server: a connection takes a frame and returns the frames that answer it.

It keeps the contract; where the real server is not known it follows `Choices`.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from conformance.api.venues import HANDSHAKE_WEIGHT
from conformance.contract.mutant import Elsewhere, Mutant, Reply, Turn
from conformance.reference.accounts import Account, Meter
from conformance.reference.answers import Answers
from conformance.reference.choices import Choices
from conformance.reference.interruptions import around, refusal_before
from conformance.reference.outgoing import Close, Outgoing, answer_text, event_text
from conformance.reference.requests import as_request, id_of
from conformance.reference.session import Now, ServerSession
from conformance.reference.streams import Push, Streams


@dataclass(slots=True)
class Reference:
    """A server: accounts by API key, the weight used, its clock (ms since 1970) and its choices.

    ``tick`` is called for each frame that it receives or sends, so that a virtual clock of its own
    shows the same times whenever its client's frames come; ``skip`` moves that clock on, in ms.
    ``taken`` and ``given`` count frames received and sent, on all connections, ``altered`` those
    taken whose answer the mutant changed.
    """

    accounts: Mapping[str, Account]
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
    altered: int = 0
    mutant_memory: dict[str, Any] = field(default_factory=dict)
    interruption_memory: dict[str, Any] = field(default_factory=dict)
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
        self.meter.charge(meter, HANDSHAKE_WEIGHT, self.clock())
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
        answers = Answers(
            session, self.choices, lambda weight: self.meter.charge(meter, weight, self.clock())
        )
        connection = Connection(self, session, answers, push)
        self.connections.append(connection)
        return connection

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
    session: ServerSession
    answers: Answers
    push: Push | None = None
    mutant_memory: dict[str, Any] = field(default_factory=dict)

    def leave(self) -> None:
        """Forget this connection, which was closed."""
        if self in self.server.connections:
            self.server.connections.remove(self)

    def receive(self, data: str | bytes) -> list[Outgoing]:
        """Take one frame; return what is sent.

        What is to be sent elsewhere then is in the outbox of the server's streams.
        """
        self.server.tick()
        self.server.expire()
        request = as_request(data)
        before = self.server.state() if self.server.mutant else {}
        answer = self._answer(request)
        replies: list[Reply] = [answer]
        if self.server.mutant:
            damaged = self.server.mutant.damage(_turn_of(self, request, answer))
            replies = damaged if isinstance(damaged, list) else [damaged]
            own = [reply for reply in replies if not isinstance(reply, Elsewhere)]
            self.server.altered += own != [answer]
            if "result" in answer and any(isinstance(r, dict) and "error" in r for r in replies):
                self.server.restore(before)  # what is refused has no effect
            self._send_elsewhere(replies)
        written = [self._write(r) for r in replies if not isinstance(r, Elsewhere)]
        event = event_text(self.server.choices)
        memory, kind = self.server.interruption_memory, self.server.choices.interruption
        frames = around(kind, [event, *written] if event else written, memory)
        for _ in frames:
            self.server.tick()
        self.server.taken += 1
        self.server.given += len(frames)
        return frames

    def _answer(self, request: dict[str, Any] | None) -> dict[str, Any]:
        """Return the answer of a server that keeps the contract, or what comes instead of it."""
        server = self.server
        refusal = refusal_before(
            server.choices.interruption, server.clock(), server.interruption_memory
        )
        return {"id": id_of(request)} | refusal if refusal else self.answers.to(request)

    def _send_elsewhere(self, replies: list[Reply]) -> None:
        """Send what a mutant wants to be sent to other connections, or to streams."""
        for reply in replies:
            if isinstance(reply, Elsewhere):
                for push in _deliveries(self, reply):
                    self.server.streams.queue(push, reply.data)

    def _write(self, reply: dict[str, Any] | str | bytes | None) -> Outgoing:
        if reply is None:
            return Close()
        return answer_text(reply, self.server.choices) if isinstance(reply, dict) else reply


def _turn_of(
    connection: Connection, request: dict[str, Any] | None, answer: dict[str, Any]
) -> Turn:
    """Return the turn that a mutant sees."""
    server, session = connection.server, connection.session
    params = request.get("params") if request else None
    key = params.get("apiKey", ...) if isinstance(params, dict) else ...
    kind = "valid" if isinstance(key, str) and key in server.accounts else "unknown"
    kind = "absent" if key is ... else kind if isinstance(key, str) and key else "invalid"
    rest = {name: answer[name] for name in ("id", "rateLimits") if name in answer}
    refusal = server.choices.unknown_key
    error = {"code": refusal.code, "msg": refusal.msg}
    result = session.claimed_result(request or {})
    return Turn(
        request or {},
        answer,
        kind,
        session.state,
        connection.mutant_memory,
        lambda: rest | {"status": 200, "result": result},
        lambda: rest | {"status": refusal.status, "error": error},
        connection=server.connections.index(connection) + 1,
        has_others=bool(_others(connection)),
        account=_name_of(_account_of(connection, key)),
        session_account=_name_of(session.account),
        venue=session.venue,
        shared=server.mutant_memory,
        now=server.clock(),
    )


def _account_of(connection: Connection, key: object) -> Account | None:
    """Return whose request it is: an explicit key's account, else the session's."""
    if key is ...:
        return connection.session.account
    return connection.server.accounts.get(key) if isinstance(key, str) else None


def _name_of(account: Account | None) -> str:
    return account.api_key if account else ""


def _others(connection: Connection) -> list[Push]:
    """Return what sends on the other connections to the same venue."""
    connections, venue = connection.server.connections, connection.session.venue
    others = [c for c in connections if c is not connection and c.session.venue == venue]
    return [other.push for other in others if other.push]


def _deliveries(connection: Connection, reply: Elsewhere) -> Iterator[Push]:
    """Yield what sends a reply that goes elsewhere."""
    server = connection.server
    if reply.to == "connection":
        yield from _others(connection)[:1]
    else:
        streams = server.streams
        keys = [*reply.listen_keys]
        chosen = streams.of(*keys) if reply.to == "streams" else streams.beside(keys)
        yield from (listener.push for listener in chosen)
