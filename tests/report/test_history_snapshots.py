"""Histories put together by chance, whole: what stood how, month by month."""

import random
from datetime import date

import reports
from snapshots import without_styles

from conformance.report.calendar import months_of, standings, verdict_of
from conformance.report.history import history_row
from conformance.report.pages.timeline import history_as_html
from conformance.report.terminal.history import history_text

OUTCOMES = ("kept",) * 4 + ("broken", "untested", "inconclusive", "fault", "blocked")
PROBLEM = {"path": "$.id", "wanted": "7", "got": '"7"', "exchange": "exchange 1"}
CLAUSES = ("ID-1", "STAT-1", "ERR-9", "RES-1")


def night_by_chance(chance, base):
    """Return a report in which some clauses have outcomes by chance."""
    records = []
    for record in base["records"]:
        if record["clause"] in CLAUSES:
            outcome = chance.choice(OUTCOMES)
            is_broken = outcome == "broken"
            changes = {"outcome": outcome, "problems": [PROBLEM] if is_broken else []}
            changes["reason"] = "" if outcome in {"kept", "broken"} else f"it is {outcome}"
            changes["known"] = "known" if is_broken and chance.random() < 0.2 else None
            records.append(record | changes)
        else:
            records.append(record)
    header = base["header"] | {"target": chance.choice(("testnet", "testnet", "reference"))}
    header["contract"] = chance.choice(("2026-11-25", "2026-11-29", "2026-11-29"))
    totals = dict(reports.View(base | {"records": records}).totals)
    return base | {
        "header": header,
        "records": records,
        "footer": base["footer"] | {"totals": totals},
    }


def history_by_chance(seed):
    """Return a history of some nights, some of them on one day, with some days missing."""
    chance, base = random.Random(seed), reports.report(names=("stop-id-zero",))
    day, nights = date(2026, 9, 27).toordinal(), []
    for _ in range(16):
        day += chance.choice((0, 1, 1, 1, 2, 5))
        report = night_by_chance(chance, base)
        hour = chance.randrange(24)
        at = f"{date.fromordinal(day)}T{hour:02}:17:00+00:00"
        nights.append(
            (str(date.fromordinal(day)), report | {"header": report["header"] | {"at": at}})
        )
    return reports.history(nights)


def test_histories_by_chance(snapshot):
    lines = []
    for seed in range(6):
        history = history_by_chance(seed)
        rows = standings(history)
        lines += [f"# {seed}: {verdict_of(rows)}", *map(str, rows)]
        lines += [str(history_row(night)) for night in history.nights]
        for month in months_of(history):
            lines.append(f"{month.name} {month.days}")
            lines += [f"{name}: {[c.outcome for c in cells]}" for name, cells in month.rows]
        lines += [history_text(history, 90), history_text(history, 60, color=True)]
    assert snapshot == "\n".join(lines)


def test_the_page_of_a_history_by_chance(snapshot):
    assert snapshot == without_styles(history_as_html(history_by_chance(1)))
