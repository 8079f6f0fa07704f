"""What comes of judging one clause on one transcript."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from conformance.contract.clause import Clause, Problem
from conformance.transcript.frames import EvidenceClass


class Outcome(StrEnum):
    """What came of judging one clause on one transcript.

    ``fault`` is ours: a judge that raised.
    """

    KEPT = "kept"
    BROKEN = "broken"
    BLOCKED = "blocked"
    UNTESTED = "untested"
    INCONCLUSIVE = "inconclusive"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Located:
    """A problem, and the subject that has it."""

    place: str
    problem: Problem


@dataclass(frozen=True, slots=True)
class Verdict:
    """One clause judged on one transcript; ``reason`` is why it is neither kept nor broken."""

    clause: Clause
    scenario: str
    evidence_class: EvidenceClass
    outcome: Outcome
    subjects: int = 0
    problems: tuple[Located, ...] = ()
    reason: str = ""
