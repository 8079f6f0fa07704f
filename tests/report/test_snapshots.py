"""Reports as they are read, whole: in the terminal, as pages and as Markdown."""

import json
import re
from dataclasses import replace
from pathlib import Path
from zlib import crc32

import pytest
import reports
from captured_lines import judged
from chances import captured_by_chance, conversation_by_chance
from snapshots import without_styles

from conformance.api.document import ABSENT
from conformance.contract.clause import Problem
from conformance.contract.clauses import MUTANTS
from conformance.contract.judge import judge
from conformance.contract.judged import judge_whole
from conformance.contract.verdict import Located
from conformance.drift.accepted import Acceptance
from conformance.drift.pages.facts import Row
from conformance.drift.result import compare_sides, settle
from conformance.drift.rules import RULES
from conformance.evidence.captures.files import CaptureFile
from conformance.evidence.captures.gather import Portion
from conformance.evidence.recordings.reader import Cassette
from conformance.reference.memory import perform_in_memory
from conformance.report.badge import as_badge
from conformance.report.captures import CaptureRecords
from conformance.report.comparison import SideBySide
from conformance.report.evidence import scenario_part
from conformance.report.formats.html import as_html
from conformance.report.formats.md import as_md, drift_as_markdown
from conformance.report.known import KnownBreaches
from conformance.report.pages.side_by_side import compared_as_html, compared_as_markdown
from conformance.report.pages.timeline import history_as_html
from conformance.report.records import Record
from conformance.report.rules import rules_as_markdown, rules_as_text
from conformance.report.terminal.drift import drift_text
from conformance.report.terminal.excerpt import Room, excerpt, frame_at
from conformance.report.terminal.failure import brief_line, failure_line, failure_text
from conformance.report.terminal.github import clause_annotations, drift_annotations
from conformance.report.terminal.history import history_text
from conformance.report.terminal.pages import pages_text
from conformance.report.terminal.raw_frames import raw_command
from conformance.report.terminal.summary import summary_text
from conformance.scenarios.catalogue import BY_NAME, CATALOGUE
from conformance.transcript.conversation import conversation_of
from conformance.transcript.frames import EvidenceClass
from conformance.transcript.redaction import redact

SOME_MUTANTS = [each for each in MUTANTS if crc32(each[1].name.encode()) % 4 == 0]
"""Some, by their names: one more changes nothing."""
NAMES = ("stop-with-api-key", "stop-id-zero", "stop-malformed")
"""Few scenarios, so that a page can be looked at."""
PROBLEM = {"path": "$", "wanted": "1", "got": "2", "exchange": "exchange 1"}
CHANGES = {
    3: {"outcome": "inconclusive", "reason": "the server answered nothing", "expected": False},
    5: {"outcome": "inconclusive", "reason": "there is no second account", "expected": True},
    7: {"outcome": "blocked", "reason": "ENV-1 is broken"},
    11: {"outcome": "untested", "reason": "nothing to look at", "expected": True},
    13: {"outcome": "untested", "reason": "no answer came", "expected": False},
    17: {"outcome": "fault", "reason": "a clause failed: KeyError"},
}
"""What becomes of every so many records, so that every outcome is there."""


def mixed(report):
    """Return a report in which every outcome is there."""
    records = []
    for number, record in enumerate(report["records"], 1):
        changes = next((c for every, c in CHANGES.items() if number % every == 0), {})
        records.append(record | (changes if record["outcome"] == "kept" else {}))
        if records[-1]["outcome"] == "fault":
            records[-1]["problems"] = [PROBLEM]
        if record["outcome"] == "broken" and number % 2:
            records[-1] |= {"known": "our desk lives with it"}
    totals = reports.View(report | {"records": records}).totals
    footer = report["footer"] | {"totals": dict(totals)}
    return report | {"records": records, "footer": footer}


def records_of(report):
    return [reports.record_of(plain) for plain in report["records"]]


@pytest.fixture(scope="module")
def few():
    """Return reports of few scenarios, by what came of them."""
    kept = reports.report(names=NAMES)
    broken = reports.report(reports.mutant("id-as-text"), NAMES)
    should = reports.report(reports.mutant("failure-as-redirection"), NAMES)
    return {"kept": kept, "broken": broken, "should": should, "mixed": mixed(broken)}


