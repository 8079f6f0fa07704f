"""Verdicts: the outcome of judging one clause on one transcript."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from conformance.contract.clause import Clause, Problem
from conformance.transcript.frames import EvidenceClass


class Outcome(StrEnum):
    """The outcome of judging one clause on one transcript.

    ``fault``: the judge raised, which is this suite's fault.
    """

    KEPT = "kept"
    BROKEN = "broken"
    BLOCKED = "blocked"
    UNTESTED = "untested"
    INCONCLUSIVE = "inconclusive"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Located:
    """A problem, and the place of the subject that has it."""

    place: str
    problem: Problem


@dataclass(frozen=True, slots=True)
class Verdict:
    """One clause judged on one transcript; ``reason`` is why it is neither kept nor broken.

    ``optional``: it is inconclusive for want of what a run may do without.
    """

    clause: Clause
    scenario: str
    evidence_class: EvidenceClass
    outcome: Outcome
    subjects: int = 0
    problems: tuple[Located, ...] = ()
    reason: str = ""
    optional: bool = False
