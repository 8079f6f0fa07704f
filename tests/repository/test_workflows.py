"""The workflows: sound by the linters, pinned, with few rights; and issues opened once a break."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from github import GITHUB, Step
from places import ROOT

from conformance.api.venues import COIN_M

WORKFLOWS = sorted((GITHUB / "workflows").glob("*.yml"))
BIN = Path(sys.executable).parent
NAMES = [str(path) for path in WORKFLOWS]
ACTION = str(ROOT / "action.yml")
LINTERS = {
    "the schema of workflows": [
        "check-jsonschema",
        "--builtin-schema",
        "vendor.github-workflows",
        *NAMES,
    ],
    "the schema of actions": [
        "check-jsonschema",
        "--builtin-schema",
        "vendor.github-actions",
        ACTION,
    ],
    "security": ["zizmor", "--offline", "--no-progress", *NAMES, ACTION],
    "expressions": ["actionlint", *NAMES],
}
"""The last reads action.yml, too, as a workflow uses it."""


@pytest.mark.parametrize("linter", LINTERS)
def test_a_linter_finds_nothing(linter):
    program, *arguments = LINTERS[linter]
    done = subprocess.run([BIN / program, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_has_no_rights_but_those_of_its_jobs_and_pins_what_it_uses(path):
    workflow = yaml.safe_load(path.read_text("utf-8"))
    assert workflow["permissions"] == {}
    for name, job in workflow["jobs"].items():
        assert "timeout-minutes" in job, name
        for step in job["steps"]:
            used = step.get("uses", "./")
            assert used == "./" or re.fullmatch(r"actions/[\w-]+@[0-9a-f]{40}", used)


def test_no_fork_and_no_pull_request_reaches_the_secrets():
    workflow = yaml.safe_load((GITHUB / "workflows" / "nightly.yml").read_text("utf-8"))
    assert set(workflow[True]) == {"schedule", "workflow_dispatch"}  # YAML reads "on" as true
    holders = [name for name, job in workflow["jobs"].items() if "secrets." in json.dumps(job)]
    assert holders == ["perform"]
    assert workflow["jobs"]["perform"]["environment"] == "testnet"
    assert workflow["jobs"]["perform"]["if"] == "${{ !github.event.repository.fork }}"


def test_the_options_that_the_night_uses_exist():
    text = (GITHUB / "workflows" / "nightly.yml").read_text("utf-8")
    (line,) = re.findall(r"pytest (--live.*?) >", text, re.DOTALL)
    options = re.findall(r"--[\w-]+", line)
    output = subprocess.run(
        [sys.executable, "-m", "pytest", "--help"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=True,
    ).stdout
    assert [option for option in options if option not in output] == []


def nightly():
    return yaml.safe_load((GITHUB / "workflows" / "nightly.yml").read_text("utf-8"))


def test_only_the_job_that_performs_can_be_given_another_runner():
    runners = {name: job["runs-on"] for name, job in nightly()["jobs"].items()}
    own = runners.pop("perform")
    assert "vars.NIGHTLY_RUNNER" in own
    assert own.endswith("|| 'ubuntu-24.04' }}")
    assert set(runners.values()) == {"ubuntu-24.04"}


def test_no_job_may_write_anything_but_issues():
    rights = {name: job["permissions"] for name, job in nightly()["jobs"].items()}
    writing = {right for own in rights.values() for right, level in own.items() if level != "read"}
    assert writing == {"issues"}
    assert rights["perform"] == {"contents": "read"}


def test_the_page_that_the_night_compares_is_the_one_that_the_contract_names():
    (step,) = [s for s in nightly()["jobs"]["perform"]["steps"] if s.get("id") == "page"]
    assert step["env"]["PAGE"] == COIN_M.page_url("stop")


def test_every_end_of_a_run_and_of_the_page_is_told_by_some_job():
    jobs = nightly()["jobs"]
    assert "code == '1'" in jobs["broken"]["if"]
    assert "code == '6'" in jobs["inconclusive"]["if"]
    assert "page == '1'" in jobs["page"]["if"]
    assert '["0", "1", "6"]' in jobs["fault"]["if"]
    assert "page == '3'" in jobs["fault"]["if"]


def drift_code(tmp_path, old, totals):
    """Return what drift.sh hands on for a night compared with recordings of a class."""
    sides = {"old": {"evidence": [old]}, "new": {"evidence": ["testnet"]}}
    path = tmp_path / "report.json"
    path.write_text(json.dumps({"drift": sides | {"totals": totals} if old else None}))
    script = ["bash", GITHUB / "drift.sh", path]
    return subprocess.run(script, check=True, capture_output=True, text=True).stdout


@pytest.mark.skipif(
    not shutil.which("jq"), reason="jq is not installed here; GitHub's runners have it"
)
@pytest.mark.parametrize(
    "old, breaking, code",
    [("testnet", 1, 1), ("testnet", 0, 0), ("reference", 1, 0), (None, 0, 0)],
    ids=["broken", "not broken", "beside the reference", "nothing performed"],
)
def test_only_breaking_drift_of_the_testnet_itself_makes_a_night_red(tmp_path, old, breaking, code):
    output = drift_code(tmp_path, old, {"breaking": breaking, "additive": 3})
    assert output == f"code={code}\n"


def test_without_a_report_there_is_no_drift(tmp_path):
    step = Step(tmp_path, GITHUB / "drift.sh", tmp_path / "report.json")
    assert (step.code, step.printed) == (0, "code=0\n")


@pytest.fixture
def gh(tmp_path):
    """Run issues.sh with a gh that answers from a file; return what it was to write."""
    if not shutil.which("jq"):
        pytest.skip("jq is not installed here; GitHub's runners have it")

    def run(*arguments, **answers):
        step = Step(tmp_path, GITHUB / "issues.sh", *arguments, answers=answers)
        assert step.code == 0, step.printed
        return step.written

    return run


@pytest.fixture
def broken(tmp_path):
    """Write a report in which ID-1 broke twice, RL-9 (a SHOULD), STAT-1 and a known one once."""

    def record(clause, level, scenario, got):
        problem = {"path": "$.id", "wanted": "7", "got": got, "exchange": "exchange 2"}
        fields = {"clause": clause, "level": level, "scenario": scenario, "evidence": "testnet"}
        return fields | {"outcome": "broken", "subjects": 1, "problems": [problem], "reason": ""}

    records = [
        record("ID-1", "MUST", "stop-id-zero", '"7`@someone\n# x"'),
        record("ID-1", "MUST", "stop-id-uuid", '"7"'),
        record("RL-9", "SHOULD", "stop-id-uuid", "8"),
        record("STAT-1", "MUST", "stop-id-uuid", "8"),
        record("STAT-2", "MUST", "stop-id-uuid", "8") | {"known": "agreed"},
        record("ID-1", "MUST", "stop-twice", "8") | {"known": "agreed"},
    ]
    header = {"target": "testnet", "contract": "2026-05-28", "at": "2026-11-23T03:17:00+00:00"}
    path = tmp_path / "report.json"
    path.write_text(json.dumps({"header": header, "records": records}))
    return str(path)


def test_each_broken_clause_that_is_not_known_gets_one_issue(gh, broken):
    calls = gh("broken", broken, **{"issue list": []})
    assert [call[3] for call in calls] == ["Contract broken: ID-1", "Contract broken: STAT-1"]
    body = calls[0][5]
    assert "in 2 scenarios" in body
    assert "https://example.invalid/9" in body


def test_what_a_server_said_stays_in_a_code_block(gh, broken):
    body = gh("broken", broken, **{"issue list": []})[0][5]
    quoted = [line for line in body.splitlines() if "@someone" in line or "# x" in line]
    assert len(quoted) == 2
    assert all(line.startswith("    ") for line in quoted)


def test_the_same_break_on_another_night_is_a_comment(gh, broken):
    known = {"number": 5, "title": "Contract broken: ID-1"}
    calls = gh("broken", broken, **{"issue list": [known]})
    assert [call[:3] for call in calls] == [
        ["issue", "comment", "5"],
        ["issue", "create", "--title"],
    ]


def night(conclusion):
    return {"jobs": [{"name": "inconclusive", "conclusion": conclusion}]}


@pytest.mark.parametrize(
    "before, opened",
    [
        (["failure", "failure"], 1),
        (["failure", "skipped"], 0),
        (["skipped", "failure"], 0),
        (["skipped", "skipped"], 0),
        ([], 0),
    ],
)
def test_only_the_third_inconclusive_night_in_a_row_opens_an_issue(gh, before, opened):
    runs = [{"databaseId": 9}, *({"databaseId": number} for number in range(len(before)))]
    jobs = {str(number): night(conclusion) for number, conclusion in enumerate(before)}
    calls = gh("inconclusive", jobs=jobs, **{"run list": runs, "issue list": []})
    assert len(calls) == opened
