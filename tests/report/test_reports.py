"""Reports in every form: one source, read strictly, shown without harm."""

import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from datetime import date

import pytest
import reports

from conformance.api.schemas import misfits
from conformance.api.wording import visible
from conformance.contract.clauses import CLAUSES
from conformance.report.badge import as_badge
from conformance.report.escaping import code, command, fenced, markdown
from conformance.report.formats.html import as_html, history_as_html
from conformance.report.formats.md import as_md
from conformance.report.history import History, Night, read_history
from conformance.report.marking import lines
from conformance.report.reader import read_report
from conformance.report.terminal.history import history_text
from conformance.report.view import View


@pytest.fixture(scope="module")
def kept():
    return reports.report()


@pytest.fixture(scope="module")
def broken():
    return reports.report(reports.mutant("id-as-text"))


@pytest.fixture(scope="module")
def hostile():
    return reports.report(reports.HOSTILE_MUTANT, reports.SOME)


def conformance(*arguments, cwd):
    return subprocess.run(
        [sys.executable, "-m", "conformance", *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        cwd=cwd,
        env=os.environ | {"COLUMNS": "100"},
    )


def written(folder, report, name="report.json"):
    path = folder / name
    path.write_text(json.dumps(report), "utf-8")
    return path


# reading


def test_a_report_that_was_written_is_read_again(kept, tmp_path):
    assert misfits("report", kept) == ()
    assert read_report(written(tmp_path, kept)) == json.loads(json.dumps(kept))


def test_a_report_of_records_alone_is_rendered_too(kept, tmp_path):
    bare = {name: kept[name] for name in ("header", "records", "footer")}
    report = read_report(written(tmp_path, bare))
    assert "The contract is kept" in as_html(report)
    assert "The contract is kept" in as_md(report)


SPOILT = {
    "empty": (lambda _: "", "it is empty"),
    "cut off": (lambda text: text[: len(text) // 2], "it is no JSON, or was cut off"),
    "no report": (lambda _: "{}", "it is no report"),
    "a list": (lambda _: "[]", "it is no report"),
    "records taken out": (
        lambda text: json.dumps(json.loads(text) | {"records": json.loads(text)["records"][:7]}),
        r"7 records are left of \d+: it was cut off or changed",
    ),
    "no time": (
        lambda text: text.replace("2026-11-23T03:17:00+00:00", "this morning"),
        "the time in its header is none",
    ),
    "an outcome changed": (
        lambda text: text.replace('"outcome": "kept"', '"outcome": "untested"', 1),
        "its totals are not those of its records",
    ),
}


@pytest.mark.parametrize("how", SPOILT)
@pytest.mark.parametrize("reader", ["report", "history"])
def test_a_spoilt_report_is_refused_by_every_reader_by_name_and_reason(kept, tmp_path, how, reader):
    spoil, why = SPOILT[how]
    (tmp_path / "report.json").write_text(spoil(json.dumps(kept)))
    arguments = (
        ("report", "report.json", "-o", "out.html") if reader == "report" else ("history", ".")
    )
    done = conformance(*arguments, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert re.search(rf"report\.json: {why}", done.stderr), done.stderr
    assert not (tmp_path / "out.html").exists()


def test_a_report_that_is_not_there_is_one_clear_line(tmp_path):
    done = conformance("report", "nowhere.json", "-o", "out.html", cwd=tmp_path)
    assert done.returncode == 2
    assert "nowhere.json: it cannot be read" in done.stderr


def test_a_form_that_is_none_is_refused(kept, tmp_path):
    written(tmp_path, kept)
    done = conformance("report", "report.json", "-o", "out.pdf", cwd=tmp_path)
    assert done.returncode == 2
    assert "out.pdf: a report is written as .html, .md, .json" in done.stderr


@pytest.mark.parametrize("ending", ["html", "md", "json"])
def test_an_old_report_is_rendered_again_the_same(broken, tmp_path, ending):
    written(tmp_path, broken)
    for name in ("one", "other"):
        done = conformance("report", "report.json", "-o", f"{name}.{ending}", cwd=tmp_path)
        assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / f"one.{ending}").read_text() == (tmp_path / f"other.{ending}").read_text()


# what is shown


def test_the_verdict_is_one_sentence(kept, broken, hostile):
    assert View(kept).sentence == "The contract is kept, in 103 scenarios."
    assert View(broken).sentence.startswith("The contract is broken: 1 clause in ")
    assert View(hostile).verdict == "broken"


def test_what_could_not_be_had_is_never_green(kept):
    records = [r | {"outcome": "inconclusive", "reason": "unreachable"} for r in kept["records"]]
    view = View(kept | {"records": records})
    assert view.verdict == "inconclusive"
    assert "could not be had" in view.sentence


def test_from_the_page_alone_one_can_say_what_was_asked_came_was_wanted_and_by_whom(broken):
    page = as_html(broken)
    case = View(broken).broken[0].occurrences[0]
    assert [line.text for line in case.request if "method" in line.text]
    (marked,) = [line.text for line in case.answer if line.is_marked]
    assert marked == '  "id": "7",'
    assert f"<mark>{marked.replace(chr(34), '&#34;')}</mark>" in page
    for told in (case.problem["wanted"], "An answer carries the id of its request"):
        assert told in page
    assert "COIN-M WebSocket API General Info" in page
    assert "pytest -k &#34;stop-id-integer and ID-1&#34;" in page


def test_every_clause_has_its_sentence_source_and_link(kept):
    page = as_html(kept)
    for clause in CLAUSES:
        assert f'id="{clause.id}"' in page
        assert clause.source.url.replace("&", "&amp;") in page


def test_authentication_is_a_grid_of_keys_and_sessions(kept):
    grid = View(kept).grid
    assert grid["absent", "logged-on"].keys() == {"let through"}
    assert all(told.startswith("refused") for told in grid["absent", "none"])
    assert all(told.startswith("refused") for told in grid["unknown", "logged-on"])


def test_what_is_missing_has_a_line_of_its_own():
    found = lines('{"a":{"b":1}}', "$.a.c")
    assert [line.text for line in found if line.is_missing] == ['    "c" is missing']
    assert [line.text for line in lines("no json", "$.x")] == ["no json"]
    assert lines(None)[0].text == "no answer came"


def test_green_is_short_and_red_is_complete(kept, broken):
    assert len(as_md(kept).splitlines()) < 8
    red = as_md(broken)
    for told in ('"id": "7", ←', "ID&#45;1" if "ID&#45;1" in red else "ID-1", "See it again"):
        assert told in red


# harm


def test_a_hostile_server_harms_no_page(hostile):
    page = as_html(hostile)
    assert "<script>window" not in page
    assert "<img src=x" not in page
    assert not {"\x1b", "\u202e"} & set(page)
    assert len(page) < 2**20


def test_a_page_runs_no_script_but_its_own(hostile):
    page = as_html(hostile)
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)[1]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert page.count("<script") == 2  # the data, and our own


def test_a_hostile_server_harms_no_markdown(hostile):
    text = as_md(hostile)
    outside = re.sub(r"(~{3,})\w*\n.*?\n\1", "", text, flags=re.DOTALL)
    assert "<script>" not in outside
    assert "<img" not in outside
    assert not {"\x1b", "\u202e"} & set(text)


@pytest.mark.parametrize("text", ["~~~", "~~~~~~\n# x", "a\n~~~\nb"])
def test_no_text_ends_its_own_fence(text):
    block = fenced(text).splitlines()
    assert block[0] == block[-1]
    assert block[0] not in block[1:-1]


def test_markdown_has_no_mark_of_its_own_left():
    assert markdown("a|b\n# *c* <d>") == "a&#124;b &#35; &#42;c&#42; &lt;d&gt;"
    assert markdown("[e](f) `g` @h\x1b") == "&#91;e&#93;&#40;f&#41; &#96;g&#96; &#64;h\ufffd"
    assert code("<") == "<code>&lt;</code>"
    assert visible("\x00\x1b\u202e\n") == "\ufffd\ufffd\ufffd\n"


def test_no_message_ends_its_own_command():
    line = command("error", "a\n::error::b%", title="c:d,e", line=3)
    assert line == "::error title=c%3Ad%2Ce,line=3::a%0A::error::b%25"


def test_a_hostile_server_harms_neither_terminal_nor_junit_nor_any_report(against, project):
    forms = [f"--conformance-report=out.{form}" for form in ("json", "html", "md")]
    done = against(
        "-k",
        "stop-with-api-key",
        "--junitxml=junit.xml",
        *forms,
        mutant=reports.HOSTILE_MUTANT,
        GITHUB_ACTIONS="true",
    )
    assert done.returncode == 1
    assert not {"\x1b", "\u202e"} & set(done.stdout + done.stderr)
    ET.parse(project / "junit.xml")  # noqa: S314 - written a line above
    assert (project / "junit.xml").stat().st_size < 2**20
    assert len(done.stdout) < 2**20
    assert "<script>window" not in (project / "out.html").read_text()
    assert read_report(project / "out.json")["footer"]["exit_code"] == 1


# size


def test_a_page_of_ten_thousand_verdicts_is_small(tmp_path):
    report = read_report(written(tmp_path, reports.many(10_000)))
    assert len(as_html(report).encode()) < 5 * 2**20


# badge


@pytest.mark.parametrize(
    "today, message, color",
    [
        (date(2026, 11, 23), "kept · 2026-11-23", "brightgreen"),
        (date(2026, 11, 24), "kept · 2026-11-23", "brightgreen"),
        (date(2026, 11, 30), "kept · 2026-11-23, 7 days old", "lightgrey"),
    ],
)
def test_a_badge_says_the_day_and_how_old_it_is(kept, today, message, color):
    badge = as_badge(kept, today)
    assert (badge["schemaVersion"], badge["label"]) == (1, "contract")
    assert (badge["message"], badge["color"]) == (message, color)


def test_a_badge_of_a_broken_contract_is_red(broken):
    assert as_badge(broken, date(2026, 11, 23))["color"] == "red"


# history


@pytest.fixture(scope="module")
def nights(kept, broken):
    days = (
        ("2026-11-20", kept),
        ("2026-11-21", broken),
        ("2026-11-22", kept),
        ("2026-11-23", broken),
    )
    return [
        (day, report | {"header": report["header"] | {"at": f"{day}T03:17:00+00:00"}})
        for day, report in days
    ]


@pytest.fixture
def history(nights):
    return History([Night(f"{day}.json", View(report)) for day, report in nights])


def test_history_says_when_a_clause_first_broke(history):
    assert history.changing == ["ID-1"]
    assert history.first_broke("ID-1") == "2026-11-21"
    assert history.row("ID-1") == ["kept", "broken", "kept", "broken"]
    line = next(line for line in history_text(history).splitlines() if line.startswith("ID-1"))
    assert line.split() == ["ID-1", "✓✗✓✗", "2026-11-21"]


@pytest.mark.parametrize("width", [40, 60, 200])
def test_history_fits_the_window(history, width):
    assert all(len(line) <= max(width, 75) for line in history_text(history, width).splitlines())


def test_history_is_sorted_by_time_whatever_the_files_are_called(nights, tmp_path):
    for number, (_, report) in enumerate(reversed(nights)):
        written(tmp_path, report, f"{number}.json")
    found, complaints = read_history(tmp_path)
    assert [night.day for night in found.nights] == [day for day, _ in nights]
    assert complaints == []


def test_of_a_history_with_a_spoilt_report_the_rest_is_shown(nights, tmp_path):
    for day, report in nights[:2]:
        written(tmp_path, report, f"{day}.json")
    (tmp_path / "cut.json").write_text("{")
    done = conformance("history", ".", "-o", "history.html", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stdout.startswith("2 reports, 2026-11-20 to 2026-11-21")
    assert "cut.json: it is no JSON, or was cut off" in done.stderr
    assert "ID-1" in (tmp_path / "history.html").read_text()


def test_reports_of_several_targets_are_not_taken_for_change_in_time(nights):
    (_, first), (_, second) = nights[:2]
    second = second | {"header": second["header"] | {"target": "testnet"}}
    history = History([Night("a", View(first)), Night("b", View(second))])
    assert any("several targets" in line for line in history.notes)
    assert "several targets" in history_as_html(history)


def test_a_folder_without_reports_is_one_clear_line(tmp_path):
    done = conformance("history", ".", cwd=tmp_path)
    assert done.returncode == 2
    assert "there is no report (*.json) in it" in done.stderr


def test_a_run_with_a_fault_of_its_own_is_never_green(kept):
    view = View(kept | {"footer": kept["footer"] | {"exit_code": 3}})
    assert view.verdict == "fault"
    assert as_badge(view.report, date(2026, 11, 23))["isError"]


def test_a_badge_beside_reports_is_no_report(kept, tmp_path):
    written(tmp_path, kept)
    conformance("report", "report.json", "-o", "badge.json", cwd=tmp_path)
    done = conformance("history", ".", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    done = conformance("report", "report.json", "-o", "report.json", cwd=tmp_path)
    assert done.returncode == 2
    assert "that is the report itself" in done.stderr
