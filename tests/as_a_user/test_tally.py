"""What a run of the suite ends with: its exit code, its reports, and the words around them."""

import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
import reports
from running import suite

from conformance.api.schemas import fits
from conformance.report.reader import read_report


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


def test_our_own_fault_looks_different_from_a_broken_contract(project):
    module = project / "tests" / "contract" / "test_identity.py"
    module.write_text(module.read_text().replace("verdict.hold()", "raise ValueError"))
    done = suite(project, "-k", "stop-twice and ID-1")
    assert done.returncode == 3


def test_nothing_selected_is_said(project):
    assert suite(project, "-k", "nothing-at-all").returncode == 5


def test_a_report_holds_every_verdict_and_how_many_there_are(project):
    done = suite(project, "-k", "stop-id", "--conformance-report", "new/report.json")
    assert done.returncode == 0
    report = json.loads((project / "new" / "report.json").read_text())
    assert fits("report", report)
    assert report["footer"]["records"] == len(report["records"]) > 100
    assert sum(report["footer"]["totals"].values()) == len(report["records"])
    assert report["header"]["target"] is None


def test_a_report_says_against_what_and_at_which_cost(against, project):
    against("-k", "stop-id-zero", "--conformance-report", "report.json")
    header = json.loads((project / "report.json").read_text())["header"]
    assert header["target"].startswith("ws://127.0.0.1:")
    assert header["evidence"] == ["other"]
    assert "request weight: 8 spent of 8 foretold" in " ".join(header["told"])


def test_a_report_that_cannot_be_written_is_bad_input(project):
    (project / "file").write_text("")
    done = suite(project, "-k", "stop-id-zero", "--conformance-report", "file/report.json")
    assert done.returncode == 4
    assert "cannot write file/report.json" in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr


def check_recordings_in_vain(project, done, why):
    """Check that a run said which recordings it could not write, and judged all the same."""
    assert done.returncode == 4, done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    first = project / "cassettes" / "other" / "stop-id-uuid.yaml"
    line = f"the recording {first} and 1 more could not be written: {why}"
    assert f"ERROR: {line}\n" in done.stdout
    assert re.search(r"^ID +Identity .* [1-9]", done.stdout, re.MULTILINE)
    return line


IN_VAIN = ["--record-mode=all", "-k", "stop-id-uuid or stop-id-zero"]


@pytest.mark.skipif(not Path("/sys").is_dir(), reason="there is no folder that is closed to root")
def test_a_run_in_a_read_only_folder_is_judged_and_names_the_recordings(project, against):
    (project / "cassettes" / "other").symlink_to("/sys")
    done = against(*IN_VAIN, "--conformance-report=report.json")
    line = check_recordings_in_vain(project, done, "Permission denied")
    report = read_report(project / "report.json")
    assert report["header"]["incomplete"] == line
    assert report["footer"]["exit_code"] == 4
    assert {record["outcome"] for record in report["records"]} >= {"kept"}


def test_a_run_on_a_full_disk_is_judged_and_names_recordings_and_report(project, serving):
    url, key = serving()
    full = ["bash", "-c", 'ulimit -f 1; exec "$@"', "bash"]  # no file may have more than 1 KiB
    command = [*full, sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *IN_VAIN]
    command += ["--live", "--target", url, "--conformance-report=report.json"]
    env = {"BINANCE_API_KEY": key, "PATH": os.environ["PATH"]}
    env["PYTHONDONTWRITEBYTECODE"] = "1"  # Python itself would leave some cut off
    done = subprocess.run(
        command, cwd=project, env=env, capture_output=True, text=True, timeout=60, check=False
    )
    check_recordings_in_vain(project, done, "File too large")
    assert "ERROR: the report report.json could not be written: File too large\n" in done.stdout
    assert list(project.glob("cassettes/other/*")) == []
