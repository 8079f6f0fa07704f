"""Judges both sides of proxied connections: as they go, where nothing is open, and at the end."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from conformance.api.wording import counted, shown, shown_path
from conformance.clients.secrets import secrets_in
from conformance.contract.clause import MUST, Clause
from conformance.contract.clauses import CLAUSES
from conformance.contract.judge import judge_conversation
from conformance.contract.requests import REQUEST_CLAUSES
from conformance.contract.verdict import Outcome, Verdict
from conformance.report.exit_codes import (
    EXIT_BROKEN,
    EXIT_FAULT,
    EXIT_INCONCLUSIVE,
    EXIT_KEPT,
)
from conformance.transcript.conversation import Conversation, conversation_of
from conformance.transcript.frames import Ending, EvidenceClass, Opcode, Transcript
from conformance.transcript.masking import masked
from conformance.transcript.recording import Recording

_GROWTH: Final = 1.25
"""A connection is judged again when it has grown by so much, so that the cost stays in bounds."""
_SLICE: Final = 500
"""After so many frames a connection is judged anew, from where nothing is open."""
_MOST_ALARMS: Final = 20
"""So many problems of one clause are told of a connection."""
_SOON: Final = 40
"""Up to so many frames it is judged whenever nothing is open."""


_OF_AN_ACCOUNT: Final = ("ACC-", "STRM-")
_OF_ONE_CONNECTION: Final = tuple(c for c in CLAUSES if not c.id.startswith(_OF_AN_ACCOUNT))
"""What can be judged of one connection alone: others may start and stop the account's stream."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """A broken clause, and the words that tell of it, without secrets."""

    clause: Clause
    words: str


@dataclass(slots=True)
class _Progress:
    """How far a connection is judged.

    ``since`` is where the slice begins that is judged now, ``logged_on`` the session's state there.
    ``is_lost``: it can be judged no more, as requests are open all the time.
    """

    since: int = 0
    judged: int = 0
    logged_on: bool | None = False
    is_lost: bool = False

    def is_due(self, size: int, *, is_idle: bool) -> bool:
        """Whether a connection with so many frames is to be judged again."""
        own, last = size - self.since, self.judged - self.since
        if own >= _SLICE:
            return size > self.judged + _SOON or is_idle
        return is_idle and size > self.judged and (own <= _SOON or own >= last * _GROWTH)

    def begin(self, size: int, conversation: Conversation) -> None:
        """Begin a new slice."""
        self.since = size
        states = {"logged-on": True, "unknown": None}
        self.logged_on = states.get(conversation.session, False)


def _graver(one: Outcome | None, other: Outcome) -> Outcome:
    """Return the graver of two outcomes of a clause."""
    order = (Outcome.FAULT, Outcome.BROKEN, Outcome.INCONCLUSIVE, Outcome.BLOCKED, Outcome.KEPT)
    return min((o for o in (one, other) if o), key=order.index)


