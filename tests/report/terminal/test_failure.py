"""What is wrong, in a few words at the end of a line."""

import pytest
import reports

from conformance.report.terminal.failure import reason_words

PROBLEM = {"path": "$", "wanted": "w", "got": "g", "exchange": "exchange 1"}


@pytest.fixture(scope="module")
def plain():
    """Return a record as a report has it."""
    return reports.report(names=["stop-twice"])["records"][0]


@pytest.mark.parametrize("length, words", [(60, "x" * 60), (61, "x" * 59 + "…")])
def test_a_few_words_are_60_characters_at_most(plain, length, words):
    record = reports.record_of(plain, problems=[], reason="x" * length)
    assert reason_words(record) == words
    problem = PROBLEM | {"wanted": "x" * length}
    assert reason_words(reports.record_of(plain, problems=[problem])) == f"wanted {words}, got g"
