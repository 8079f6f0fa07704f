"""Reports side by side, as a page and as Markdown."""

from pathlib import Path

from reports import cell

from conformance.report.comparison import SideBySide
from conformance.report.pages.side_by_side import (
    compared_as_html,
    compared_as_markdown,
    compared_lines,
)


def both(*reports):
    return SideBySide.of((Path(f"{n}.json"), report) for n, report in enumerate(reports))


def test_a_page_has_the_clauses_that_differ_and_folds_those_alike(kept, broken):
    page = compared_as_html(both(kept, broken))
    apart, alike = page.split('id="alike-title"')
    assert f'<td class="broken" title="broken">{cell(broken, "ID-1")}</td>' in apart
    assert "wanted 7, got &#34;7&#34;" in apart
    assert "STAT-1" not in apart
    assert "STAT-1" in alike


def test_a_hostile_server_harms_no_comparison(kept, hostile):
    page = compared_as_html(both(kept, hostile))
    text = compared_as_markdown(both(kept, hostile))
    assert "<script>window" not in page
    assert "<img src=x" not in page
    assert "<script>" not in text
    assert not {"\x1b", "\u202e"} & set(page + text)


def test_markdown_has_a_row_for_each_clause_that_differs(kept, broken):
    cells = f"| ID-1 | {cell(kept, 'ID-1')} | {cell(broken, 'ID-1')} | MUST |"
    rows = [line for line in compared_as_markdown(both(kept, broken)).splitlines() if "✗" in line]
    assert len(rows) == 1
    assert rows[0].startswith(cells)


def test_every_subject_says_whose_answers_it_has(kept):
    lines = compared_lines(both(kept, kept))
    assert lines[0] == "2 reports side by side: no clause differs"
    assert [line for line in lines if "The reference server keeps the contract" in line] == lines[
        2:
    ]
