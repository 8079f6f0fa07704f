"""A transcript judged by the whole contract, as evidence gives it and reports take it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from conformance.api.wording import on_one_line, shown_path, shown_text
from conformance.contract.clause import MUST, Clause, Problem
from conformance.contract.clauses import CLAUSES
from conformance.contract.judge import judge_conversation
from conformance.contract.verdict import Located, Outcome, Verdict
from conformance.transcript.conversation import Conversation, conversation_of
from conformance.transcript.frames import Transcript
from conformance.transcript.replacing import Redaction

_LONGEST_REASON: Final = 400


@dataclass(frozen=True, slots=True)
class Judged:
    """A redacted transcript with its conversation, its day, and its verdict for each clause.

    ``day`` is when it was recorded, in UTC; None where its clock was virtual, or no time is known.
    ``others`` are other attempts at the scenario, of which some verdicts may be.
    """

    conversation: Conversation
    day: date | None
    verdicts: tuple[Verdict, ...]
    others: tuple[Judged, ...] = ()

    @property
    def transcript(self) -> Transcript:
        """The transcript itself."""
        return self.conversation.transcript

    @property
    def is_broken(self) -> bool:
        """Whether any clause is broken, a SHOULD included."""
        return any(verdict.outcome is Outcome.BROKEN for verdict in self.verdicts)

    @property
    def gravity(self) -> tuple[int, int]:
        """How many MUSTs and how many clauses are broken."""
        levels = [v.clause.level for v in self.verdicts if v.outcome is Outcome.BROKEN]
        return levels.count(MUST), len(levels)

    def joined(self, other: Judged) -> Judged:
        """Return this with what the other broke, too: another attempt at the same scenario."""
        broken = {v.clause.id: v for v in other.verdicts if v.outcome is Outcome.BROKEN}
        verdicts = (
            v if v.outcome is Outcome.BROKEN else broken.get(v.clause.id, v) for v in self.verdicts
        )
        others = (*self.others, other, *other.others)
        return replace(self, verdicts=tuple(verdicts), others=others)

    def conversation_of(self, clause: Clause) -> Conversation:
        """Return the conversation that the verdict of one clause is about."""
        verdict = self.verdict_of(clause)
        own = (o for o in reversed(self.others) if any(v is verdict for v in o.verdicts))
        return next(own, self).conversation

    def verdict_of(self, clause: Clause) -> Verdict:
        """Return the verdict of one clause."""
        return next(verdict for verdict in self.verdicts if verdict.clause is clause)


def judge_whole(transcript: Transcript, day: date | None) -> Judged:
    """Judge a redacted transcript by every clause; ``day`` is when it was recorded."""
    return judge_raw(transcript, transcript, Redaction(), day)


def judge_raw(
    raw: Transcript, redacted: Transcript, redaction: Redaction, day: date | None
) -> Judged:
    """Judge a transcript as it came by every clause; what it says is redacted afterwards.

    So no server changes a verdict by what it makes us redact.
    """
    conversation = conversation_of(raw)
    verdicts = judge_conversation(conversation, CLAUSES)
    clean = tuple(redacted_verdict(verdict, redaction) for verdict in verdicts)
    shown = conversation if redacted is raw else conversation_of(redacted)
    return Judged(shown, day, clean)


def redacted_verdict(verdict: Verdict, redaction: Redaction) -> Verdict:
    """Return a verdict with what it says redacted; most say nothing."""
    if not verdict.problems and not verdict.reason:
        return verdict
    problems = tuple(
        Located(
            located.place,
            Problem(
                shown_path(redaction.clean_string(located.problem.path)),
                redaction.clean_value(located.problem.wanted),
                redaction.clean_value(located.problem.got),
            ),
        )
        for located in verdict.problems
    )
    reason = shown_text(on_one_line(redaction.clean_string(verdict.reason)), _LONGEST_REASON)
    return replace(verdict, problems=problems, reason=reason)