@pytest.mark.parametrize("name", ["kept", "broken", "should", "mixed"])
def test_a_summary_in_the_terminal(snapshot, few, name):
    for width, color in ((100, False), (60, True), (20, False)):
        assert snapshot == summary_text(
            records_of(few[name]),
            ["reference: 3 of 3 scenarios performed"],
            [("stop-id-zero", 0.25), ("stop-malformed", 0.0104)],
            width,
            color,
            notes=["2 entries of known.toml are stale"],
        )


def test_a_summary_is_so_wide_unless_it_is_said(few):
    records = records_of(few["mixed"])
    assert summary_text(records, []) == summary_text(records, [], width=100)
    assert history_text(some_nights(few)) == history_text(some_nights(few), 100)


@pytest.mark.parametrize("name", ["kept", "broken", "should", "mixed"])
def test_a_report_as_markdown(snapshot, few, name):
    assert snapshot == as_md(few[name])


@pytest.mark.parametrize("name", ["kept", "mixed"])
def test_a_report_as_a_page(snapshot, few, name):
    assert snapshot == without_styles(as_html(few[name]))


@pytest.mark.parametrize("name", ["kept", "broken", "should", "mixed"])
def test_a_badge(snapshot, few, name):
    assert snapshot == str(as_badge(few[name], reports.DAY))


def some_nights(few):
    order = ("kept", "kept", "broken", "mixed", "kept", "should", "broken")
    return reports.history(reports.nights(*(few[name] for name in order)))


def test_a_history_in_the_terminal(snapshot, few):
    for width, color in ((100, False), (60, True), (20, False)):
        assert snapshot == history_text(some_nights(few), width, color)


def test_a_history_as_a_page(snapshot, few):
    assert snapshot == without_styles(history_as_html(some_nights(few)))


def test_reports_side_by_side(snapshot, few):
    beside = SideBySide.of((Path(f"{name}.json"), report) for name, report in few.items())
    assert snapshot == without_styles(compared_as_html(beside))
    assert snapshot == compared_as_markdown(beside)


def test_the_rules_of_drift(snapshot):
    assert snapshot == rules_as_text(RULES)
    assert snapshot == rules_as_markdown(RULES)


@pytest.fixture(scope="module")
def changed():
    """Return a comparison in which much has drifted, some of it accepted."""
    old, new = reports.Side("old"), reports.Side("new")
    for number, (_, mutant) in enumerate(SOME_MUTANTS[:16]):
        scenario = BY_NAME[NAMES[number % len(NAMES)]]
        for side, broken in ((old, None), (new, mutant)):
            transcript = redact(perform_in_memory(scenario, mutant=broken))[0]
            name = f"{scenario.name}-{number}"
            revision = "1" if side is old else "2"
            side.recordings[name] = Cassette(replace(transcript, scenario=name), None, revision)
    old.recordings["gone"] = old.recordings[name]
    new.recordings["there"] = new.recordings[name]
    new.unusable["bad"] = "it is no YAML"
    old.recordings["bad"] = old.recordings[name]
    drift = compare_sides(old, new)
    first = Acceptance(drift["changes"][0]["fingerprint"], "agreed with the desk")
    return settle(drift, (first, Acceptance("0" * 8, "nothing has it")), reports.DAY)


def test_drift_in_the_terminal(snapshot, changed):
    assert snapshot == drift_text(changed, 140, benign=True)
    assert snapshot == drift_text(changed, 60)
    styled = drift_text(changed, 60, color=True, benign=True)
    for style in ("\x1b[1;31mbreaking", "\x1b[33madditive"):
        assert style in styled
    assert snapshot == drift_text(changed, brief=True)
    assert snapshot == drift_text(changed, 20)
    plain = drift_text(changed, 100, color=False, benign=False, brief=False)
    assert drift_text(changed) == plain


def test_drift_as_markdown(snapshot, changed):
    assert snapshot == drift_as_markdown(changed)


