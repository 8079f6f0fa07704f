"""The night's scripts, run for real: its test of itself, the API page, and when it last ran."""

import os
import re
import shutil
import subprocess
import time

import docusaurus
import pytest
import yaml
from github import GITHUB, Step
from places import ROOT

DAY = 24 * 60 * 60
needs_jq = pytest.mark.skipif(
    not shutil.which("jq"), reason="jq is not installed here; GitHub's runners have it"
)


def steps_of(job):
    text = (GITHUB / "workflows" / "nightly.yml").read_text("utf-8")
    return yaml.safe_load(text)["jobs"][job]["steps"]


@pytest.fixture
def self_test(tmp_path):
    """Run the step in which the night tries the suite; ``change`` spoils a clause first."""
    (step,) = [s for s in steps_of("perform") if "self-test" in s.get("run", "")]
    (tmp_path / "step.sh").write_text(step["run"])

    def run(change=None, script=None):
        where = {}
        if change:
            for name in ("conformance", "schemas", "cassettes", "tests/contract", ".github"):
                shutil.copytree(ROOT / name, tmp_path / "copy" / name)
            shutil.copy(ROOT / "pyproject.toml", tmp_path / "copy")
            path = tmp_path / "copy" / "conformance/contract/clauses/identity/echo.py"
            start = re.compile(r'def echoes_id\(.*\n    """.*\n')
            text, count = start.subn(rf"\g<0>    {change}\n", path.read_text("utf-8"))
            assert count == 1
            path.write_text(text)
            where = {"cwd": tmp_path / "copy", "PYTHONPATH": str(tmp_path / "copy")}
        return Step(tmp_path, *(script or [tmp_path / "step.sh"]), **where)

    return run


def test_the_suite_finds_the_fault_in_a_server_of_its_own(self_test):
    step = self_test()
    assert step.code == 0, step.printed
    assert step.printed == (
        "The suite finds id-as-text by ID-1, and finds nothing where there is no fault.\n"
    )


@pytest.mark.parametrize(
    "change, why",
    [
        ("return None", "a server with the fault id-as-text ended with exit code"),
        ('return Problem("$.id", 1, 2)', "a server that keeps the contract ended with exit code 1"),
    ],
    ids=["blind", "cries wolf"],
)
def test_a_suite_that_judges_wrongly_makes_the_night_red_in_words(self_test, change, why):
    step = self_test(change)
    assert step.code == 1, step.printed
    *_, last = step.printed.splitlines()
    assert last.startswith(f"::error title=The suite failed its self-test::{why}")
    assert last.endswith("; the testnet was not reached")


def test_a_fault_that_another_clause_finds_is_not_enough(self_test):
    step = self_test(script=[GITHUB / "self-test.sh", "failure-as-success", "ID-1"])
    assert step.code == 1
    assert "failure-as-success broke something, but not ID-1" in step.printed
    assert step.printed.count("::error") == 1


def test_the_suite_is_tried_before_anything_else_is_performed():
    runs = [step.get("run", "") for step in steps_of("perform")]
    tried, performed = (
        next(i for i, run in enumerate(runs) if word in run) for word in ("self-test", "--live")
    )
    assert tried < performed
    assert "if" not in steps_of("perform")[performed]  # not even where the step before it failed


def compared(folder, address):
    return Step(folder, GITHUB / "page.sh", address, folder / "results")


def test_a_page_that_says_the_same_is_no_warning(tmp_path):
    with docusaurus.site() as address:
        step = compared(tmp_path, f"{address}/docs/close")
    assert (step.code, step.output) == (0, "code=0\n")
    assert "The API page says what the contract says." in step.summary
    assert "::warning" not in step.printed


@pytest.mark.parametrize(
    "address, code", [("/docs/gone", 2), (":1/docs/close", 6)], ids=["gone", "unreachable"]
)
def test_a_page_that_cannot_be_had_breaks_no_night_but_is_named(tmp_path, address, code):
    with docusaurus.site() as site:
        step = compared(tmp_path, f"{'http://127.0.0.1' if code == 6 else site}{address}")
    assert (step.code, step.output) == (0, f"code={code}\n")
    assert "::warning title=API page::The API page could not be compared" in step.printed
    assert "could not be compared" in step.summary


