"""Judges both sides of proxied connections: as they go, where nothing is open, and at the end."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from conformance.api.wording import shown
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
from conformance.transcript.recording import Recording
from conformance.transcript.redaction import SecretLeft, redact

_GROWTH: Final = 1.25
"""A connection is judged again when it has grown by so much, so that the cost stays in bounds."""
_SOON: Final = 40
"""Up to so many frames it is judged whenever nothing is open."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """A broken clause, and the words that tell of it, without secrets."""

    clause: Clause
    words: str


@dataclass(slots=True)
class Findings:
    """What was found on all connections so far.

    ``tell`` takes each alarm once. ``unread`` counts connections that could not be read to their
    end.
    """

    recording: Recording
    tell: Callable[[str, Alarm], None]
    evidence_class: EvidenceClass = EvidenceClass.OTHER
    api_key: str | None = None
    outcomes: dict[str, dict[str, Outcome]] = field(default_factory=dict)
    alarms: Counter[str] = field(default_factory=Counter)
    unread: int = 0
    _known: dict[str, set[str]] = field(default_factory=dict)
    _judged_at: dict[str, int] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def look(self, name: str) -> None:
        """Judge a connection, if nothing is open on it, and it is time to."""
        size, last = self.recording.size_of(name), self._judged_at.get(name, 0)
        if size == last or (size > _SOON and size < last * _GROWTH):
            return
        conversation = self._conversation(name)
        if all(exchange.answer for exchange in conversation.exchanges):
            self._judged_at[name] = size
            self._judge(name, conversation)

    def finish(self, name: str, *, forget: bool) -> None:
        """Judge a connection that has ended; forget its frames, if nobody records them."""
        self._judge(name, self._conversation(name))
        if forget:
            self.recording.forget(name)
        self._known.pop(name, None)
        self._judged_at.pop(name, None)

    def _conversation(self, name: str) -> Conversation:
        recorded = self.recording.of(name, name)
        ending = Ending()
        closes = [f for f in recorded.frames if f.opcode is Opcode.CLOSE]
        if closes:
            code = int(str(closes[0].data)[:4])
            ending = Ending("closed", code, f"the server closed with {code}")
        plain = replace(
            recorded,
            evidence_class=self.evidence_class,
            api_key=self.api_key,
            ending=ending,
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
        verdicts = judge_conversation(conversation, (*CLAUSES, *REQUEST_CLAUSES))
        self.outcomes[name] = {
            v.clause.id: v.outcome for v in verdicts if v.outcome is not Outcome.UNTESTED
        }
        for verdict in verdicts:
            if verdict.outcome is Outcome.BROKEN:
                for alarm in _alarms(verdict, conversation.transcript):
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
        yield f"{len(self.outcomes)} connections judged: {verdicts}"
        for clause in (*CLAUSES, *REQUEST_CLAUSES):
            if self.alarms[clause.id]:
                yield f"broken {clause.id} {clause.level}  {clause.sentence}"
        if self.recording.dropped:
            yield f"{self.recording.dropped} frames were not judged: there was no room for them"
        if self.unread:
            yield f"{self.unread} connections could not be read to their end"


def _alarms(verdict: Verdict, transcript: Transcript) -> Iterator[Alarm]:
    """Yield the problems of a broken clause in words, without secrets."""
    try:
        _, redaction = redact(transcript)
    except SecretLeft:
        redaction = None
    clause = verdict.clause
    for located in verdict.problems:
        problem = located.problem
        if redaction is None:
            words = f"{located.place}"
        else:
            path = redaction.clean_string(problem.path)
            wanted, got = map(redaction.clean_value, (problem.wanted, problem.got))
            words = f"{located.place}, {path}: wanted {shown(wanted)}, got {shown(got)}"
        yield Alarm(clause, f"{clause.id} {clause.level} {clause.sentence} {words}")