@dataclass(slots=True)
class Findings:
    """What was found on all connections so far.

    ``tell`` takes each alarm once. ``unread`` counts connections that could not be read to their
    end.
    """

    recording: Recording
    tell: Callable[[str, Alarm], None]
    evidence_class: EvidenceClass = EvidenceClass.OTHER
    outcomes: dict[str, dict[str, Outcome]] = field(default_factory=dict)
    alarms: Counter[str] = field(default_factory=Counter)
    unread: int = 0
    _known: dict[str, set[str]] = field(default_factory=dict)
    _progress: dict[str, _Progress] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def look(self, name: str, *, is_idle: bool) -> None:
        """Judge a connection, if nothing is open on it, and it is time to."""
        progress = self._progress.setdefault(name, _Progress())
        size = self.recording.size_of(name)
        if progress.is_lost or not progress.is_due(size, is_idle=is_idle):
            return
        conversation = self._conversation(name, progress)
        progress.judged = size
        if all(exchange.answer for exchange in conversation.exchanges):
            self._judge(name, conversation)
            if size - progress.since >= _SLICE:
                progress.begin(size, conversation)
        elif size - progress.since >= 2 * _SLICE:
            progress.is_lost = True
            self.unread += 1

    def finish(self, name: str, *, forget: bool) -> None:
        """Judge a connection that has ended; forget its frames, if nobody records them."""
        progress = self._progress.pop(name, _Progress())
        if not progress.is_lost:
            self._judge(name, self._conversation(name, progress))
        if forget:
            self.recording.forget(name)
        self._known.pop(name, None)

    def _conversation(self, name: str, progress: _Progress) -> Conversation:
        """Return what is to be judged of a connection: all, or what came since the last slice."""
        recorded = self.recording.of(name, name, progress.since)
        ending = Ending()
        closes = [f for f in recorded.frames if f.opcode is Opcode.CLOSE]
        if closes:
            code = int(str(closes[0].data)[:4])
            ending = Ending("closed", code, f"the server closed with {code}")
        plain = replace(
            recorded,
            evidence_class=self.evidence_class,
            ending=ending,
            logged_on=progress.logged_on,
        )
        conversation = conversation_of(plain)
        is_open = any(exchange.answer is None for exchange in conversation.exchanges)
        if is_open and not closes:
            why = "the connection ended, or was looked at, before the answer came"
            return conversation_of(replace(plain, ending=Ending("silent", detail=why)))
        return conversation

    def _judge(self, name: str, conversation: Conversation) -> None:
        """Judge both sides, and tell what is new."""
        if not conversation.transcript.frames:
            return
        verdicts = judge_conversation(conversation, (*_OF_ONE_CONNECTION, *REQUEST_CLAUSES))
        outcomes = self.outcomes.setdefault(name, {})
        for verdict in verdicts:
            if verdict.outcome is not Outcome.UNTESTED:
                gravest = _graver(outcomes.get(verdict.clause.id), verdict.outcome)
                outcomes[verdict.clause.id] = gravest
        broken = [verdict for verdict in verdicts if verdict.outcome is Outcome.BROKEN]
        for alarm in _alarms(broken, conversation.transcript):
            self._tell(name, alarm)

    def _tell(self, name: str, alarm: Alarm) -> None:
        with self._lock:
            known = self._known.setdefault(name, set())
            if alarm.words not in known:
                known.add(alarm.words)
                self.alarms[alarm.clause.id] += 1
                self.tell(name, alarm)

    def exit_code(self, *, fail_on_should: bool) -> int:
        """Return the exit code, as of any run."""
        every = [
            (clause, outcomes[clause.id])
            for outcomes in self.outcomes.values()
            for clause in (*CLAUSES, *REQUEST_CLAUSES)
            if clause.id in outcomes
        ]
        broken = [c for c, outcome in every if outcome is Outcome.BROKEN]
        if any(outcome is Outcome.FAULT for _, outcome in every):
            return EXIT_FAULT
        if any(fail_on_should or clause.level is MUST for clause in broken):
            return EXIT_BROKEN
        doubted = any(outcome is Outcome.INCONCLUSIVE for _, outcome in every)
        is_partial = self.unread or self.recording.dropped or doubted
        return EXIT_INCONCLUSIVE if is_partial or not every else EXIT_KEPT

    def summary_lines(self) -> Iterator[str]:
        """Yield what was judged, in words."""
        count: Counter[Outcome] = Counter()
        for outcomes in self.outcomes.values():
            count.update(outcomes.values())
        parts = [f"{count[outcome]} {outcome.value}" for outcome in Outcome if count[outcome]]
        verdicts = ", ".join(parts) or "nothing was judged"
        yield f"{counted(len(self.outcomes), 'connection')} judged: {verdicts}"
        for clause in (*CLAUSES, *REQUEST_CLAUSES):
            if self.alarms[clause.id]:
                yield f"broken {clause.id} {clause.level}  {clause.sentence}"
        if self.recording.dropped:
            yield f"{self.recording.dropped} frames were not judged: there was no room for them"
        if self.unread:
            yield f"{self.unread} connections could not be read to their end"


def _alarms(broken: list[Verdict], transcript: Transcript) -> Iterator[Alarm]:
    """Yield the first problems of broken clauses in words, without secrets."""
    secrets = secrets_in(transcript) if broken else set()
    for verdict in broken:
        clause = verdict.clause
        for located in verdict.problems[:_MOST_ALARMS]:
            problem = located.problem
            wanted, got = shown(problem.wanted), shown(problem.got)
            words = f"{located.place}, {shown_path(problem.path)}: wanted {wanted}, got {got}"
            words = f"{clause.id} {clause.level} {clause.sentence} {masked(words, secrets)}"
            yield Alarm(clause, words)
