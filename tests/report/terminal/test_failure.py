"""What is wrong, in a few words at the end of a line."""

import pytest
import reports

from conformance.report.records import Record
from conformance.report.terminal.failure import reason_words

PROBLEM = {"path": "$", "wanted": "w", "got": "g", "exchange": "exchange 1"}


@pytest.fixture(scope="module")
def members():
    (record, *_) = reports.report(names=["stop-twice"])["records"]
    return {k: v for k, v in record.items() if k in Record.__dataclass_fields__}


@pytest.mark.parametrize("length, words", [(60, "x" * 60), (61, "x" * 59 + "…")])
def test_a_few_words_are_60_characters_at_most(members, length, words):
    record = Record(**members | {"problems": (), "reason": "x" * length})
    assert reason_words(record) == words
    problem = PROBLEM | {"wanted": "x" * length}
    assert reason_words(Record(**members | {"problems": (problem,)})) == f"wanted {words}, got g"
