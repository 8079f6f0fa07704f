"""What a client must survive: it never hangs, takes no error for a success, and completes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from conformance.clients.answers import AnswerKind, answers_of
from conformance.clients.behaviours import Behaviour, Wanted
from conformance.clients.run import UNSUPPORTED, Belief, ClientRun
from conformance.clients.steps import CALLS


class ClientRule(StrEnum):
    """The rules, by the names that reports have for them."""

    ENDS = "ends"
    BELIEVES_NO_ERROR = "takes no error for a success"
    COMPLETES = "completes"


_ENDS, _BELIEVES, _COMPLETES = ClientRule
SENTENCES: Final = {
    _ENDS: "A client ends, or fails, within a stated time, whatever a server does.",
    _BELIEVES: "A client takes no error, and no silence, for a success.",
    _COMPLETES: "A client completes over every legal variant of a server's behaviour.",
}
_ADVICE: Final = {
    _ENDS: "Give every call a time-out of its own, and fail the call when its time is over, "
    "whatever came meanwhile; at the end, close the connection without waiting for ever.",
    _BELIEVES: "Take an answer for a success only where its status is 200 and it has no member "
    "error; fail a call that gets no answer.",
    _COMPLETES: "Read answers by their members: skip events, take any order, spacing, fragments "
    "and escapes, and need no member that can be declined.",
}


@dataclass(frozen=True, slots=True)
class Breach:
    """A rule that a client broke, why, and what to change."""

    rule: ClientRule
    why: str

    @property
    def advice(self) -> str:
        """What to change."""
        return _ADVICE[self.rule]


def breaches(behaviour: Behaviour, run: ClientRun, steps: tuple[str, ...]) -> Iterator[Breach]:
    """Yield the rules that a run broke."""
    if run.exit_code == UNSUPPORTED:
        return
    if run.exit_code is None:
        yield Breach(_ENDS, f"it had not ended after {run.seconds:.0f} s, and was stopped")
    yield from _beliefs(run, steps)
    if behaviour.wanted is Wanted.COMPLETE and run.exit_code is not None and run.failed:
        yield Breach(_COMPLETES, _why_incomplete(run))


def _beliefs(run: ClientRun, steps: tuple[str, ...]) -> Iterator[Breach]:
    """Yield the calls that a client took for successes, though they were none."""
    believed = Counter(c.call for c in run.calls if c.outcome is Belief.SUCCESS)
    if not run.calls and run.exit_code == 0:
        believed = Counter(steps)
    for call in (call for call in CALLS if believed[call]):
        answers = answers_of(call, run.requests)
        made = max(believed[call], sum(each.call == call for each in run.calls))
        if (wrong := _wrong(answers, believed[call], made)) is not None:
            yield Breach(_BELIEVES, f"it took {wrong} for a success of {call}")


def _wrong(answers: list[AnswerKind], believed: int, made: int) -> str | None:
    """Return what was taken for a success; None where there were enough of them.

    ``believed`` of the ``made`` calls are said to have succeeded. A client may ask again, so that a
    call may have several requests.
    """
    real = sum(kind in {AnswerKind.SUCCESS, AnswerKind.OTHER} for kind in answers)
    if real >= believed:
        return None
    if len(answers) < made and AnswerKind.ERROR not in answers:
        return str(AnswerKind.NOTHING)
    return str(AnswerKind.ERROR if AnswerKind.ERROR in answers else AnswerKind.NOTHING)


def _why_incomplete(run: ClientRun) -> str:
    """Return in words how a client failed where it had no cause to."""
    failed = [call for call in run.calls if call.outcome is not Belief.SUCCESS]
    if not failed:
        return f"it ended with {run.exit_code}"
    first = failed[0]
    answers = answers_of(first.call, run.requests)
    if first.outcome is Belief.ERROR and AnswerKind.SUCCESS in answers:
        return f"it took a success of {first.call} for an error"
    return f"its {first.call} ended with {first.outcome.value}"
