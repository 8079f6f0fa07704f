"""The attempts at one scenario, redacted and judged: what any of them broke is broken."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from conformance.contract.judged import Judged, judge_raw
from conformance.evidence.live.performance import Performance
from conformance.evidence.live.performer import Performer
from conformance.transcript.redaction import SecretLeft


@dataclass(frozen=True, slots=True)
class Result:
    """The result of one scenario: its last attempt, with its verdicts if it has a transcript."""

    performance: Performance
    judged: Judged | None
    attempts: int


def cleaned(own: Performer, performance: Performance) -> Performance:
    """Return a performance redacted; a fault of ours costs this scenario alone."""
    try:
        return own.cleaned(performance)
    except Exception as error:  # noqa: BLE001 - the other scenarios, and the report, are kept
        return Performance(performance.scenario, failure=fault_text(error))


def judged_attempt(
    performance: Performance, number: int, day: date | None, before: Result | None = None
) -> Result:
    """Judge an attempt; ``before`` is the result of those before, which a fault leaves.

    What an attempt broke stays broken, whatever a later one brings.
    """
    try:
        return _with(before, performance, number, day)
    except Exception as error:  # noqa: BLE001 - as above
        failed = Performance(performance.scenario, failure=fault_text(error))
        return before or Result(failed, None, number)


def _with(before: Result | None, performance: Performance, number: int, day: date | None) -> Result:
    """Return an attempt, or the one before if that broke more, with all that both broke."""
    transcript = performance.transcript
    judged = None
    if transcript and performance.raw:
        judged = judge_raw(performance.raw, transcript, performance.redaction, day)
    if before is None or before.judged is None:
        return Result(performance, judged, number)
    if judged is None or before.judged.gravity > judged.gravity:
        whole = before.judged.joined(judged) if judged else before.judged
        return replace(before, judged=whole, attempts=number)
    return Result(performance, judged.joined(before.judged), number)


def fault_text(error: Exception) -> str:
    """Return why a scenario could not be judged, where this suite failed."""
    if isinstance(error, SecretLeft):
        return "not judged: it could not be shown without a secret. Please report this"
    return f"not judged: a fault of this suite, please report it ({type(error).__name__})"
