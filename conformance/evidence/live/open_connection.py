"""A connection that is open, and what comes on it after a scenario's end."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any, Final

from conformance.api.document import ABSENT, same_json
from conformance.evidence.live.channel import LINGER, SocketChannel
from conformance.transcript.conversation import Conversation
from conformance.transcript.exchange import Exchange, is_answer, is_unreadable, readable_id
from conformance.transcript.frames import Frame, Opcode, Transcript

_MS: Final = 1000


@dataclass(slots=True)
class OpenConnection:
    """An open connection, and its session's state.

    ``used_by`` is the transcript of the scenario before, ``end`` the index after its last frame,
    and ``is_over``: the connection ended in it. ``received`` has the data of frames that came, each
    with its transcript: if the same comes again, it may be late. ``unwaited`` are the scenarios
    whose end was not waited for, with its time in s: what comes soon after may be theirs, or has an
    id of theirs in ``request_ids``.
    """

    channel: SocketChannel
    closing: ExitStack
    logged_on: bool = False
    used_by: Transcript | None = None
    end: int = 0
    is_over: bool = False
    received: dict[str | bytes, Transcript] = field(default_factory=dict)
    unwaited: dict[str, float] = field(default_factory=dict)
    request_ids: dict[str, list[Any]] = field(default_factory=dict)

    def begin(self, now: float, until: float, lingers: bool) -> None:
        """Begin a scenario, whose waits end at a time in s; ``lingers``: its end is waited for."""
        self.channel.until, self.channel.lingers = until, lingers
        self.unwaited = {n: ended for n, ended in self.unwaited.items() if now - ended < LINGER}

    def leave(self, transcript: Transcript, now: float) -> None:
        """Leave a scenario that began on this connection, at a time in s."""
        self.end = self.channel.begin + len(transcript.frames)
        self.is_over = self.channel.ending is not None
        if not self.channel.lingers:
            self.unwaited[transcript.scenario] = now
            self.request_ids[transcript.scenario] = [
                readable_id(f.document) for f in transcript.sent
            ]

    def is_stirred(self) -> bool:
        """Whether something came since the last scenario, or the connection ended."""
        with self.channel.log.changed:
            came = self.channel.log.frames[self.end :]
        on_the_api = any(frame.connection in self.channel.connections for frame in came)
        return on_the_api or (self.channel.ending is not None and not self.is_over)

    def late_frames(self) -> tuple[Frame, ...]:
        """Return what came since the last scenario, each once: answers, and what came at once."""
        with self.channel.log.changed:
            frames = tuple(self.channel.log.frames[self.end :])
        self.end += len(frames)
        self.is_over = self.channel.ending is not None
        on_the_api = [frame for frame in frames if frame.connection in self.channel.connections]
        return tuple(each for each in on_the_api if is_answer(each) or self._came_at_once(each))

    def _came_at_once(self, frame: Frame) -> bool:
        """Whether a frame would be the scenario's if its end had been waited for."""
        if frame.opcode is Opcode.CLOSE or self.used_by is None or not self.used_by.frames:
            return False
        waited = self.used_by.scenario not in self.unwaited
        return not waited and frame.at - self.used_by.frames[-1].at <= LINGER * _MS

    def is_disturbed(self, conversation: Conversation) -> bool:
        """Whether something came that may be another scenario's: a frame, or the end.

        Where the end of those before was waited for, only a frame that came before may be.
        """
        if self.unwaited and (self.channel.ending is not None or self.surplus(conversation)):
            return True
        frames = filter(is_answer, conversation.transcript.frames)
        return any(frame.data in self.received for frame in frames)

    def surplus(self, conversation: Conversation) -> tuple[Frame, ...]:
        """Return the answers that no request asked for, or that a scenario not waited for did."""
        unattached = [each.answer.frame for each in conversation.unattached]
        paired = [e.answer.frame for e in conversation.exchanges if e.answer and self._is_alien(e)]
        return (*unattached, *paired)

    def _is_alien(self, exchange: Exchange) -> bool:
        """Whether an answer is no JSON, or has an id of another scenario's, and not its own."""
        if self.unwaited and is_unreadable(exchange):
            return True
        got = exchange.answer_members.get("id", ABSENT)
        own = readable_id(exchange.request.document) if exchange.request else ABSENT
        others = [each for name in self.unwaited for each in self.request_ids[name]]
        return not same_json(got, own) and any(same_json(got, each) for each in others)
