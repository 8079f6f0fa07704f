"""Performs a scenario over a channel: sends the frames of its steps, and waits for answers.

It knows neither sockets nor clocks: the channel has them. It never judges, but it decides whether a
silence ends the scenario.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache, partial
from math import inf
from typing import Any, Final, Protocol

from conformance.api.credentials import Credentials
from conformance.api.document import ABSENT, same_json
from conformance.scenarios.script import PROBE, Scenario, Step
from conformance.scenarios.template import resolve, stream_key
from conformance.transcript.conversation import paired
from conformance.transcript.exchange import Exchange, Unattached, readable_id
from conformance.transcript.frames import Direction, Ending, Frame, Opcode, Transcript

IGNORED_WAIT: Final = 1.0
"""How long a frame that may be ignored is waited for, in s."""
LATE_WAIT: Final = 0.5
"""How long is waited once more, in s, if an answer may be late for another request."""
PROBE_WAIT: Final = 5.0
"""How long a server may take, in s, to answer something ordinary after a silence."""
MOST_FRAMES: Final = 1_000
"""How many frames a scenario may have; after more, a server that goes on sending is cut off."""


class Channel(Protocol):
    """The connections of one scenario, and the log of their frames."""

    @property
    def frames(self) -> tuple[Frame, ...]:
        """Every frame so far, in one order of time."""

    @property
    def ending(self) -> Ending | None:
        """How the first connection to the API ended, if one did."""

    def now(self) -> int:
        """Return the time, in ms since 1970."""

    def send(self, frames: list[tuple[str, str | bytes]]) -> None:
        """Send frames in one go, each on the connection of a name."""

    def open_stream(self, connection: str, listen_key: str) -> str:
        """Open a connection to a user data stream; return why it could not be, or nothing."""

    def listen(self, seconds: float) -> None:
        """Wait for what comes on streams, for so many s, or until all are closed."""

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
    frames = channel.frames
    sent = "".join(str(f.data) for f in frames if f.direction is Direction.SENT)
    roles = {role: key for role, key in credentials.roles.items() if key in sent}
    return Transcript(scenario.name, frames, ending=ending, api_key=credentials.api_key, keys=roles)


def _perform_steps(scenario: Scenario, channel: Channel, credentials: Credentials) -> Ending:
    may_be_ignored: set[int] = set()
    sent = 0
    for steps in _bursts(scenario):
        if steps[0].opens_stream:
            key = stream_key(steps[0].frame, channel.frames)
            why = channel.open_stream(steps[0].connection, key) if key else "no listen key came"
            if why and not steps[0].may_be_ignored:
                return Ending("cut", None, f"no stream was opened: {why}", alive=True)
            continue
        frames = [_resolved(step, channel, credentials) for step in steps]
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
            return _after_silence(channel, sent, steps[-1].connection)
        if steps[-1].listens:
            channel.listen(steps[-1].listens)
    return Ending()


def _resolved(step: Step, channel: Channel, credentials: Credentials) -> tuple[str, str | bytes]:
    """Return a step's connection, and its frame with the keys of its account."""
    account = credentials if step.account == "own" else credentials.other or Credentials()
    return step.connection, resolve(step.frame, channel.frames, channel.now(), account)


def _ends_with_refusal(scenario: Scenario, frames: tuple[Frame, ...]) -> bool:
    """Whether every step was answered, and the last one refused."""
    exchanges = _exchanges(frames)
    whole = len(exchanges) == len(scenario.requests) and all(e.answer for e in exchanges)
    return whole and exchanges[-1].refused


def _bursts(scenario: Scenario) -> Iterator[list[Step]]:
    """Yield the steps that are sent in one go; the opening of a stream is one by itself."""
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
    requests = sum(f.direction is Direction.SENT and f.opcode is not Opcode.OPEN for f in frames)
    came = sum(f.direction is Direction.RECEIVED for f in frames)
    if requests - came > len(excused):
        return False  # seen at a glance: a frame answers one request at most
    exchanges, unattached = _pairs(frames)
    missing = [e for e in exchanges if not e.answer and e.number not in excused]
    strays = sum(1 for each in unattached if each.open or each.elsewhere)
    return len(missing) <= strays  # answers came that cannot be read, or carry other ids


def _none_is_late(channel: Channel) -> bool:
    """Whether no answer has the id of an earlier request; after one that has, more may come."""
    if channel.ending or len(channel.frames) > MOST_FRAMES:
        return True
    sent: dict[str, list[Any]] = {}
    for exchange in _exchanges(channel.frames):
        earlier = sent.setdefault(exchange.connection, [])
        own = readable_id(exchange.request.document) if exchange.request else ABSENT
        got = exchange.answer_members.get("id", own)
        if not same_json(got, own) and any(same_json(got, other) for other in earlier):
            return False
        earlier.append(own)
    return True


def _exchanges(frames: tuple[Frame, ...]) -> list[Exchange]:
    return _pairs(frames)[0]


@lru_cache(maxsize=1)  # what is waited for is asked of the same frames, again and again
def _pairs(frames: tuple[Frame, ...]) -> tuple[list[Exchange], list[Unattached]]:
    return paired(Transcript("", frames))


def _after_silence(channel: Channel, sent: int, connection: str) -> Ending:
    """Send a probe, and return an ending that says whether the server still answers."""
    channel.send([(connection, PROBE)])
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
