"""The summary in the terminal: a table by chapter, what is broken, what could not be judged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from rich.console import Console
from rich.table import Table

from conformance.api.wording import counted
from conformance.contract.clauses import CHAPTERS, CLAUSES
from conformance.report.answerer import Answerer
from conformance.report.columns import COLUMNS
from conformance.report.records import Record, totals_of
from conformance.report.terminal.console import blank, text_of

_NAMED: Final = 4
"""So many further scenarios of a breach are named."""


def summary_text(
    records: Sequence[Record],
    evidence: Iterable[str],
    slowest: Sequence[tuple[str, float]] = (),
    width: int = 100,
    color: bool = False,
    *,
    notes: Iterable[str] = (),
) -> str:
    """Return the table of verdicts by chapter, and below it lines on what is not kept.

    ``evidence`` are sentences on where it came from; ``slowest`` are scenarios with their seconds;
    ``notes`` are sentences on what to see to.
    """
    console = blank(width, color)
    times = ", ".join(f"{name} {seconds * 1000:.0f} ms" for name, seconds in slowest)
    what = _answerer(records) + (f"; slowest: {times}" if times else "")
    console.print(f"judged: {what}", soft_wrap=True)
    console.print(_table(records))
    for line in evidence:
        console.print(f"evidence   {line}", soft_wrap=True)
    _print_untested(console, records)
    _print_reasons(console, records)
    _print_broken(console, records)
    for line in notes:
        console.print(f"note       {line}", soft_wrap=True)
    return text_of(console)


def _answerer(records: Sequence[Record]) -> str:
    """Return whose answers were judged, in words."""
    if not {r.outcome for r in records} - {"inconclusive"}:
        return "nothing could be judged"
    answerer = Answerer.of(records)
    return f"{answerer.name}{answerer.caveat}"


def _table(records: Sequence[Record]) -> Table:
    counts = {
        chapter.code: totals_of(r for r in records if r.chapter == chapter.code)
        for chapter in CHAPTERS
    }
    total: Counter[str] = sum(counts.values(), Counter())
    columns = [c for c in COLUMNS if c.is_always_shown or total[c.name]]
    table = Table(box=None, pad_edge=False, header_style="bold", show_footer=True)
    table.add_column("chapter", footer="all", no_wrap=True)
    clauses = {record.clause for record in records}
    table.add_column("clauses", justify="right", footer=f"{len(clauses)}")
    for column in columns:
        footer = f"{total[column.name]}"
        table.add_column(column.name, justify="right", style=column.style, footer=footer)
    for chapter in CHAPTERS:
        count = counts[chapter.code]
        if count:
            judged = sum(1 for clause in chapter.clauses if clause.id in clauses)
            cells = [str(count[c.name]) if count[c.name] else "·" for c in columns]
            table.add_row(f"{chapter.code:5}{chapter.title}", str(judged), *cells)
    return table


def _print_untested(console: Console, records: Sequence[Record]) -> None:
    """Print the clauses that had no subject in any scenario."""
    by_clause: dict[str, set[str]] = {}
    for record in records:
        by_clause.setdefault(record.clause, set()).add(record.outcome)
    never = [clause for clause in CLAUSES if by_clause.get(clause.id) == {"untested"}]
    for clause in never:
        console.print(f"untested   {clause.id}: {clause.sentence}", soft_wrap=True)


def _print_reasons(console: Console, records: Sequence[Record]) -> None:
    """Print each reason of inconclusive verdicts, with the number of verdicts and scenarios."""
    causes: dict[tuple[str, str], list[Record]] = {}
    for record in records:
        if record.outcome in {"inconclusive", "fault"}:
            causes.setdefault((record.column, record.reason), []).append(record)
    for (column, reason), affected in sorted(causes.items(), key=lambda cause: cause[0][0]):
        scenarios = counted(len({record.scenario for record in affected}), "scenario")
        verdicts = counted(sum(record.verdicts for record in affected), "verdict")
        console.print(f"{column:10} {verdicts} of {scenarios}: {reason}", soft_wrap=True)


def _print_broken(console: Console, records: Sequence[Record]) -> None:
    """Print each broken clause once, with its first problem; apart from it what is known."""
    sentences = {clause.id: clause.sentence for clause in CLAUSES}
    broken: dict[tuple[str, str | None], list[Record]] = {}
    for record in records:
        if record.outcome == "broken":
            broken.setdefault((record.clause, record.known), []).append(record)
    for (clause, known), breaches in broken.items():
        first, label = breaches[0], "broken" if known is None else "known"
        problem = first.problems[0] if first.problems else {"path": "", "wanted": "", "got": ""}
        console.print(
            f"{label:11}{clause} {first.level}  {sentences.get(clause, '')}\n"
            f"           in {counted(sum(r.verdicts for r in breaches), 'scenario')}, "
            f"first {first.scenario}, "
            f"{problem['path']}: wanted {problem['wanted']}, got {problem['got']}"
            + _others(breaches)
            + _in_full(first)
            + ("" if known is None else f"\n           known: {known}"),
            soft_wrap=True,
        )


def _in_full(record: Record) -> str:
    """Return the line on how to see a SHOULD in full, which fails no test of itself."""
    if record.level != "SHOULD" or record.known or "--only" not in record.again:
        return ""
    strict = "" if "--fail-on" in record.again else " --fail-on should"
    return f"\n           in full: {record.again}{strict}"


def _others(breaches: Sequence[Record]) -> str:
    """Return the line that names other scenarios of a breach, if there are any."""
    names = [*dict.fromkeys(record.scenario for record in breaches)][1:]
    if not names:
        return ""
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return f"\n           and {', '.join(names[:_NAMED])}{more}"
