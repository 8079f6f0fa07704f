"""The account's stream: a run closes what it opened, and reports what was open before.

The API shows an open stream only by its answer to a ping; no method lists streams.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from conformance.api.codes import AUTHENTICATION
from conformance.api.credentials import Credentials
from conformance.api.document import ABSENT
from conformance.api.methods import PING, START
from conformance.api.wording import shown
from conformance.evidence.live.connections import Connections
from conformance.evidence.live.unreachable import Unreachable
from conformance.scenarios.script import KEY, Scenario, Step, ask, ask_stop
from conformance.transcript.conversation import Conversation
from conformance.transcript.exchange import Exchange

PING_BEFORE: Final = Scenario("account-before", (Step(ask(PING.name, KEY, '"before"')),))
STOP_AFTER: Final = Scenario("account-after", (Step(ask_stop(KEY, '"after"')),))
PING_NOTICE: Final = (
    "whether a stream of it is open is asked once, with a ping; the run's stops would close it"
)


@dataclass(slots=True)
class AccountStream:
    """What is known about an account's stream.

    ``may_be_open``: a stream of this run may be open. ``opened``: some start was not refused, or
    its answer is not known. ``under_way``: a scenario is being performed. ``pinged``: the ping
    before the run was sent. ``notes`` are sentences for the summary.
    """

    credentials: Credentials
    may_be_open: bool = False
    opened: bool = False
    under_way: bool = False
    pinged: bool = False
    notes: list[str] = field(default_factory=list)

    def ask_before(self, url: str, connections: Connections) -> None:
        """Check with one ping whether a stream is open. Raises Unreachable."""
        if self.pinged or not self.credentials.api_key:
            return
        *_, conversation = connections.perform(url, PING_BEFORE, self.credentials)
        self.pinged = True
        (exchange, *_) = conversation.exchanges
        if exchange.success:
            self.notes.append("a stream was open before the run, whose stops closed it")
        elif is_without_stream(exchange):
            self.notes.append(f"no stream was seen open before the run (ping: {code_of(exchange)})")
        else:
            self.notes.append("whether a stream was open before the run could not be told")

    def begin(self, scenario: Scenario) -> None:
        """Note that a scenario may open a stream, for the case that it is interrupted."""
        self.may_be_open = self.may_be_open or "apiKey" in scenario.needs
        self.under_way = True

    def note(self, conversation: Conversation) -> None:
        """Note whether a scenario left a stream open."""
        self.under_way = False
        starts = (e for e in conversation.exchanges if e.method == START.name)
        self.opened = self.opened or not all(start.refused for start in starts)
        if conversation.stream != "unknown":
            self.may_be_open = conversation.stream == "open"

    def leave(self, url: str, connections: Connections) -> None:
        """Close the stream that the run may have left open; note if that failed."""
        own = self.opened or self.under_way
        if not self.may_be_open or not own or not self.credentials.api_key:
            return
        try:
            *_, conversation = connections.perform(url, STOP_AFTER, self.credentials)
        except Unreachable as error:
            self.notes.append(f"a stream may be left open, for an hour at most: {error.why}")
            return
        (exchange, *_) = conversation.exchanges
        closed = "the stream that the run had opened last was closed at its end"
        failed = "a stream may be left open, for an hour at most: the last stop failed"
        self.may_be_open = not exchange.success
        self.notes.append(failed if self.may_be_open else closed)


def code_of(exchange: Exchange) -> str:
    """Return an error's code for people, if it is a number: another may be anything."""
    return shown(exchange.code, 20) if type(exchange.code) is int else "no number"


def is_without_stream(ping: Exchange) -> bool:
    """Whether a ping was refused for another reason than who asks: no stream is open."""
    return ping.refused and ping.code is not ABSENT and ping.code not in AUTHENTICATION
