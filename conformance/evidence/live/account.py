"""Care for the account: what a run opens it closes, and what was open before is noticed.

The API shows an open stream only by what it says to a ping; no method lists streams.
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
from conformance.scenarios.perform import perform
from conformance.scenarios.script import KEY, Scenario, Step, ask, ask_stop
from conformance.transcript.conversation import Conversation, conversation_of

BEFORE: Final = Scenario("account-before", (Step(ask(PING.name, KEY, '"before"')),))
AFTER: Final = Scenario("account-after", (Step(ask_stop(KEY, '"after"')),))
PING_NOTICE: Final = (
    "whether a stream of it is open is asked once, with a ping; the run's stops would close it"
)


@dataclass(slots=True)
class AccountStream:
    """What is known of an account's stream; ``owing``: one that this run opened may be open.

    ``opened``: some start was not refused, or its answer is not known.
    """

    credentials: Credentials
    owing: bool = False
    opened: bool = False
    under_way: bool = False
    looked: bool = False
    told: list[str] = field(default_factory=list)

    def look(self, url: str, connections: Connections) -> None:
        """Ask once whether a stream is open. Raises Unreachable."""
        if self.looked or not self.credentials.api_key:
            return
        conversation = _perform(BEFORE, url, connections, self.credentials)
        self.looked = True
        (exchange, *_) = conversation.exchanges
        if exchange.success:
            self.told.append("a stream was open before the run, whose stops closed it")
        elif (
            exchange.refused and exchange.code is not ABSENT and exchange.code not in AUTHENTICATION
        ):
            self.told.append(
                f"no stream was seen open before the run (ping: {shown(exchange.code, 20)})"
            )
        else:
            self.told.append("whether a stream was open before the run could not be told")

    def begin(self, scenario: Scenario) -> None:
        """Note that a scenario may open a stream; if it is interrupted, nobody notes more."""
        self.owing = self.owing or "apiKey" in scenario.needs
        self.under_way = True

    def note(self, conversation: Conversation) -> None:
        """Note what a scenario left behind."""
        self.under_way = False
        starts = (e for e in conversation.exchanges if e.method == START.name)
        self.opened = self.opened or not all(start.refused for start in starts)
        if conversation.stream != "unknown":
            self.owing = conversation.stream == "open"

    def leave(self, url: str, connections: Connections) -> None:
        """Close the stream that the run may have left open; say if that failed."""
        if not self.owing or not (self.opened or self.under_way) or not self.credentials.api_key:
            return
        try:
            conversation = _perform(AFTER, url, connections, self.credentials)
        except Unreachable as error:
            self.told.append(f"a stream may be left open, for an hour at most: {error.why}")
            return
        (exchange, *_) = conversation.exchanges
        closed = "the stream that the run had opened last was closed at its end"
        failed = "a stream may be left open, for an hour at most: the last stop failed"
        self.owing = not exchange.success
        self.told.append(failed if self.owing else closed)


def _perform(
    scenario: Scenario, url: str, connections: Connections, credentials: Credentials
) -> Conversation:
    with connections.open(url, scenario) as held:
        conversation = conversation_of(perform(scenario, held.channel, credentials))
        connections.settle(conversation)
        connections.keep(scenario, held, conversation)
    return conversation