def test_a_page_that_differs_is_a_warning_and_shows_what(tmp_path):
    page = tmp_path / "page.md"
    page.write_text((docusaurus.PAGES / "stop.md").read_text("utf-8").replace("**1**", "**2**"))
    step = compared(tmp_path, page)
    assert (step.code, step.output) == (0, "code=1\n")
    assert "::warning title=API page::The API page differs from the contract." in step.printed
    assert re.search(r"^    request weight +1 +2", step.summary, re.MULTILINE)


def test_no_line_of_a_page_is_taken_for_a_command(tmp_path):
    page = tmp_path / "page.md"
    text = (docusaurus.PAGES / "stop.md").read_text("utf-8")
    page.write_text(text.replace('"status": 200', '"status": "::error::hello"'))
    step = compared(tmp_path, page)
    assert "hello" in step.printed
    assert "hello" not in re.sub(r"^\| .*$", "", step.printed, flags=re.MULTILINE)


@needs_jq
@pytest.mark.parametrize("known, opened", [([], 1), ([{"number": 3, "title": 0}], 0)])
@pytest.mark.parametrize(
    "arguments, title",
    [
        (["page", "page.txt"], "The API page differs from the contract"),
        (["idle", "45"], "The nights will be switched off"),
    ],
    ids=["page", "idle"],
)
def test_what_lasts_for_many_nights_gets_one_issue(tmp_path, arguments, title, known, opened):
    (tmp_path / "page.txt").write_text("1 fact differs: @someone\n")
    known = [issue | {"title": title} for issue in known]
    step = Step(
        tmp_path,
        GITHUB / "issues.sh",
        *arguments,
        cwd=tmp_path,
        answers={"issue list": known},
    )
    assert step.code == 0, step.printed
    assert [call[3] for call in step.written] == [title] * opened
    lines = [line for call in step.written for line in call[5].splitlines() if "@someone" in line]
    assert all(line.startswith("    ") for line in lines)


@pytest.fixture
def last_night(tmp_path):
    """Run schedule.sh where the last commit and the last night are so many days old."""

    def run(commit, night):
        def ago(days):
            return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - days * DAY))

        when = {"GIT_COMMITTER_DATE": ago(commit), "GIT_AUTHOR_DATE": ago(commit)}
        who = ["-c", "user.name=A", "-c", "user.email=a@example.invalid"]
        for command in (["init", "-q"], [*who, "commit", "-q", "--allow-empty", "-m", "A"]):
            subprocess.run(["git", *command], cwd=tmp_path, env=os.environ | when, check=True)
        runs = [{"databaseId": 9, "createdAt": ago(0), "conclusion": "success"}]
        if night is not None:
            runs += [{"databaseId": 8, "createdAt": ago(night), "conclusion": "failure"}]
        answers = {"run list": runs}
        return Step(tmp_path, GITHUB / "schedule.sh", cwd=tmp_path, answers=answers)

    return run


@needs_jq
@pytest.mark.parametrize(
    "night, words",
    [
        (None, "It is the first night"),
        (1, "The last night was 20"),
        (3.1, "That is 3 days ago: nights are missing."),
    ],
)
def test_the_night_says_when_it_last_ran(last_night, night, words):
    step = last_night(1, night)
    assert step.code == 0, step.printed
    assert words in step.summary
    assert ("::warning title=Nights are missing" in step.printed) == (night == 3.1)


@needs_jq
@pytest.mark.parametrize("commit, output", [(44.5, ""), (45.5, "idle=45\n"), (59.5, "idle=59\n")])
def test_before_github_switches_the_nights_off_there_is_a_warning(last_night, commit, output):
    step = last_night(commit, 1)
    assert (step.code, step.output) == (0, output)
    assert ("::warning title=The night will be switched off" in step.printed) == bool(output)
