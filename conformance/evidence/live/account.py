"""The accounts' streams: a run closes what it opened, and reports what was open before.

The API shows an open stream only by its answer to a ping; no method lists streams.
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Final

from conformance.api.codes import AUTHENTICATION
from conformance.api.credentials import Credentials
from conformance.api.document import ABSENT
from conformance.api.methods import PING, START
from conformance.api.wording import shown
from conformance.evidence.live.connections import Connections
from conformance.evidence.live.unreachable import Unreachable
from conformance.scenarios.script import KEY, OTHER_VENUE, Scenario, Step, ask, ask_stop
from conformance.transcript.conversation import Conversation
from conformance.transcript.exchange import Exchange
from conformance.transcript.frames import Owner

PING_BEFORE: Final = Scenario("account-before", (Step(ask(PING.name, KEY, '"before"')),))
STOP_AFTER: Final = Scenario("account-after", (Step(ask_stop(KEY, '"after"')),))
PING_NOTICE: Final = (
    "whether a stream of it is open is asked once, with a ping; the run's stops would close it"
)


@dataclass(slots=True)
class AccountStream:
    """What is known about an account's stream on one venue.

    ``needs`` are what a scenario has that uses it. ``was_open``: before the run, as far as is
    known. ``refusal``: why nothing can be told of it. ``may_be_open``: a stream of this run may be
    open. ``opened``: some start was not refused, or its answer is not known. ``under_way``: a
    scenario is being performed. ``pinged``: the ping before the run was sent. ``notes`` are
    sentences for the summary.
    """

    credentials: Credentials
    account: Owner = "own"
    venue: str = ""
    needs: frozenset[str] = frozenset({"apiKey"})
    was_open: bool = False
    refusal: str = ""
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
        self.was_open = not is_without_stream(exchange)
        if self.account == "other" and exchange.refused and exchange.code in AUTHENTICATION:
            self.refusal = f"the second account's API key is refused ({code_of(exchange)})"
        if exchange.success:
            left = "which is left open" if self.venue else "whose stops closed it"
            self._add_note(f"a stream was open before the run, {left}")
        elif is_without_stream(exchange):
            self._add_note(f"no stream was seen open before the run (ping: {code_of(exchange)})")
        else:
            self._add_note("whether a stream was open before the run could not be told")

    def _add_note(self, words: str) -> None:
        """Note a sentence, with whose stream it is about."""
        whose = {"own": "", "other": "the second account: "}[self.account]
        self.notes.append(f"{whose}{'on the neighbouring venue ' if self.venue else ''}{words}")

    def uses(self, scenario: Scenario) -> bool:
        """Whether a scenario may open this stream."""
        return self.needs <= scenario.needs

    def begin(self, scenario: Scenario) -> None:
        """Note that a scenario may open a stream, for the case that it is interrupted."""
        self.may_be_open = self.may_be_open or self.uses(scenario)
        self.under_way = True

    def note(self, conversation: Conversation) -> None:
        """Note whether a scenario left a stream open."""
        starts = (
            e
            for e in conversation.exchanges
            if e.method == START.name
            and e.venue == self.venue
            and e.account in {self.account, None}
        )
        self.opened = self.opened or not all(start.refused for start in starts)
        state = conversation.stream_of(self.account, self.venue)
        if state != "unknown":
            self.may_be_open = state == "open"

    def end(self) -> None:
        """Note that a scenario was performed, and all of it noted."""
        self.under_way = False

    def leave(self, url: str, connections: Connections) -> None:
        """Close the stream that the run may have left open; note if that failed."""
        own = self.opened or self.under_way
        if not self.may_be_open or not own or not self.credentials.api_key:
            return
        if self.venue and self.was_open:
            return  # a start gave its listen key, and another program listens
        try:
            *_, conversation = connections.perform(url, STOP_AFTER, self.credentials)
        except Unreachable as error:
            self._add_note(f"a stream may be left open, for an hour at most: {error.why}")
            return
        (exchange, *_) = conversation.exchanges
        closed = "the stream that the run had opened last was closed at its end"
        failed = "a stream may be left open, for an hour at most: the last stop failed"
        self.may_be_open = not exchange.success
        self._add_note(failed if self.may_be_open else closed)


def code_of(exchange: Exchange) -> str:
    """Return an error's code for people, if it is a number: another may be anything."""
    return shown(exchange.code, 20) if type(exchange.code) is int else "no number"


