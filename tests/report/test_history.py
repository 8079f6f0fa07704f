"""Reports of many nights, one beside the other."""

import json
from datetime import date
from pathlib import Path

import pytest
import reports
from reports import written

from conformance.api.sources import REVISION
from conformance.report.badge import as_badge
from conformance.report.history import History, Night, _is_badge, read_history
from conformance.report.pages.timeline import history_as_html
from conformance.report.terminal.history import history_text
from conformance.report.view import View


def test_history_says_when_a_clause_first_broke(nights):
    history = reports.history(nights)
    assert history.changing == ["ID-1"]
    assert history.first_broke("ID-1") == "2026-11-21"
    assert history.row("ID-1") == ["kept", "broken", "kept", "broken"]
    line = next(line for line in history_text(history).splitlines() if line.startswith("ID-1"))
    assert line.split() == ["ID-1", "✓✗✓✗", "2026-11-21"]


def test_a_known_breach_is_one_in_the_history(nights):
    (day, kept), (later, broken) = nights[:2]
    records = [
        r | ({"known": "agreed"} if r["outcome"] == "broken" else {}) for r in broken["records"]
    ]
    history = reports.history([(day, kept), (later, broken | {"records": records})])
    assert history.row("ID-1") == ["kept", "known"]
    assert history.first_broke("ID-1") == "2026-11-21"
    assert "ID-1    ✓≈" in history_text(history)
    assert 'class="known"' in history_as_html(history)


def test_history_is_sorted_by_time_whatever_the_files_are_called(nights, tmp_path):
    for number, (_, report) in enumerate(reversed(nights)):
        written(tmp_path, report, f"{number}.json")
    history, complaints = read_history(tmp_path)
    assert [night.day for night in history.nights] == [day for day, _ in nights]
    assert complaints == []


@pytest.mark.parametrize(
    "made, today, line",
    [
        ((0, 1, 2, 3), 23, None),
        ((0, 1, 2, 3), 24, None),
        ((0, 2, 3), 23, "1 night missing: 2026-11-21"),
        ((0, 3), 23, "2 nights missing: 2026-11-21 to 2026-11-22"),
        ((1, 3), 27, "4 nights missing: 2026-11-22, 2026-11-24 to 2026-11-26"),
        ((3, 3), 25, "1 night missing: 2026-11-24"),
    ],
    ids=["none", "not yet today", "one", "two in a row", "up to yesterday", "two reports a day"],
)
def test_nights_without_a_report_are_named(nights, made, today, line):
    few = [Night(f"{i}", View(nights[i][1])) for i in made]
    history = History(few, date(2026, 11, today))
    assert [note for note in history.notes if "missing" in note] == ([line] if line else [])
    assert line is None or (line in history_text(history) and line in history_as_html(history))


def test_of_many_gaps_the_newest_are_named(nights):
    def on(day):
        report = nights[0][1]
        return report | {"header": report["header"] | {"at": f"2026-10-{day:02}T03:17:00+00:00"}}

    history = History([Night(f"{day}", View(on(day))) for day in range(1, 16, 2)])
    assert history.notes[-1].startswith("7 nights missing: 2 earlier gaps, 2026-10-06, ")


def test_reports_of_several_targets_are_not_taken_for_change_in_time(nights):
    (_, first), (_, second) = nights[:2]
    second = second | {"header": second["header"] | {"target": "testnet"}}
    history = History([Night("a", View(first)), Night("b", View(second))])
    assert any("several targets" in line for line in history.notes)
    assert "several targets" in history_as_html(history)


def test_a_change_of_the_contract_is_said_with_its_day(kept):
    older = kept | {"header": kept["header"] | {"contract": "2026-11-25"}}
    notes = reports.history(reports.nights(older, older, kept)).notes
    line = f"2026-11-22: judged by the contract of {REVISION}, before it by that of 2026-11-25"
    assert line in notes
    assert not [n for n in reports.history(reports.nights(kept, kept)).notes if "contract" in n]


def test_the_weight_of_a_night_is_the_highest_count(kept):
    points = [{"scenario": "a", "foretold": 90, "counted": count} for count in (7, 31, 12)]
    assert Night("a", View(kept | {"weights": points})).weight == 31
    assert Night("a", View(kept | {"weights": []})).weight is None


def test_only_what_begins_like_a_badge_is_one(tmp_path, kept):
    badge, report = tmp_path / "badge.json", tmp_path / "report.json"
    badge.write_text(json.dumps(as_badge(kept, date(2026, 11, 23)), indent=1))
    report.write_text(json.dumps(kept, indent=1))
    unreadable = Path("/proc/self/mem")
    assert [_is_badge(each) for each in (badge, report, tmp_path, unreadable)] == [
        True,
        False,
        False,
        False,
    ]
