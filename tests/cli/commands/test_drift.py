"""`conformance drift`, as a user runs it: files and folders, bad input, what was accepted."""

import json
import shutil
from dataclasses import replace

import pytest
from places import ROOT
from running import conformance

from conformance.api.schemas import misfits
from conformance.evidence.recordings.reader import load_cassette
from conformance.evidence.recordings.writer import write
from conformance.report.formats.md import drift_as_markdown
from conformance.report.terminal.drift import drift_text
from conformance.transcript.frames import EvidenceClass
from conformance.transcript.replacing import Redaction

pytestmark = pytest.mark.slow("each starts the command in a process of its own")

REFERENCE = ROOT / "cassettes" / "reference"
THREE = ("stop-with-api-key", "stop-twice", "stop-id-null")


def drift(*arguments, cwd, **environment):
    return conformance("drift", *arguments, cwd=cwd, columns=120, **environment)


def changes_of(*arguments, cwd):
    done = drift(*arguments, "--format", "json", cwd=cwd)
    return json.loads(done.stdout), done


def copied(folder, *names):
    folder.mkdir()
    for name in names:
        shutil.copy(REFERENCE / f"{name}.yaml", folder)
    return folder


def changed(path, old, new, evidence_class=None):
    """Write a recording anew in which one text stands for another."""
    transcript = load_cassette(path).transcript
    frames = tuple(
        replace(f, data=f.data.replace(old, new) if f.data and old in f.data else f.data)
        for f in transcript.frames
    )
    transcript = replace(
        transcript, frames=frames, evidence_class=evidence_class or transcript.evidence_class
    )
    write(path, transcript, Redaction())


@pytest.fixture
def folders(tmp_path):
    return copied(tmp_path / "old", *THREE), copied(tmp_path / "new", *THREE)


