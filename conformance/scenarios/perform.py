"""Performs a scenario over a channel: sends the frames of its steps, and waits for answers.

It knows neither sockets nor clocks: the channel has them. It never judges, but it decides whether a
silence ends the scenario.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from math import inf
from typing import Any, Final, Protocol

from conformance.api.credentials import Credentials
from conformance.api.document import ABSENT, same_json
from conformance.scenarios.script import PROBE, Scenario, Step
from conformance.scenarios.template import resolve
from conformance.transcript.conversation import conversation_of
from conformance.transcript.exchange import Exchange, readable_id
from conformance.transcript.frames import Ending, Frame, Transcript

IGNORED_WAIT: Final = 1.0
"""How long a frame that may be ignored is waited for, in s."""
LATE_WAIT: Final = 0.5
"""How long is waited once more, in s, if an answer may be late for another request."""
PROBE_WAIT: Final = 5.0
"""How long a server may take, in s, to answer something ordinary after a silence."""
MOST_FRAMES: Final = 1_000
"""How many frames a scenario may have; after more, a server that goes on sending is cut off."""


class Channel(Protocol):
    """One connection to a server, and the log of its frames."""

    @property
    def frames(self) -> tuple[Frame, ...]:
        """Every frame so far, in wire order."""

    @property
    def ending(self) -> Ending | None:
        """How the connection ended, if it did."""

    def now(self) -> int:
        """Return the time, in ms since 1970."""

    def send(self, frames: list[str | bytes]) -> None:
        """Send frames in one go."""

    def wait(self, done: Callable[[], bool], share: float = 1.0, at_most: float = inf) -> bool:
        """Wait until done, for a share of the time-out, and at most so many s; whether it is."""

    def finish(self) -> None:
        """Wait shortly for more frames."""

    def probe_elsewhere(self) -> bool:
        """Whether the server answers a probe on another connection."""


def perform(scenario: Scenario, channel: Channel, credentials: Credentials) -> Transcript:
    """Perform a scenario; return its transcript as it was, with nothing redacted."""
    ending = _perform_steps(scenario, channel, credentials)
    if ending.kind == "complete":
        channel.finish()
        ending = channel.ending or ending
    if ending.kind == "closed" and _ends_with_refusal(scenario, channel.frames):
        ending = Ending()  # all was performed, and no page says what a close means after a refusal
    if ending.kind == "closed":
        ending = Ending("closed", ending.code, ending.detail, channel.probe_elsewhere())
    return Transcript(scenario.name, channel.frames, ending=ending, api_key=credentials.api_key)


def _perform_steps(scenario: Scenario, channel: Channel, credentials: Credentials) -> Ending:
    may_be_ignored: set[int] = set()
    sent = 0
    for steps in _bursts(scenario):
        frames = [resolve(step.frame, channel.frames, channel.now(), credentials) for step in steps]
        may_be_ignored |= {
            sent + place for place, step in enumerate(steps, start=1) if step.may_be_ignored
        }
        sent += len(steps)
        channel.send(frames)
        excused = frozenset[int]() if steps[-1].may_be_ignored else frozenset(may_be_ignored)
        share = max(1.0, len(steps) / 2)
        at_most = IGNORED_WAIT if steps[-1].may_be_ignored else inf
        done = channel.wait(partial(_all_answered, channel, excused), share, at_most)
        channel.wait(partial(_none_is_late, channel), at_most=LATE_WAIT)
        if channel.ending or len(channel.frames) > MOST_FRAMES:
            return channel.ending or Ending("cut", 1009, f"more than {MOST_FRAMES} frames came")
        if not done and not steps[-1].may_be_ignored:
            return _after_silence(channel, sent)
    return Ending()


def _ends_with_refusal(scenario: Scenario, frames: tuple[Frame, ...]) -> bool:
    """Whether every step was answered, and the last one refused."""
    exchanges = _exchanges(frames)
    whole = len(exchanges) == len(scenario.steps) and all(e.answer for e in exchanges)
    return whole and exchanges[-1].refused


def _bursts(scenario: Scenario) -> Iterator[list[Step]]:
    """Yield the steps that are sent in one go."""
    burst: list[Step] = []
    for step in scenario.steps:
        burst.append(step)
        if step.waits:
            yield burst
            burst = []
    if burst:
        yield burst


def _all_answered(channel: Channel, excused: frozenset[int]) -> bool:
    frames = channel.frames
    if len(frames) > MOST_FRAMES:
        return True
    conversation = conversation_of(Transcript("", frames))
    missing = [e for e in conversation.exchanges if not e.answer and e.number not in excused]
    strays = sum(1 for unattached in conversation.unattached if unattached.open)
    return len(missing) <= strays  # answers came that cannot be read, or carry other ids


def _none_is_late(channel: Channel) -> bool:
    """Whether no answer has the id of an earlier request; after one that has, more may come."""
    if channel.ending or len(channel.frames) > MOST_FRAMES:
        return True
    earlier: list[Any] = []
    for exchange in _exchanges(channel.frames):
        own = readable_id(exchange.request.document) if exchange.request else ABSENT
        got = exchange.answer_members.get("id", own)
        if not same_json(got, own) and any(same_json(got, other) for other in earlier):
            return False
        earlier.append(own)
    return True


def _exchanges(frames: tuple[Frame, ...]) -> tuple[Exchange, ...]:
    return conversation_of(Transcript("", frames)).exchanges


def _after_silence(channel: Channel, sent: int) -> Ending:
    """Send a probe, and return an ending that says whether the server still answers."""
    channel.send([PROBE])
    channel.wait(
        lambda: any(e.answer for e in _exchanges(channel.frames)[sent:]), at_most=PROBE_WAIT
    )
    exchanges = _exchanges(channel.frames)
    alive = any(e.answer for e in exchanges[sent:])
    channel.finish()
    if all(e.answer for e in exchanges[:sent]):
        return Ending("silent", detail="an answer came late, after the time-out", alive=True)
    then = (
        "though session.status was answered then"
        if alive
        else "nor to session.status then: raise --answer-timeout if the server is slow"
    )
    return Ending("silent", detail=f"no answer in time, {then}", alive=alive)
