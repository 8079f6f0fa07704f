"""How conversations made by chance are judged, whole, by the contract of servers and of clients."""

import pytest
from chances import conversation_by_chance

from conformance.contract.clauses import CLAUSES
from conformance.contract.judge import judge
from conformance.contract.requests import REQUEST_CLAUSES


def described(transcript):
    """Yield what is broken, what is not certain, and what is kept."""
    verdicts = judge(transcript, (*CLAUSES, *REQUEST_CLAUSES))
    yield f"# {transcript.scenario}"
    for verdict in verdicts:
        for located in verdict.problems:
            problem = located.problem
            got = f"wanted {problem.wanted!r}, got {problem.got!r}"
            yield f"{verdict.clause.id} {located.place} {problem.path}: {got}"[:200]
        if verdict.outcome in {"inconclusive", "blocked", "fault"}:
            yield f"{verdict.clause.id} {verdict.outcome}: {verdict.reason}"[:200]
    kept = (f"{v.clause.id} of {v.subjects}" for v in verdicts if v.outcome == "kept")
    yield f"kept {', '.join(kept)}"


@pytest.mark.parametrize("hundred", [0, 1])
def test_conversations_by_chance_are_judged(snapshot, hundred):
    seeds = range(100 * hundred, 100 * hundred + 100)
    lines = [line for seed in seeds for line in described(conversation_by_chance(seed))]
    assert snapshot == "\n".join(lines)
