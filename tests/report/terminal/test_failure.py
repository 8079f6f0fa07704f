"""What is wrong, in a few words at the end of a line."""

from dataclasses import replace

import pytest
import reports

from conformance.contract.judged import judge_whole
from conformance.contract.verdict import Outcome
from conformance.drift.notation import transcript
from conformance.report.terminal.failure import failure_text, reason_words

PROBLEM = {"path": "$", "wanted": "w", "got": "g", "exchange": "exchange 1"}


@pytest.fixture(scope="module")
def plain():
    """Return a record as a report has it."""
    return reports.report(names=["stop-twice"])["records"][0]


@pytest.fixture(scope="module")
def broken_verdict():
    """Return the verdict of a status that is text."""
    answered = transcript('> {"id":1,"method":"userDataStream.stop"}\n< {"id":1,"status":"200"}')
    return next(v for v in judge_whole(answered, None).verdicts if v.outcome is Outcome.BROKEN)


@pytest.mark.parametrize("length, words", [(60, "x" * 60), (61, "x" * 59 + "…")])
def test_a_few_words_are_60_characters_at_most(plain, length, words):
    record = reports.record_of(plain, problems=[], reason="x" * length)
    assert reason_words(record) == words
    problem = PROBLEM | {"wanted": "x" * length}
    assert reason_words(reports.record_of(plain, problems=[problem])) == f"wanted {words}, got g"


@pytest.mark.parametrize(
    "many, more", [(3, []), (4, ["1 further problem"]), (5, ["2 further problems"])]
)
def test_problems_beyond_the_third_are_counted(broken_verdict, many, more):
    several = replace(broken_verdict, problems=broken_verdict.problems[:1] * many)
    lines = failure_text(several, "again").splitlines()
    assert [line[10:] for line in lines if line.startswith("  more")] == more
