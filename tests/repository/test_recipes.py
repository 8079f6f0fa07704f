"""CONTRIBUTING.md's recipes, executed: each is a patch to one file that arrives everywhere."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
TEXT = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
PARTS = ("conformance", "schemas", "cassettes", "tests", "pyproject.toml", "README.md")


class Project:
    """A copy of the project, which is imported in place of the one that is installed."""

    def __init__(self, root):
        self.root = root
        for name in PARTS:
            copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copyfile
            copy(ROOT / name, root / name)

    def run(self, *arguments):
        """Run a module of Python in the copy; return what it printed. Fails with it."""
        foreign = ("BINANCE", "PYTEST", "GITHUB")
        env = {k: v for k, v in os.environ.items() if not k.startswith(foreign)}
        done = subprocess.run(
            [sys.executable, "-m", *arguments],
            cwd=self.root,
            env=env | {"PYTHONPATH": str(self.root), "COLUMNS": "300"},
            capture_output=True,
            text=True,
            timeout=110,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def conformance(self, *arguments):
        return self.run("conformance", *arguments)

    def pytest(self, *arguments):
        return self.run("pytest", "-q", "-p", "no:cacheprovider", *arguments)

    def python(self, code):
        path = self.root / "script.py"
        path.write_text(code, "utf-8")
        return self.run("script")

    def changed(self):
        """Return the files of the copy that differ from the project's, but for caches."""
        files = [
            path.relative_to(self.root)
            for name in ("conformance", "schemas", "tests")
            for path in (self.root / name).rglob("*")
            if path.is_file() and "__pycache__" not in path.parts
        ]
        return {
            file.as_posix()
            for file in files
            if not (ROOT / file).exists()
            or (ROOT / file).read_bytes() != (self.root / file).read_bytes()
        }


def recipe(title):
    """Return the patch of a recipe."""
    section = re.search(rf"^### {title}\n(.*?)(?=^##)", TEXT, re.DOTALL | re.MULTILINE)
    assert section, f"CONTRIBUTING.md has no recipe {title}"
    patches = re.findall(r"^```diff\n(.*?)^```", section[1], re.DOTALL | re.MULTILINE)
    assert len(patches) == 1
    return patches[0]


def applied(root, patch):
    """Apply a patch to a folder; return the file that it touches."""
    names = re.findall(r"^\+\+\+ (.*)$", patch, re.MULTILINE)
    path = root / names[0]
    text = path.read_text("utf-8") if path.exists() else ""
    for hunk in re.split(r"^@@.*\n", patch, flags=re.MULTILINE)[1:]:
        lines = [line[:1] or " " for line in hunk.splitlines()]
        rows = [line[1:] for line in hunk.splitlines()]
        before = "".join(f"{r}\n" for m, r in zip(lines, rows, strict=True) if m in " -")
        after = "".join(f"{r}\n" for m, r in zip(lines, rows, strict=True) if m in " +")
        assert text.count(before) == 1 or not before, (
            f"{names[0]} is no longer like this:\n{before}"
        )
        text = text.replace(before, after) if before else after
    path.write_text(text, "utf-8")
    return names[0]


@pytest.fixture
def project(tmp_path):
    return Project(tmp_path)


def report_of(project, *arguments):
    """Run the suite on some scenarios or clauses; return its report."""
    project.pytest("--conformance-report=r.json", *arguments)
    return json.loads((project.root / "r.json").read_text("utf-8"))


KILL = """
from conformance.contract.clauses import MUTANTS
from conformance.sensitivity.matrix import kill
clause, mutant = next(pair for pair in MUTANTS if pair[1].name == {name!r})
outcome = kill(clause, mutant)
assert outcome.is_clean, outcome.broken
print(clause.id)
"""


def test_a_clause_is_one_file(project):
    file = applied(project.root, recipe("A clause"))
    report = report_of(project, "-k", "STAT-90")
    assert {record["clause"] for record in report["records"]} == {"STAT-90"}
    assert {record["outcome"] for record in report["records"]} == {"kept", "untested"}
    assert "STAT-90" in {clause["id"] for clause in report["clauses"]}
    assert "STAT-90" in project.conformance("clauses")
    assert "refused-with-499" in project.conformance("mutants")
    assert project.python(KILL.format(name="refused-with-499")).strip() == "STAT-90"
    assert project.changed() == {file}
    assert "| STAT-90 | SHOULD |" in project.conformance("clauses", "--format", "markdown")


def test_a_mutant_is_one_file(project):
    file = applied(project.root, recipe("A mutant"))
    assert "no-content" in project.conformance("mutants")
    assert project.python(KILL.format(name="no-content")).strip() == "STAT-2"
    assert project.changed() == {file}


def test_a_scenario_is_one_file_and_its_recording(project):
    file = applied(project.root, recipe("A scenario"))
    name = "ping-after-two-stops"
    project.pytest("--live", "--target", "reference", "--record-mode=once", "-k", name)
    assert (project.root / "cassettes" / "reference" / f"{name}.yaml").exists()
    report = report_of(project, "-k", name)
    assert {record["scenario"] for record in report["records"]} == {name}
    assert project.changed() == {file}


def test_a_drift_rule_is_one_file(project):
    file = applied(project.root, recipe("A drift rule"))
    code = """
from conformance.drift.compare import compare_transcripts
from conformance.drift.notation import transcript
from conformance.drift.rules import RULES
rule = next(rule for rule in RULES if rule.name == "flag-switched")
for example, fires in ((rule.fires, True), (rule.near, False)):
    changes = compare_transcripts(transcript(example.old), transcript(example.new))
    assert fires == ("flag-switched" in {change.rule.name for change in changes})
print(rule.severity)
"""
    assert project.python(code).strip() == "additive"
    assert project.changed() == {file}


def test_a_report_format_is_one_file(project):
    file = applied(project.root, recipe("A report format"))
    project.pytest("--conformance-report=r.txt", "--conformance-report=r.json", "-k", "STAT-1")
    written = (project.root / "r.txt").read_text("utf-8")
    assert "keep the contract" in written
    project.conformance("report", "r.json", "-o", "again.txt")
    assert (project.root / "again.txt").read_text("utf-8") == written
    assert ".txt" in project.run("pytest", "--help")
    assert project.changed() == {file}


def test_a_command_is_one_file(project):
    file = applied(project.root, recipe("A command"))
    assert "userDataStream.stop  1" in project.conformance("weights")
    assert "weights" in project.conformance("--help")
    assert project.changed() == {file}
