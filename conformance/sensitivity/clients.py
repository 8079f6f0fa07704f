"""Broken clients: each performs what a whole client does, and the chapter Requests judges it.

Client and server are in memory, and share a clock that the client moves.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from conformance.api.methods import LOGON, LOGOUT, PING, START, STATUS, STOP
from conformance.api.signing import pem_of, sign
from conformance.contract.clause import Clause
from conformance.contract.judge import judge
from conformance.contract.mutant import Mutant
from conformance.contract.requests import BROKEN_CLIENTS, REQUEST_CLAUSES
from conformance.contract.requests.client import ClientTurn, Control, Deed, Rest
from conformance.contract.verdict import Outcome
from conformance.reference.choices import Choices
from conformance.reference.embedded import API_KEY, CREDENTIALS, EPOCH, PRIVATE_KEY, accounts_of
from conformance.reference.outgoing import Close, Outgoing, Pause, Ping
from conformance.reference.server import Connection, Reference
from conformance.transcript.conversation import conversation_of
from conformance.transcript.frames import Direction, Frame, Opcode, Transcript
from conformance.transcript.throttling import rest_of

_KEY: Final = {"apiKey": API_KEY}
_LOGON: Final = {"apiKey": API_KEY, "timestamp": 0}
_CYCLE: Final = (START, PING, STOP)
_BY_KEY: Final = tuple((method.name, _KEY) for method in _CYCLE)
_BY_SESSION: Final = (
    (LOGON.name, _LOGON),
    (STATUS.name, {}),
    *((method.name, {}) for method in _CYCLE),
    (LOGOUT.name, {}),
)
_LIMIT: Final = 12
"""A limit that is reached within a cycle or two, in request weight."""
_MINUTE: Final = 60_000


@dataclass(frozen=True, slots=True)
class ClientSession:
    """What a client asks on one connection; ``together`` sends it in one go."""

    name: str
    requests: tuple[tuple[str, dict[str, Any]], ...]
    choices: Choices = field(default_factory=Choices)
    together: bool = False


CLIENT_SESSIONS: Final = (
    ClientSession("by key", _BY_KEY),
    ClientSession("by session", _BY_SESSION),
    ClientSession("together", _BY_KEY, together=True),
    ClientSession("pinged", _BY_KEY, Choices(interruption="ping")),
    ClientSession("throttled", _BY_KEY, Choices(interruption="throttled")),
    ClientSession("at the limit", _BY_KEY * 4, Choices(limit=_LIMIT)),
)


@dataclass(slots=True)
class SimulatedClient:
    """A client, whole or broken, on one connection; ``damage`` is what a broken one does."""

    session: ClientSession
    mutant: Mutant | None = None
    now: int = EPOCH
    frames: list[Frame] = field(default_factory=list)
    controls: list[Frame] = field(default_factory=list)
    memory: dict[str, Any] = field(default_factory=dict)
    spent: int = 0
    connection: Connection = field(init=False)

    def __post_init__(self) -> None:
        chance = random.Random(EPOCH)
        server = Reference(
            accounts_of(CREDENTIALS), lambda: self.now, self.session.choices, chance=chance
        )
        self.connection = server.connect()
        self.spent = 5

    def perform(self) -> Transcript:
        """Ask everything, and return what was sent and what came."""
        waiting: list[Outgoing] = []
        for number, (method, params) in enumerate(self.session.requests, start=1):
            self._await_room()
            request = {"id": number, "method": method}
            own = self._signed(params | {"timestamp": self.now}) if params is _LOGON else params
            answers = self._request(request | ({"params": own} if own else {}))
            if self.session.together:
                waiting += answers
            else:
                self._take(answers)
            if method == LOGON.name and '"error"' in str(answers):
                break  # nobody is logged on
        self._take(waiting)
        return Transcript(
            self.session.name,
            tuple(self.frames),
            api_key=API_KEY,
            controls=tuple(self.controls),
            public_key=pem_of(PRIVATE_KEY.public_key()),
        )

    def _await_room(self) -> None:
        """Rest until the next minute where the limit would be passed."""
        if self.spent + 1 > self.session.choices.limit:
            before = self.now
            self._do(ClientTurn("limit", ms=_MINUTE - self.now % _MINUTE, memory=self.memory))
            self.spent = 0 if self.now > before else self.spent
        self.spent += 1

    def _signed(self, params: dict[str, Any]) -> dict[str, Any]:
        return params | {"signature": sign(PRIVATE_KEY, params)}

    def _request(self, request: dict[str, Any]) -> list[Outgoing]:
        """Send a request, as often as it is throttled; return what came of it."""
        turn = ClientTurn(
            "request",
            request,
            sign=self._signed,
            memory=self.memory,
        )
        answers = [answer for data in self._do(turn) for answer in self._send(data)]
        rest = self._rest_after(answers)
        if rest is None:
            return answers
        self._take(answers)
        self._do(ClientTurn("throttled", ms=rest, memory=self.memory))
        return [answer for data in self._do(turn) for answer in self._send(data)]

    def _rest_after(self, answers: Iterable[Outgoing]) -> int | None:
        """Return the rest that an answer asks for, in ms."""
        sent = self.frames[-1]
        for answer in answers:
            if isinstance(answer, str):
                pair = (sent, Frame(Direction.RECEIVED, answer, self.now))
                for exchange in conversation_of(Transcript("", pair)).exchanges:
                    if (rest := rest_of(exchange)) is not None:
                        return int(rest * 1000)
        return None

    def _do(self, turn: ClientTurn) -> list[str | bytes]:
        """Do what the client does at a turn; return the messages that it sends."""
        deeds: list[Deed] = self.mutant.damage(turn) if self.mutant else turn.usual()
        messages: list[str | bytes] = []
        for deed in deeds:
            if isinstance(deed, Rest):
                self.now += deed.ms
            elif isinstance(deed, Control):
                opcode = Opcode.PING if deed.kind == "ping" else Opcode.PONG
                self.controls.append(Frame(Direction.SENT, deed.payload, self.now, opcode))
            else:
                messages.append(deed)
        return messages

    def _send(self, data: str | bytes) -> list[Outgoing]:
        opcode = Opcode.TEXT if isinstance(data, str) else Opcode.BINARY
        self.now += 1
        self.frames.append(Frame(Direction.SENT, data, self.now, opcode))
        return self.connection.receive(data)

    def _take(self, answers: Iterable[Outgoing]) -> None:
        """Take what comes; after a ping some time passes."""
        for answer in answers:
            self.now += 1
            if isinstance(answer, Ping):
                self.controls.append(
                    Frame(Direction.RECEIVED, answer.payload, self.now, Opcode.PING)
                )
                self._do(ClientTurn("ping", payload=answer.payload, memory=self.memory))
                self.now += 2000
            elif not isinstance(answer, Close | Pause):
                self.frames.append(Frame(Direction.RECEIVED, answer, self.now))


def perform_all(mutant: Mutant | None = None) -> Iterator[Transcript]:
    """Yield what a client does in every session; without a mutant it is a whole one."""
    for session in CLIENT_SESSIONS:
        yield SimulatedClient(session, mutant).perform()


@dataclass(frozen=True, slots=True)
class Catch:
    """The result of one broken client: in how many sessions each clause was broken."""

    clause: Clause
    mutant: Mutant
    broken: Counter[str]
    faults: tuple[str, ...] = ()

    @property
    def is_clean(self) -> bool:
        """Whether its own clause broke and no other, and no judge raised."""
        return self.broken.keys() == {self.clause.id} and not self.faults


def catches() -> Iterator[Catch]:
    """Yield the result of every broken client."""
    for clause, mutant in BROKEN_CLIENTS:
        verdicts = [
            verdict
            for transcript in perform_all(mutant)
            for verdict in judge(transcript, REQUEST_CLAUSES)
        ]
        broken = Counter(v.clause.id for v in verdicts if v.outcome is Outcome.BROKEN)
        faults = tuple(v.reason for v in verdicts if v.outcome is Outcome.FAULT)
        yield Catch(clause, mutant, broken, faults)
