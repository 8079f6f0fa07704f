"""Reports side by side: which clauses differ, and which contracts."""

from pathlib import Path

import pytest
from reports import cell

from conformance.api.sources import REVISION
from conformance.report.comparison import SideBySide


def named(**reports):
    return SideBySide.of((Path(f"{name}.json"), report) for name, report in reports.items())


@pytest.fixture(scope="module")
def two(kept, broken):
    return named(kept=kept, broken=broken)


def test_a_clause_that_one_of_two_breaks_differs(two, kept, broken):
    assert two.differing == ["ID-1"]
    assert len(two.alike) == len(two.clauses) - 1
    assert two.sentence == f"2 reports side by side: 1 of {len(two.clauses)} clauses differs"
    (row,) = two.rows(two.differing)
    assert (row["A"], row["B"]) == (cell(kept, "ID-1"), cell(broken, "ID-1"))
    assert "✗" not in row["A"]
    assert "✗" in row["B"]
    assert two.subjects[1].problem("ID-1") == 'stop-id-integer, $.id: wanted 7, got "7"'


def test_a_report_beside_itself_differs_in_nothing(kept):
    alike = named(one=kept, other=kept)
    assert alike.differing == []
    assert alike.sentence.endswith("no clause differs")


def test_a_clause_that_one_contract_lacks_differs_and_its_contract_is_named(kept):
    header = kept["header"] | {"contract": "2026-11-25"}
    records = [r for r in kept["records"] if r["clause"] != "ID-7"]
    clauses = [c for c in kept["clauses"] if c["id"] != "ID-7"]
    older = kept | {"header": header, "records": records, "clauses": clauses}
    both = named(kept=kept, older=older)
    assert both.differing == ["ID-7"]
    assert [both.subjects[n].cell("ID-7") for n in (0, 1)] == ["27 ✓", "none"]
    judged, several, differ = both.notes
    assert judged == "judged: the reference server; the exchange was not asked"
    assert several.endswith(f"A by that of {REVISION}, B by that of 2026-11-25")
    assert differ.startswith(
        f"the contract of 2026-11-25, which is that of {REVISION} without ID-7"
    )


def test_untested_beside_kept_is_a_difference(kept):
    records = [
        r | ({"outcome": "untested"} if r["clause"] == "RES-1" else {}) for r in kept["records"]
    ]
    assert named(a=kept, b=kept | {"records": records}).differing == ["RES-1"]


def test_files_of_one_name_are_told_apart(kept):
    both = SideBySide.of([(Path("a/report.json"), kept), (Path("b/report.json"), kept)])
    assert [s.name for s in both.subjects] == ["a/report.json", "b/report.json"]


@pytest.mark.parametrize("count, first, last", [(2, "A", "B"), (26, "A", "Z"), (27, "1", "27")])
def test_each_report_has_a_letter_or_where_there_are_too_many_a_number(kept, count, first, last):
    small = kept | {"records": kept["records"][:1], "clauses": [], "scenarios": []}
    letters = [s.letter for s in named(**{f"r{n:02}": small for n in range(count)}).subjects]
    assert (letters[0], letters[-1], len(letters)) == (first, last, count)


def test_a_clause_that_only_an_older_contract_has_is_compared_too(kept):
    header = kept["header"] | {"contract": "2026-11-25"}
    records = [r for r in kept["records"] if r["clause"] != "ID-7"]
    clauses = [c for c in kept["clauses"] if c["id"] != "ID-7"]
    newest = kept | {"records": records, "clauses": clauses}
    both = named(newest=newest, older=kept | {"header": header})
    assert both.differing == ["ID-7"]
    assert both.clauses["ID-7"]["id"] == "ID-7"
