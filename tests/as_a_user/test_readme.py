"""What the README says is what there is."""

import re
import sys
import tomllib
from datetime import date

from places import ROOT
from running import conformance

from conformance.clients.known import read_failures
from conformance.contract.clauses import CHAPTERS
from conformance.evidence.live.account_file import AccountKeys
from conformance.report.catalogue import contract_as_markdown
from conformance.report.known import read_known
from conformance.scenarios.catalogue import BY_NAME

README = (ROOT / "README.md").read_text("utf-8")


def test_the_contract_is_the_generated_one():
    table = re.search(r"<!-- clauses:.*?-->\n(.*?)<!-- /clauses -->", README, re.DOTALL)
    assert table
    assert table[1].strip() == contract_as_markdown(), (
        "write it anew: conformance clauses --format markdown"
    )


def test_every_chapter_is_in_the_example():
    for chapter in CHAPTERS:
        assert f"{chapter.code:5}{chapter.title}" in README


def test_every_make_target_that_is_named_exists():
    targets = re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    for named in re.findall(r"make ([a-z-]+)", README):
        assert named in targets


def test_every_file_that_is_linked_exists():
    for link in re.findall(r"\]\(([^)#]+)\)", README):
        assert link.startswith("https://") or (ROOT / link).exists()


def test_the_readme_s_example_of_a_captured_exchange_keeps_the_contract(tmp_path):
    text = (ROOT / "README.md").read_text("utf-8")
    (example,) = re.findall(r"```json\n(.*?)```", text, re.DOTALL)
    path = tmp_path / "lines.jsonl"
    path.write_text(example, "utf-8")
    assert conformance("check", path).returncode == 0


def test_the_examples_in_the_readme_are_lists_that_can_be_read(tmp_path):
    accounts, accepted, known, failures = re.findall(r"```toml\n(.*?)```", README, re.DOTALL)
    for account in tomllib.loads(accounts)["account"]:
        assert AccountKeys.model_validate(account).api_key
    (entry,) = tomllib.loads(accepted)["accepted"]
    assert set(entry) == {"fingerprint", "reason", "expires"}
    (tmp_path / "known-breaches.toml").write_text(known)
    (breach,) = read_known(tmp_path / "known-breaches.toml", BY_NAME, date(2026, 1, 1)).entries
    assert breach.scenario
    (tmp_path / "known-failures.toml").write_text(failures)
    assert len(read_failures(tmp_path / "known-failures.toml")) == 1


def test_the_driver_in_the_readme_is_one(tmp_path):
    (driver,) = re.findall(r"```python\n(import json, os.*?)```", README, re.DOTALL)
    (tmp_path / "driver.py").write_text(driver)
    only = ("--only", "spaces", "--only", "event")
    command = (sys.executable, "driver.py")
    done = conformance("certify", "--timeout", 15, *only, "--", *command, cwd=tmp_path)
    assert done.returncode == 1
    assert "completes" in done.stdout
    assert "event: it took a success of start for an error" in done.stdout
    assert "spaces:" not in done.stdout
