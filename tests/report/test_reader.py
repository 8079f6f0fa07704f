"""Reading a report: strictly, so that one that was cut off or changed shows nothing."""

import json
import re

import pytest
from reports import written
from running import conformance

from conformance.api.schemas import misfits
from conformance.report.formats.html import as_html
from conformance.report.formats.md import as_md
from conformance.report.reader import read_report, spent_in, target_in


def test_a_report_that_was_written_is_read_again(kept, tmp_path):
    assert misfits("report", kept) == ()
    assert read_report(written(tmp_path, kept)) == json.loads(json.dumps(kept))


def test_a_report_of_records_alone_is_rendered_too(kept, tmp_path):
    bare = {name: kept[name] for name in ("header", "records", "footer")}
    report = read_report(written(tmp_path, bare))
    assert "keeps the contract" in as_html(report)
    assert "keeps the contract" in as_md(report)


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


def test_what_a_run_spent_is_read_off_its_lines(kept):
    lines = ["request weight: 12 spent of 20 foretold", "second: request weight: 3 spent of 4"]
    assert spent_in(kept | {"header": kept["header"] | {"told": lines}}) == 15
    assert spent_in(kept) is None


def test_a_target_is_named_with_its_venue_where_that_is_not_coin_m():
    header = {"target": "testnet"}
    assert target_in({"header": header}) == "testnet"
    assert target_in({"header": header | {"venue": "coinm"}}) == "testnet"
    assert target_in({"header": header | {"venue": "usdm"}}) == "testnet, USDⓈ-M"
    assert target_in({"header": {"target": None, "venue": "usdm"}}) == "recordings, USDⓈ-M"
