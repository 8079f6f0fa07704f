"""The outcomes that reports show, and which of them is the worst."""

import pytest

from conformance.report.columns import COLUMNS, SIGNS, WORST_FIRST, worst


def test_outcomes_have_one_order_from_the_worst_to_the_least():
    assert (
        *("fault", "broken", "known", "should", "inconclusive"),
        *("blocked", "untested", "kept", "optional"),
    ) == WORST_FIRST
    assert [column.severity for column in COLUMNS] == [0, 6, 4, 5, 1, 2, 3, -1, 7]


def test_a_table_has_columns_for_what_every_run_could_have_even_if_they_are_empty():
    assert [c.name for c in COLUMNS if c.is_always_shown] == [
        *("kept", "broken", "should", "untested")
    ]


def test_every_outcome_has_a_sign_of_its_own():
    assert len({*SIGNS.values()}) == len(SIGNS) == len(COLUMNS)
    assert (SIGNS["kept"], SIGNS["broken"]) == ("✓", "✗")


@pytest.mark.parametrize(
    "names, wanted",
    [
        ([], ""),
        (["other"], ""),
        (["kept"], "kept"),
        (["kept", "optional"], "kept"),
        (["kept", "should", "broken"], "broken"),
        (["untested", "inconclusive", "blocked"], "inconclusive"),
    ],
)
def test_the_worst_of_some_outcomes(names, wanted):
    assert worst(names) == wanted
