"""Drift in words and tables: terminal, Markdown, annotations. It reads what was compared."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from rich.table import Table

from conformance.api.wording import counted
from conformance.report.escaping import code, command, markdown
from conformance.report.terminal.console import blank, text_of

_STYLES: Final = {"breaking": "bold red", "additive": "yellow", "benign": "dim"}
_LEVELS: Final = {"breaking": "error", "additive": "warning", "benign": "notice"}
_MOST: Final = 40
_NAMED: Final = 5
Plain = Mapping[str, Any]


def grouped(drift: Plain, classes: Sequence[str]) -> list[list[Plain]]:
    """Return the changes of some classes that are not accepted, those of one kind together."""
    groups: dict[str, list[Plain]] = {}
    for change in drift["changes"]:
        if change["class"] in classes and change["accepted"] is None:
            groups.setdefault(change["everywhere"], []).append(change)
    return sorted(groups.values(), key=lambda group: classes.index(group[0]["class"]))


def verdict(drift: Plain) -> str:
    """Say in one line what came of it."""
    totals = drift["totals"]
    kinds = {name: len(grouped(drift, [name])) for name in _STYLES}
    of_kinds = {n: f" of {counted(k, 'kind')}" for n, k in kinds.items() if k < totals[n]}
    counts = ", ".join(f"{n} {name}{of_kinds.get(name, '')}" for name, n in totals.items() if n)
    what = "scenario" if drift["kind"] == "recordings" else "schema"
    scenarios = counted(drift["compared"], what)
    if not drift["compared"]:
        return f"nothing was compared: {_side(drift['old'])} → {_side(drift['new'])}"
    return f"{counts or 'no drift'} in {scenarios}: {_side(drift['old'])} → {_side(drift['new'])}"


def _side(side: Plain) -> str:
    days = side["recorded"]
    recorded = f", recorded {' to '.join(sorted({days[0], days[-1]}))}" if days else ""
    evidence = f" ({', '.join(side['evidence'])}{recorded})" if side["evidence"] else ""
    return f"{side['name']}{evidence}"


def notes(drift: Plain) -> Iterator[str]:
    """Yield what there is to say besides the changes."""
    for name, side in (("only_old", drift["old"]), ("only_new", drift["new"])):
        if found := drift[name]:
            more = f" and {len(found) - _NAMED} more" if len(found) > _NAMED else ""
            yield f"only in {side['name']}: {', '.join(found[:_NAMED])}{more}"
    yield from _not_compared(drift["not_compared"])
    for entry in drift["acceptances"]:
        yield f"acceptance {entry['fingerprint']} ({entry['reason']}): {entry['problem']}"


def _not_compared(entries: Sequence[Plain]) -> Iterator[str]:
    """Yield each reason once, with the number of scenarios that it took."""
    reasons: dict[str, list[str]] = {}
    for entry in entries:
        reasons.setdefault(entry["why"], []).append(entry["scenario"])
    for why, names in [*reasons.items()][:_MOST]:
        more = f" and {len(names) - 1} more" if len(names) > 1 else ""
        yield f"not compared: {names[0]}{more}: {why}"


def where(group: Sequence[Plain]) -> str:
    """Say where a kind of change was seen."""
    first, found = group[0], {change["scenario"] for change in group}
    place = f"{first['scenario']}, {first['where']}"
    if len(group) == 1:
        return place
    return f"{len(group)} times, in {place}" + (
        f" and {len(found) - 1} more" if len(found) > 1 else ""
    )


def as_text(drift: Plain, width: int = 100, color: bool = False, benign: bool = False) -> str:
    """Return the changes as a table, old and new side by side; benign ones are counted only."""
    console = blank(width, color)
    for line in drift["told"]:
        console.print(line, soft_wrap=True)
    console.print(verdict(drift), soft_wrap=True)
    shown = grouped(drift, [*_STYLES] if benign else [*_STYLES][:2])
    if shown:
        console.print(_table(shown[:_MOST]))
    if len(shown) > _MOST:
        console.print(f"… and {len(shown) - _MOST} kinds more; --format json has them all")
    for line in notes(drift):
        console.print(line, soft_wrap=True)
    return text_of(console)


def _table(groups: Sequence[Sequence[Plain]]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 1, 0))
    table.add_column("class", no_wrap=True)
    for name in ("what changed", "old", "new", "where"):
        table.add_column(name, overflow="fold", ratio=1)
    table.add_column("accept with", no_wrap=True)
    for group in groups:
        first = group[0]
        what = f"{first['sentence']}\n{first['path']}"
        key = first["fingerprint"] if len(group) == 1 else first["everywhere"]
        row = (first["class"], what, first["old"], first["new"], where(group), key)
        table.add_row(*row, style=_STYLES[first["class"]])
    return table


def as_markdown(drift: Plain) -> str:
    """Return the changes for a job summary: a line when there are none."""
    lines = [f"### Drift\n\n{markdown(verdict(drift))}"]
    lines += [f"\n**Note:** {markdown(line)}" for line in drift["told"]]
    groups = grouped(drift, [*_STYLES])
    if groups:
        lines.append("\n| class | what changed | old | new | where | accept with |")
        lines.append("| --- | --- | --- | --- | --- | --- |")
        lines += [_row(group) for group in groups[:_MOST]]
    if len(groups) > _MOST:
        lines.append(f"\n… and {len(groups) - _MOST} kinds more.")
    lines += [f"\n- {markdown(line)}" for line in notes(drift)]
    return "\n".join(lines)


def _row(group: Sequence[Plain]) -> str:
    first = group[0]
    what = f"{markdown(first['sentence'])}<br>{code(first['path'])}"
    key = first["fingerprint"] if len(group) == 1 else first["everywhere"]
    cells = (
        first["class"],
        what,
        code(first["old"]),
        code(first["new"]),
        markdown(where(group)),
        code(key),
    )
    return f"| {' | '.join(cells)} |"


def github(drift: Plain) -> Iterator[str]:
    """Yield annotations where it is GitHub that reads the output: a line for each kind of change.

    They are errors, warnings and notices.
    """
    if os.environ.get("GITHUB_ACTIONS") != "true":
        return
    for group in grouped(drift, [*_STYLES])[:_MOST]:
        first = group[0]
        said = f"{first['sentence']} {first['path']}: {first['old']} → {first['new']}; "
        title = f"Drift, {first['class']}: {first['rule']}"
        yield command(_LEVELS[first["class"]], said + where(group), title=title)
