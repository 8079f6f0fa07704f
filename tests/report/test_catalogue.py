"""The contract as rows, and rows as JSON and as Markdown."""

from conformance.api.sources import REVISION
from conformance.contract.clauses import CLAUSES, MUTANTS
from conformance.report.catalogue import mutant_rows, rows_as_json, rows_as_markdown


def test_rows_as_json_are_indented_and_readable_with_the_contracts_revision():
    assert rows_as_json(rows=[{"a": "關"}]).splitlines() == [
        "{",
        f'  "contract": "{REVISION}",',
        '  "rows": [',
        "    {",
        '      "a": "關"',
        "    }",
        "  ]",
        "}",
    ]


def test_rows_as_markdown_have_the_columns_in_order_and_no_bar_of_their_own():
    rows = [{"a": "x|y", "b": 1, "c": "not shown"}]
    wanted = ["| b | a |", "| --- | --- |", "| 1 | x\\|y |"]
    assert rows_as_markdown(rows, ("b", "a")).splitlines() == wanted


def test_every_mutant_has_a_row_in_the_order_of_the_contract():
    rows = mutant_rows()
    assert [row["mutant"] for row in rows] == [mutant.name for _, mutant in MUTANTS]
    assert list(dict.fromkeys(row["breaks"] for row in rows)) == [clause.id for clause in CLAUSES]
