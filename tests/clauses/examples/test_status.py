"""Status, by examples: the status."""

import pytest
from exchanges import KEPT, after, came, no, stop, verdict_of

from conformance.contract.clauses.status import status as chapter

EXAMPLES = [
    (
        "STAT-1",
        after(stop(), came({"id": 1, "status": True, "result": {}})),
        "$.status: wanted an integer, got true",
    ),
    (
        "STAT-2",
        after(stop(), came({"id": 1, "status": 201, "result": {}})),
        "$.status: wanted 200, got 201",
    ),
    *(("STAT-2", after(stop(), no(-1, status=got)), KEPT) for got in (400, 599)),
    *(
        ("STAT-3", after(stop(), no(-1, status=got)), f"$.status: wanted 4XX or 5XX, got {got}")
        for got in (399, 600)
    ),
    ("STAT-2", after(stop(), no(-1, status=200)), "$.status: wanted any but 200, got 200"),
    *(("STAT-3", after(stop(), no(-1, status=got)), KEPT) for got in (400, 599)),
]


@pytest.mark.parametrize("clause_id, transcript, wanted", EXAMPLES)
def test_an_example_is_judged_in_these_words(clause_id, transcript, wanted):
    assert verdict_of(clause_id, transcript) == wanted


def test_every_clause_has_an_example():
    assert {clause_id for clause_id, _, _ in EXAMPLES} == {clause.id for clause in chapter.clauses}