def test_a_report_with_drift_as_a_page(snapshot, few, changed):
    small = few["kept"] | {"records": few["kept"]["records"][:3], "drift": changed}
    assert snapshot == without_styles(as_html(small))
    assert snapshot == as_md(small)


def first_broken(clause, mutant):
    """Return the first verdict that a mutant breaks, with its conversation."""
    for scenario in CATALOGUE:
        transcript = redact(perform_in_memory(scenario, mutant=mutant))[0]
        for verdict in judge(transcript, [clause, *clause.leans]):
            if verdict.clause == clause and verdict.outcome == "broken":
                return verdict, conversation_of(transcript)
    return None


@pytest.mark.parametrize(
    "clause, mutant", SOME_MUTANTS, ids=[mutant.name for _, mutant in SOME_MUTANTS]
)
def test_a_failure_in_the_terminal(snapshot, clause, mutant):
    verdict, conversation = first_broken(clause, mutant)
    again = f"pytest -k {verdict.scenario}"
    record = Record.of(verdict, again)
    several = replace(verdict, problems=verdict.problems * 5)
    texts = [
        failure_text(verdict, again, conversation),
        failure_text(several, again),
        failure_line(verdict),
        brief_line(record),
    ]
    assert snapshot == "\n".join(texts)


def test_annotations(snapshot, monkeypatch, few, changed):
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    lines = [*clause_annotations(records_of(few["mixed"])), *drift_annotations(changed)]
    assert snapshot == re.sub(r"line=\d+", "line=N", "\n".join(lines))


def test_pages_beside_the_contract(snapshot):
    members = {"stop weight": ("2", "5", "5"), "title": ("Stop", "Stop", "关闭"), "new": (1, 2, 3)}
    rows = [
        Row(name, {"en": value, "zh-CN": value}, {"en": one, "zh-CN": other})
        for name, (value, one, other) in members.items()
    ]
    rows.append(Row("x" * 50, {"en": ABSENT}, {"en": "long " * 100}))
    assert snapshot == pages_text(rows[:3], ["en", "zh-CN"], 100, color=False)
    assert snapshot == pages_text(rows[3:], ["en"], 60, color=True)
    assert snapshot == pages_text([], ["en", "zh-CN"], 60, color=False)
    assert snapshot == pages_text(rows[:3], ["en", "zh-CN"], 20, color=False)


@pytest.mark.parametrize("detailed", [0, 3])
def test_what_is_reported_of_a_capture(snapshot, detailed):
    result = judged(captured_by_chance(5), detailed=detailed)
    records = CaptureRecords(KnownBreaches((), reports.DAY))
    portion = Portion(CaptureFile("FILE", "lines"), EvidenceClass.OTHER, result.certain)
    shown = [*records.add(portion)]
    rows = [
        f"{len(shown)} shown, {records.summary_line()}",
        *(json.dumps(record.as_json()) for record in records.records),
        *(json.dumps(part) for part in records.parts),
        *(json.dumps(weight) for weight in records.weights),
        *records.complaints,
    ]
    assert snapshot == "\n".join(rows)


def test_excerpts_of_conversations_by_chance(snapshot):
    lines = []
    for seed in range(40):
        conversation = conversation_of(conversation_by_chance(seed))
        transcript = conversation.transcript
        places = [each.place for each in (*conversation.exchanges, *conversation.unattached)]
        places += [stream.place for stream in conversation.streams]
        for place in [*places, "the connection"]:
            room = Room(is_whole=seed % 3 == 0)
            located = Located(place, Problem("$.result", 1, 2))
            lines += [f"# {seed}, {place}: {frame_at(transcript, place)}"]
            lines += excerpt(conversation, located, room)
        lines.append(raw_command(transcript))
        lines.append(raw_command(transcript, 2))
    assert snapshot == "\n".join(lines)


def test_what_reports_have_of_scenarios_by_chance(snapshot):
    lines = []
    for seed in range(40):
        transcript = conversation_by_chance(seed)
        lines.append(json.dumps(scenario_part(judge_whole(transcript, reports.DAY))))
    assert snapshot == "\n".join(lines)