def test_the_same_recordings_have_no_drift(folders, tmp_path):
    done = drift(*folders, "--fail-on", "any", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("no drift in 3 scenarios: ")


@pytest.mark.parametrize(
    "change, level, code",
    [
        (('"limit":2400', '"limit":1200'), "breaking", 1),
        (('"limit":2400', '"limit":6000'), "breaking", 0),
        (('"limit":2400', '"limit":6000'), "additive", 1),
        (('"limit":2400,"count"', '"limit":2400, "count"'), "additive", 0),
        (('"limit":2400,"count"', '"limit":2400, "count"'), "any", 1),
    ],
)
def test_the_level_asked_for_sets_the_exit_code(folders, tmp_path, change, level, code):
    changed(folders[1] / "stop-twice.yaml", *change)
    assert drift(*folders, "--fail-on", level, cwd=tmp_path).returncode == code


def test_old_and_new_stand_side_by_side_with_what_accepts_them(folders, tmp_path):
    changed(folders[1] / "stop-twice.yaml", '"limit":2400', '"limit":1200')
    printed, done = changes_of(*folders, cwd=tmp_path)
    text = drift(*folders, cwd=tmp_path).stdout
    line = next(line for line in text.splitlines() if line.startswith("breaking"))
    assert "2400" in line
    assert "1200" in line
    assert printed["changes"][0]["everywhere"] in line
    assert done.returncode == 1


def test_json_is_as_its_schema_says(folders, tmp_path):
    changed(folders[1] / "stop-twice.yaml", '"limit":2400', '"limit":1200')
    (folders[0] / "stop-id-null.yaml").write_text("")
    printed, _ = changes_of(*folders, cwd=tmp_path)
    assert misfits("drift", printed) == ()


def test_a_scenario_of_one_side_is_listed_and_no_drift(folders, tmp_path):
    (folders[1] / "stop-twice.yaml").unlink()
    done = drift(*folders, cwd=tmp_path)
    assert done.returncode == 0
    assert f"only in {folders[0]}: stop-twice" in done.stdout


def test_two_evidence_classes_are_compared_and_it_says_so_first(folders, tmp_path):
    for name in THREE:
        changed(folders[1] / f"{name}.yaml", "x", "x", EvidenceClass.TESTNET)
    done = drift(*folders, cwd=tmp_path)
    assert done.returncode == 0
    first = done.stdout.splitlines()[0]
    assert first.startswith("two evidence classes are compared: reference with testnet")


@pytest.mark.parametrize(
    "spoil, why",
    [
        (lambda _: "", "it is empty"),
        (lambda text: text[: len(text) // 2], "cut off"),
        (lambda text: text.replace('"limit":2400', '"limit":1200'), "it was changed by hand"),
        (lambda text: text.replace("version: 1", "version: 9"), "its version is 9"),
        (lambda text: text.replace("scenario: stop-twice", "scenario: other"), "changed by hand"),
    ],
    ids=["empty", "cut off", "changed by hand", "of another version", "of another scenario"],
)
@pytest.mark.parametrize("side", [0, 1])
def test_a_broken_recording_is_named_and_the_rest_compared(folders, tmp_path, spoil, why, side):
    changed(folders[1] / "stop-with-api-key.yaml", '"limit":2400', '"limit":1200')
    path = folders[side] / "stop-twice.yaml"
    path.write_text(spoil(path.read_text()))
    printed, done = changes_of(*folders, cwd=tmp_path)
    assert done.returncode == 2
    assert [entry["scenario"] for entry in printed["not_compared"]] == ["stop-twice"]
    assert why in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert printed["compared"] == 2
    assert {c["scenario"] for c in printed["changes"]} == {"stop-with-api-key"}


@pytest.mark.parametrize(
    "old, new, why",
    [
        ("nowhere", "new", "there is no such file or folder"),
        ("empty", "new", "there is no recording"),
        ("new/stop-twice.yaml", "new", "give two files, or two folders"),
        ("new/stop-twice.yaml", "new/stop-id-null.yaml", "different scenarios"),
    ],
)
def test_what_cannot_be_compared_is_one_clear_line(folders, tmp_path, old, new, why):
    (tmp_path / "empty").mkdir()
    done = drift(old, new, cwd=tmp_path)
    assert done.returncode == 2
    assert why in done.stderr
    assert "Traceback" not in done.stderr


def test_two_files_are_compared_whatever_they_are_called(folders, tmp_path):
    shutil.copy(folders[0] / "stop-twice.yaml", tmp_path / "yesterday.yaml")
    changed(folders[1] / "stop-twice.yaml", '"limit":2400', '"limit":1200')
    done = drift("yesterday.yaml", folders[1] / "stop-twice.yaml", cwd=tmp_path)
    assert done.returncode == 1


@pytest.fixture
def lowered(folders, tmp_path):
    """Return two folders with a limit lowered in one scenario, and the change."""
    changed(folders[1] / "stop-with-api-key.yaml", '"limit":2400', '"limit":1200')
    printed, _ = changes_of(*folders, cwd=tmp_path)
    return folders, printed["changes"]


def test_github_gets_an_annotation_for_each_kind_of_change(lowered, tmp_path):
    folders, _ = lowered
    done = drift(*folders, cwd=tmp_path, GITHUB_ACTIONS="true")
    (line,) = done.stderr.splitlines()
    assert line.startswith("::error title=Drift%2C breaking%3A limit-lowered::")
    assert drift(*folders, cwd=tmp_path).stderr == ""


HOSTILE = r"<script>|`[x](y)\n::error::\u001b[31m"


def test_what_a_server_said_is_neither_markdown_nor_html_nor_a_command(folders, tmp_path):
    for folder, word in zip(folders, ("a", "b"), strict=True):
        changed(
            folder / "stop-twice.yaml",
            '"status":200',
            f'"status":200,"{HOSTILE}{word}":"{HOSTILE}{word}"',
        )
    printed, _ = changes_of(*folders, cwd=tmp_path)
    markdown = drift_as_markdown(printed)
    assert "<script>" not in markdown
    row = next(line for line in markdown.splitlines() if line.startswith("| breaking"))
    assert row.count("|") == 7
    assert "`" not in row
    done = drift(*folders, cwd=tmp_path, GITHUB_ACTIONS="true")
    assert all(
        "\x1b" not in out for out in (done.stdout, done.stderr, markdown, drift_text(printed))
    )
    assert [
        line for line in done.stderr.splitlines() if not line.startswith("::error title=")
    ] == []


def test_kinds_of_change_are_told_once_however_often_they_occur(folders, tmp_path):
    for name in THREE:
        changed(folders[1] / f"{name}.yaml", '"limit":2400', '"limit":1200')
    done = drift(*folders, cwd=tmp_path)
    assert "of 1 kind in 3 scenarios" in done.stdout
    assert done.stdout.count("A rate limit allows less.") == 1


def accept(folder, **entry):
    lines = [f"{name} = {value}" for name, value in entry.items()]
    (folder / "drift-accepted.toml").write_text("[[accepted]]\n" + "\n".join(lines) + "\n")


@pytest.mark.parametrize("name", ["fingerprint", "everywhere"])
def test_what_is_accepted_fails_no_more(lowered, tmp_path, name):
    folders, changes = lowered
    entries = "\n".join(
        f'[[accepted]]\nfingerprint = "{key}"\nreason = "agreed"\nexpires = 2999-01-01\n'
        for key in {change[name] for change in changes}
    )
    (tmp_path / "drift-accepted.toml").write_text(entries)
    printed, done = changes_of(*folders, cwd=tmp_path)
    assert done.returncode == 0
    assert {c["accepted"] for c in printed["changes"]} == {"agreed"}
    assert printed["totals"]["accepted"] == len(changes)
    assert printed["acceptances"] == []


def test_an_acceptance_that_expired_accepts_nothing_and_is_reported(lowered, tmp_path):
    folders, changes = lowered
    accept(
        tmp_path,
        fingerprint=f'"{changes[0]["everywhere"]}"',
        reason='"agreed"',
        expires="2026-01-01",
    )
    done = drift(*folders, cwd=tmp_path)
    assert done.returncode == 1
    assert "(agreed): it expired on 2026-01-01" in done.stdout


def test_an_acceptance_that_matches_nothing_is_reported(folders, tmp_path):
    accept(tmp_path, fingerprint='"0123456789"', reason='"agreed"')
    done = drift(*folders, cwd=tmp_path)
    assert done.returncode == 0
    assert "acceptance 0123456789 (agreed): it matches no change any more" in done.stdout


def test_the_next_change_is_warned_of_though_one_is_accepted(lowered, tmp_path):
    folders, changes = lowered
    accept(tmp_path, fingerprint=f'"{changes[0]["everywhere"]}"', reason='"agreed"')
    assert drift(*folders, cwd=tmp_path).returncode == 0
    changed(folders[1] / "stop-with-api-key.yaml", '"limit":1200', '"limit":600')
    assert drift(*folders, cwd=tmp_path).returncode == 1


@pytest.mark.parametrize(
    "text, why",
    [
        ("[[accepted]", "it is no TOML"),
        ("[other]\nx = 1", "other than tables"),
        ('[[accepted]]\nfingerprint = "0"', "entry 1 has no reason"),
        ('[[accepted]]\nreason = "0"', "entry 1 has no fingerprint"),
        ('[[accepted]]\nfingerprint = "0"\nreason = "x"\nuntil = 1', "other members"),
        ('[[accepted]]\nfingerprint = "0"\nreason = "x"\nexpires = "soon"', "expires on no date"),
    ],
)
def test_a_faulty_list_of_what_is_accepted_is_one_clear_line(folders, tmp_path, text, why):
    (tmp_path / "drift-accepted.toml").write_text(text)
    done = drift(*folders, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert why in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_change_cites_its_rule_which_can_be_looked_up(lowered, tmp_path):
    folders, changes = lowered
    assert changes[0]["rule"] == "limit-lowered"
    for form in ("text", "markdown"):
        table = drift(*folders, "--format", form, cwd=tmp_path).stdout
        assert "limit-lowered" in table.replace("&#45;", "-")
        assert "conformance rules ID" in table.replace("&#96;", "`")
    assert conformance("rules", "limit-lowered", cwd=tmp_path).returncode == 0
