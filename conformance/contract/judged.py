"""A transcript judged by the whole contract, as evidence gives it and reports take it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from conformance.contract.clause import MUST, Clause
from conformance.contract.clauses import CLAUSES
from conformance.contract.judge import judge_conversation
from conformance.contract.verdict import Outcome, Verdict
from conformance.transcript.conversation import Conversation, conversation_of
from conformance.transcript.frames import Transcript


@dataclass(frozen=True, slots=True)
class Judged:
    """A redacted transcript with its conversation, its day, and its verdict for each clause.

    ``day`` is when it was recorded, in UTC; None where its clock was virtual, or no time is known.
    """

    conversation: Conversation
    day: date | None
    verdicts: tuple[Verdict, ...]

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
        return replace(self, verdicts=tuple(verdicts))

    def verdict_of(self, clause: Clause) -> Verdict:
        """Return the verdict of one clause."""
        return next(verdict for verdict in self.verdicts if verdict.clause is clause)


def judge_whole(transcript: Transcript, day: date | None) -> Judged:
    """Judge a transcript by every clause of the contract; ``day`` is when it was recorded."""
    conversation = conversation_of(transcript)
    return Judged(conversation, day, tuple(judge_conversation(conversation, CLAUSES)))