def is_without_stream(ping: Exchange) -> bool:
    """Whether a ping was refused for another reason than who asks: no stream is open."""
    return ping.refused and ping.code is not ABSENT and ping.code not in AUTHENTICATION


_ONE_ACCOUNT: Final = (
    "both API keys were given one listen key: that of BINANCE_OTHER_API_KEY is of no second account"
)


def _are_one(conversation: Conversation) -> bool:
    """Whether both accounts were given one listen key, by their API keys alone."""
    given: dict[str, set[Owner | None]] = {}
    for exchange in conversation.exchanges:
        by_key = exchange.key == "valid" and exchange.session != "logged-on"
        if exchange.listen_key and by_key and not exchange.venue:
            given.setdefault(exchange.listen_key, set()).add(exchange.account)
    return any({"own", "other"} <= accounts for accounts in given.values())


@dataclass(slots=True)
class Accounts:
    """The streams that a run may open: of its accounts, and on another venue.

    ``urls`` are the endpoints of the API, by venue.
    """

    streams: list[AccountStream]
    urls: dict[str, str]

    @classmethod
    def of(cls, credentials: Credentials, url: str, other_venue: str) -> Accounts:
        """Return the streams that a run with some keys may open."""
        streams = [AccountStream(credentials)]
        if credentials.other and credentials.other.api_key:
            needs = frozenset({"otherKey"})
            streams.append(AccountStream(credentials.other, "other", needs=needs))
        if OTHER_VENUE in credentials.extras:
            needs = frozenset({OTHER_VENUE})
            streams.append(AccountStream(credentials, venue=OTHER_VENUE, needs=needs))
        return cls(streams, {"": url, OTHER_VENUE: other_venue})

    @property
    def notes(self) -> list[str]:
        """Sentences for the summary."""
        return [note for stream in self.streams for note in stream.notes]

    @property
    def may_be_open(self) -> bool:
        """Whether a stream of this run may be open."""
        return any(stream.may_be_open for stream in self.streams)

    def ask_before(self, scenario: Scenario, connections: Connections) -> None:
        """Check once for each that a scenario uses whether it is open. Raises Unreachable."""
        for stream in self.streams:
            if stream is self.streams[0] or stream.uses(scenario):
                stream.ask_before(self.urls[stream.venue], connections)

    def why_not(self, scenario: Scenario) -> str:
        """Return why a scenario would tell nothing of an account; empty where it may."""
        return next((s.refusal for s in self.streams if s.refusal and s.uses(scenario)), "")

    def begin(self, scenario: Scenario) -> None:
        """Note that a scenario may open streams, for the case that it is interrupted."""
        for stream in self.streams:
            stream.begin(scenario)

    def end(self) -> None:
        """Note that a scenario was performed, and all of it noted."""
        for stream in self.streams:
            stream.end()

    def note(self, conversation: Conversation) -> None:
        """Note whether a scenario left streams open, and whether two accounts are one."""
        for stream in self.streams:
            stream.note(conversation)
            if stream.account == "other" and _are_one(conversation):
                stream.refusal = _ONE_ACCOUNT

    def leave(self, connections: Connections) -> None:
        """Close what the run may have left open; each, whatever comes of the others."""
        with ExitStack() as stack:
            for stream in reversed(self.streams):
                stack.callback(stream.leave, self.urls[stream.venue], connections)
