"""Clauses judge transcripts and give verdicts. Pure: no sockets, files, clocks or pytest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from conformance.api.wording import on_one_line
from conformance.contract.clause import Clause, Doubt, Problem, Subject
from conformance.contract.verdict import Located, Outcome, Verdict
from conformance.transcript.conversation import Conversation, conversation_of
from conformance.transcript.frames import Transcript
from conformance.transcript.kinds import is_well_formed


@dataclass(slots=True)
class _Findings:
    """The result of one clause on one transcript: kept subjects, problems, doubts and so on.

    ``failed`` are the numbers of exchanges on which the clause is broken or blocked.
    """

    kept: int = 0
    problems: list[Located] = field(default_factory=list)
    failed: set[int] = field(default_factory=set)
    doubts: list[str] = field(default_factory=list)
    blocked: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def subjects(self) -> int:
        others = len(self.problems) + len(self.doubts) + len(self.blocked) + len(self.faults)
        return self.kept + others


def judge(transcript: Transcript, clauses: Iterable[Clause]) -> list[Verdict]:
    """Judge one transcript by every clause given, in order; never raises.

    A clause whose judge raises gets the outcome ``fault``, which is this suite's. A clause must
    come after those that it leans on, unless these are left out.
    """
    return judge_conversation(conversation_of(transcript), clauses)


def judge_conversation(conversation: Conversation, clauses: Iterable[Clause]) -> list[Verdict]:
    """Judge the conversation of a transcript; see `judge`."""
    unfinished = _why_unfinished(conversation)
    failed: dict[str, set[int]] = {}
    verdicts = []
    for clause in clauses:
        findings = _Findings()
        try:
            for subject in clause.of(conversation):
                _judge_subject(clause, subject, failed, findings)
        except Exception as error:  # noqa: BLE001 - the other clauses are still to be judged
            findings.faults.append(f"{type(error).__name__}: {error}")
        failed[clause.id] = findings.failed
        verdict = _verdict(clause, conversation.transcript, findings)
        if unfinished and verdict.outcome is Outcome.UNTESTED:
            verdict = replace(verdict, outcome=Outcome.INCONCLUSIVE, reason=unfinished)
        verdicts.append(verdict)
    return verdicts


def _why_unfinished(conversation: Conversation) -> str:
    """Return why a scenario was not performed to its end; empty if it was.

    After a frame that is no well-formed request, a scenario may also end with a close, which the
    next request may cross, or with the silence of a server that then answers a probe, which is the
    last exchange.
    """
    ending = conversation.transcript.ending
    exchanges = conversation.exchanges
    crossed = ending.kind == "closed" and bool(exchanges) and not exchanges[-1].answer
    before = exchanges[-2:-1] if crossed or ending.kind == "silent" else ()
    last = (*exchanges[-1:], *before) if crossed else before or exchanges[-1:]
    is_faulty = not all(map(is_well_formed, last))
    possible = ending.kind == "closed" or (ending.kind == "silent" and ending.alive)
    if ending.kind == "complete" or (is_faulty and possible):
        return ""
    return f"not performed to its end: {on_one_line(ending.detail) or ending.kind}"


def _judge_subject(
    clause: Clause, subject: Subject, failed: Mapping[str, set[int]], findings: _Findings
) -> None:
    """Judge one subject by a clause, unless a clause that it leans on is broken there."""
    number = subject.number
    for other in clause.leans:
        if number and number in failed.get(other.id, ()):
            findings.blocked.append(f"{subject.place} breaks {other.id}, on which this leans")
            findings.failed.add(number)
            return
    finding = clause.judge(subject)
    if isinstance(finding, Problem):
        findings.problems.append(Located(subject.place, finding))
        findings.failed.add(number)
    elif isinstance(finding, Doubt):
        findings.doubts.append(finding.reason)
    else:
        findings.kept += 1


def _verdict(clause: Clause, transcript: Transcript, findings: _Findings) -> Verdict:
    """Sum up: a fault before a problem before a doubt before a block; else the clause is kept."""
    if not findings.subjects:
        return _untested(clause, transcript)
    causes = (
        (Outcome.FAULT, findings.faults),
        (Outcome.BROKEN, findings.problems),
        (Outcome.INCONCLUSIVE, findings.doubts),
        (Outcome.BLOCKED, findings.blocked),
    )
    outcome = next((outcome for outcome, entries in causes if entries), Outcome.KEPT)
    reasons = findings.faults or findings.doubts or findings.blocked
    reason = reasons[0] if reasons and outcome is not Outcome.BROKEN else ""
    return Verdict(
        clause,
        transcript.scenario,
        transcript.evidence_class,
        outcome,
        findings.subjects,
        tuple(findings.problems),
        reason,
    )


def _untested(clause: Clause, transcript: Transcript) -> Verdict:
    why = "there was nothing to look at"
    scenario, evidence = transcript.scenario, transcript.evidence_class
    return Verdict(clause, scenario, evidence, Outcome.UNTESTED, 0, (), why)
