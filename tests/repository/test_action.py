"""The action: its scripts run as GitHub runs them, on a server of our own; and its description."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from github import GITHUB, Step
from mutants import mutant
from places import ROOT

ACTION = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
STEPS = ACTION["runs"]["steps"]
SCRIPT = GITHUB / "action.sh"
COMMIT = "0" * 40


def step_that_runs(part):
    """Return the step whose script is called with a word."""
    (step,) = [each for each in STEPS if each.get("run", "").endswith(part)]
    return step


@pytest.fixture
def folder(tmp_path):
    """Return the runner's folder, with a command that is the checkout's own."""
    command = tmp_path / "runner" / "conformance" / "bin" / "conformance"
    command.parent.mkdir(parents=True)
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -m conformance "$@"\n')
    command.chmod(0o755)
    (tmp_path / "work").mkdir()
    return tmp_path


@pytest.fixture
def perform(folder):
    """Run the step that performs, with the inputs' defaults but for those that are given."""

    def run(**inputs):
        defaults = {name: value["default"] for name, value in ACTION["inputs"].items()}
        given = defaults | {name.replace("_", "-"): value for name, value in inputs.items()}
        env = {
            name: given[value[len("${{ inputs.") : -len(" }}")]]
            for name, value in step_that_runs("perform")["env"].items()
            if "inputs." in value
        }
        env |= {"PYTHONPATH": str(ROOT), "RUNNER_TEMP": str(folder / "runner")}
        return Step(folder, SCRIPT, "perform", cwd=folder / "work", **env)

    return run


def test_a_server_that_keeps_the_contract_gives_zero_reports_and_a_summary(perform, folder):
    step = perform(target="reference", arguments="--only\n\nstop-twice\n")
    assert (step.code, step.output) == (0, "code=0\n"), step.printed
    assert step.summary.startswith("## ✓ ")
    reports = folder / "work" / "conformance-report"
    assert {path.name for path in reports.iterdir()} == {
        f"report.{e}" for e in ("json", "html", "md")
    }


def test_a_server_that_breaks_a_clause_gives_one_and_its_reports(
    perform, folder, serving, key_file
):
    url, key = serving(None, mutant("id-as-text"))
    keys = {"api_key": key, "private_key": key_file.read_text()}
    step = perform(target=url, arguments="--only\nstop-id-integer", **keys)
    assert (step.code, step.output) == (0, "code=1\n"), step.printed
    assert "ID-1" in step.summary
    assert json.loads((folder / "work/conformance-report/report.json").read_text())["records"]
    assert not [*folder.rglob("*.pem")]
    assert key not in step.printed + step.summary


def test_a_server_that_cannot_be_reached_is_neither_green_nor_broken(perform):
    step = perform(target="ws://127.0.0.1:1/ws-dapi/v1", api_key="k" * 64)
    assert (step.code, step.output) == (0, "code=6\n")


def test_recordings_are_written_to_the_working_folder(perform, folder):
    perform(target="reference", record_mode="all", arguments="--only\nstop-twice")
    assert (folder / "work/cassettes/reference/stop-twice.yaml").exists()


def test_a_report_of_an_earlier_run_is_not_taken_for_this_ones(perform, folder):
    (folder / "work/conformance-report").mkdir()
    (folder / "work/conformance-report/report.md").write_text("All is well.")
    step = perform(target="neverland")
    assert step.output == "code=4\n"
    assert "There is no report: the suite ended with exit code 4." in step.summary


def test_what_is_given_is_never_run_as_a_command(perform, folder):
    step = perform(target="$(touch hit)`touch hit`", arguments='"; touch hit; "\n$(touch hit)')
    assert step.output == "code=4\n"
    assert not [*folder.rglob("hit")]


def test_a_level_that_there_is_not_is_refused(perform):
    step = perform(fail_on="sometimes")
    assert (step.code, step.output) == (4, "")
    assert "fail-on is must, should or never" in step.printed


def test_no_script_has_an_expression_in_it():
    assert [step["run"] for step in STEPS if "${{" in step.get("run", "")] == []


def test_every_input_reaches_a_step_and_no_other_is_named():
    named = re.findall(r"inputs\.([\w-]+)", json.dumps(STEPS))
    assert {*named} == {*ACTION["inputs"]}


def test_what_it_uses_is_pinned_as_in_the_workflows():
    workflows = "".join(path.read_text("utf-8") for path in (GITHUB / "workflows").glob("*.yml"))
    used = [step["uses"] for step in STEPS if "uses" in step]
    assert len(used) == 2
    assert [each for each in used if f"{each} # v" not in workflows] == []


def test_the_last_step_ends_as_the_suite_did_unless_it_never_fails():
    *_, last = STEPS
    assert last["if"] == "${{ inputs.fail-on != 'never' }}"
    for code in ("0", "1", "6"):
        done = subprocess.run(["bash", "-e", "-c", last["run"]], env={"CODE": code}, check=False)
        assert done.returncode == int(code)


@pytest.fixture
def example(tmp_path):
    """Return a repository that has the README's workflow, and the action beside it."""
    readme = (ROOT / "README.md").read_text("utf-8")
    (text,) = re.findall(r"```yaml\n(.*?)```", readme, re.DOTALL)
    path = tmp_path / ".github" / "workflows" / "night.yml"
    path.parent.mkdir(parents=True)
    path.write_text(text.replace("OWNER/REPOSITORY@COMMIT", f"owner/repository@{COMMIT}"), "utf-8")
    return path


@pytest.mark.parametrize(
    "linter",
    [
        ["check-jsonschema", "--builtin-schema", "vendor.github-workflows"],
        ["zizmor", "--offline", "--no-progress"],
        ["actionlint"],
    ],
    ids=lambda linter: linter[0],
)
def test_the_workflow_in_the_readme_is_sound(example, linter):
    command = [Path(sys.executable).parent / linter[0], *linter[1:], str(example)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_workflow_in_the_readme_gives_inputs_that_there_are(example):
    workflow = yaml.safe_load(example.read_text("utf-8"))
    (job,) = workflow["jobs"].values()
    *_, step = job["steps"]
    assert {*step["with"]} <= {*ACTION["inputs"]}


@pytest.mark.parametrize(
    "old, new",
    [('"$ACTION_PATH/.github/action.sh" perform', "echo ${{ inputs.target }}"), ("@5fda", "@v7 #")],
    ids=["an expression in a script", "a tag"],
)
def test_the_linter_of_security_finds_what_is_wrong_in_an_action(tmp_path, old, new):
    text = (ROOT / "action.yml").read_text("utf-8")
    assert old in text
    (tmp_path / "action.yml").write_text(text.replace(old, new), "utf-8")
    command = [Path(sys.executable).parent / "zizmor", "--offline", "--no-progress"]
    done = subprocess.run(
        [*command, str(tmp_path / "action.yml")], capture_output=True, check=False
    )
    assert done.returncode != 0
