"""Verdicts that were kept, and have nothing to look at now: the suite judges less than before.

Both recordings are judged by today's contract, so a clause that is new is no drift.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.contract.judged import judge_whole
from conformance.contract.verdict import Outcome
from conformance.drift.change import Change, Difference, Example, Severity, rule
from conformance.drift.notation import STOP_REFUSAL, STOP_SUCCESS, swap
from conformance.transcript.frames import Transcript


@rule(
    Severity.ADDITIVE,
    fires=Example(STOP_SUCCESS, STOP_REFUSAL),
    near=swap('"count":7', '"count":8'),
    witness="result = answer['result']",
)
def untested_now(difference: Difference) -> bool:
    """A clause that was kept has nothing to look at any more."""  # noqa: D401 - a sentence for people
    return difference.area == "verdict"


def untested_changes(old: Transcript, new: Transcript) -> Iterator[Change]:
    """Yield a change for each clause that an old recording kept and a new one leaves untested.

    Recordings of two evidence classes are not compared: other servers choose otherwise.
    """
    if old.evidence_class is not new.evidence_class or old.frames == new.frames:
        return
    before, after = (judge_whole(each, None).verdicts for each in (old, new))
    for was, verdict in zip(before, after, strict=True):
        if (was.outcome, verdict.outcome) == (Outcome.KEPT, Outcome.UNTESTED):
            values = (was.outcome.value, verdict.outcome.value)
            difference = Difference("verdict", "changed", (was.clause.id,), *values)
            yield Change(old.scenario, untested_now, difference, "the whole scenario")
