"""The requests of a client, judged by the chapter Requests over all behaviours that are legal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from conformance.api.document import ABSENT
from conformance.api.methods import METHODS, VERSION_PREFIX
from conformance.api.wording import shown
from conformance.clients.certificate import ClauseResult
from conformance.clients.run import ClientRun
from conformance.contract.clause import Clause
from conformance.contract.judge import judge
from conformance.contract.requests import REQUEST_CLAUSES
from conformance.contract.verdict import Outcome, Verdict
from conformance.transcript.frames import Frame, Opcode, Transcript
from conformance.transcript.redaction import SecretLeft, redact

_GRAVEST = (Outcome.BROKEN, Outcome.FAULT, Outcome.KEPT, Outcome.INCONCLUSIVE, Outcome.BLOCKED)


def judged_requests(runs: Iterable[tuple[str, ClientRun]]) -> list[ClauseResult]:
    """Judge what a client sent; ``runs`` are by the names of behaviours that are legal."""
    verdicts = [
        (name, verdict, run.transcript)
        for name, run in runs
        for verdict in judge(run.transcript, REQUEST_CLAUSES)
    ]
    return [_summed(clause, verdicts) for clause in REQUEST_CLAUSES]


def _summed(clause: Clause, verdicts: list[tuple[str, Verdict, Transcript]]) -> ClauseResult:
    """Sum up the verdicts on one clause: the gravest counts, where it was met first."""
    own = [each for each in verdicts if each[1].clause is clause]
    for outcome in _GRAVEST:
        for name, verdict, transcript in own:
            if verdict.outcome is outcome:
                problem = _problem(verdict, transcript) if outcome is Outcome.BROKEN else ""
                return ClauseResult(
                    clause.id,
                    clause.level.value,
                    clause.sentence,
                    outcome.value,
                    name if outcome is Outcome.BROKEN else "",
                    problem or verdict.reason,
                )
    return ClauseResult(clause.id, clause.level.value, clause.sentence, Outcome.UNTESTED.value)


def _problem(verdict: Verdict, transcript: Transcript) -> str:
    """Return the first problem in words, without secrets."""
    located = verdict.problems[0]
    problem = located.problem
    try:
        _, redaction = redact(transcript)
    except SecretLeft:
        return f"{located.place}, {problem.path}"
    wanted, got = redaction.clean_value(problem.wanted), redaction.clean_value(problem.got)
    return f"{located.place}, {problem.path}: wanted {shown(wanted)}, got {shown(got)}"


def sent_lines(transcript: Transcript) -> Iterator[str]:
    """Yield each request in words: method, kind of id, names of params; no value."""
    for frame in transcript.sent:
        if frame.opcode in {Opcode.TEXT, Opcode.BINARY}:
            yield _in_words(frame)


def _in_words(frame: Frame) -> str:
    members = frame.document.members
    if not members:
        return f"no JSON object ({frame.opcode.value})"
    method = str(members.get("method")).removeprefix(VERSION_PREFIX)
    name = method if method in METHODS or method == "userDataStream.close" else "another method"
    params = members.get("params")
    names = ", ".join(sorted(params)) if isinstance(params, dict) else type(params).__name__
    return f"{name}, id {_kind(members.get('id', ABSENT))}, params: {names or 'none'}"[:200]


def _kind(value: object) -> str:
    if value is ABSENT:
        return "absent"
    if value is None:
        return "null"
    return {"int": "integer", "str": "string"}.get(type(value).__name__, type(value).__name__)
