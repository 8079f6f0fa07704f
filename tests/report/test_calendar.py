"""Many reports by day, and how each clause stood when it was last judged."""

import pytest
import reports

from conformance.report.calendar import months_of, standings, targets_of, verdict_of


def unreachable(report):
    """Return a report of a night on which nothing could be judged."""
    records = [
        r | {"outcome": "inconclusive", "reason": "unreachable", "problems": []}
        for r in report["records"]
    ]
    return report | {"records": records}


@pytest.fixture(scope="module")
def doubtful(kept, broken):
    """Return a history: kept, broken, then two nights on which nothing could be judged."""
    nights = reports.nights(kept, broken, unreachable(kept), unreachable(kept))
    return reports.history(nights)


def test_nights_without_a_verdict_hide_no_broken_one(doubtful):
    (row,) = standings(doubtful)
    assert (row.clause, row.outcome, row.day) == ("ID-1", "broken", "2026-11-21")
    assert (row.first_broke, row.doubts) == ("2026-11-21", 2)
    assert verdict_of([row]) == "broken"


def test_without_a_breach_all_is_kept(kept):
    assert standings(reports.history(reports.nights(kept, kept))) == []
    assert verdict_of([]) == "kept"


def test_a_month_has_a_cell_for_each_day_and_one_row_for_all_that_is_not_broken(doubtful):
    (month,) = months_of(doubtful)
    assert (month.name, month.days) == ("2026-11", 30)
    assert [label for label, _ in month.rows] == ["ID-1", "others"]
    for label, outcomes in (
        ("ID-1", ["kept", "broken", "inconclusive", "inconclusive", ""]),
        ("others", ["kept", "kept", "inconclusive", "inconclusive", ""]),
    ):
        cells = dict(month.rows)[label][19:24]
        assert [cell.outcome for cell in cells] == outcomes
    assert dict(month.rows)["ID-1"][20].words == "broken: 2026-11-21.json"
    assert dict(month.rows)["ID-1"][0].words == "no report"


def test_each_target_has_rows_of_its_own(kept, broken):
    (first, kept), (second, broken) = reports.nights(kept, broken)
    other = broken | {"header": broken["header"] | {"target": "testnet"}}
    history = reports.history([(first, kept), (second, other)])
    assert [*targets_of(history)] == ["reference", "testnet"]
    (month,) = months_of(history)
    assert [label for label, _ in month.rows] == [
        "others reference",
        "ID-1 testnet",
        "others testnet",
    ]
