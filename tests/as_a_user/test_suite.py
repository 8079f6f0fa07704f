"""The suite as a user runs it, replayed and performed: whom it blames, and what it writes."""

import re
import shutil

import pytest
from mutants import mutant
from places import ROOT
from running import CANARY, counts, recording, recordings, suite

from conformance.api.samples import WRONG_SIGNATURE
from conformance.reference.choices import Choices, Refusal
from conformance.report.reader import read_report
from conformance.scenarios.catalogue import CATALOGUE

pytestmark = pytest.mark.slow("runs the suite in a process of its own, again and again")

ALL = sum(1 for scenario in CATALOGUE if not scenario.connections)
"""How many scenarios a run performs that has one account."""


def test_the_bare_suite_passes_offline(project):
    done = suite(project)
    assert done.returncode == 0, done.stdout
    assert counts(done)["passed"] > 2000
    assert f"reference: {len(CATALOGUE)} recordings replayed" in done.stdout
    assert "documentation: 9 recordings replayed" in done.stdout


def test_no_connection_leaves_this_machine_while_replaying(project):
    (project / "tests/contract/test_network.py").write_text(
        "import socket, pytest\n"
        "def test_network():\n"
        "    with socket.socket() as one, pytest.raises(RuntimeError, match='is disabled'):\n"
        "        one.connect(('192.0.2.1', 9))\n"
    )
    assert suite(project, "tests/contract/test_network.py").returncode == 0


def test_the_embedded_reference_server_keeps_the_contract_and_recording_it_changes_nothing(project):
    before = recordings(project)
    done = suite(project, "--live", "--target", "reference", "--record-mode=rewrite")
    assert done.returncode == 0, done.stdout
    assert f"{len(CATALOGUE)} recordings written" in done.stdout
    assert recordings(project) == before


@pytest.mark.parametrize(
    "change",
    [
        lambda path: path.unlink(),
        lambda path: path.write_text(""),
        lambda path: path.write_text("{"),
        lambda path: path.write_text(path.read_text()[:500]),
        lambda path: path.write_text(path.read_text().replace("version: 1", "version: 3")),
        lambda path: path.write_text(path.read_text().replace("status", "Status")),
        lambda path: shutil.copy(path.with_name("stop-twice.yaml"), path),
    ],
    ids=["missing", "empty", "no YAML", "cut off", "version", "changed", "foreign"],
)
@pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["alone", "xdist"])
def test_an_unusable_cassette_is_bad_input_in_one_line(project, change, workers):
    change(recording(project))
    before = recordings(project)
    done = suite(project, "-k", "stop-with-api-key or stop-twice", *workers)
    assert done.returncode == 4, done.stdout + done.stderr
    output = done.stdout + done.stderr
    assert "cassettes/reference/stop-with-api-key.yaml" in output
    assert "Traceback" not in output
    assert recordings(project) == before


RATE_LIMIT = "https://userstream-conformance.invalid/schemas/rate-limit.json"


@pytest.mark.parametrize(
    "text",
    [
        None,
        "{",
        "{}",
        '{"$id": "x", "type": 7}',
        f'{{"$id": "{RATE_LIMIT}", "$ref": "nowhere.json"}}',
        f'{{"$id": "{RATE_LIMIT}", "$ref": "rate-limit.json"}}',
        f'{{"$id": "{RATE_LIMIT}", "maximum": NaN}}',
    ],
)
def test_an_unusable_schema_is_bad_input_in_one_line(project, text):
    path = project / "schemas" / "rate-limit.json"
    if text is None:
        path.unlink()
    else:
        path.write_text(text)
    shutil.copytree(ROOT / "conformance", project / "conformance")
    done = suite(project, PYTHONPATH=str(project))
    assert done.returncode == 4, done.stdout + done.stderr
    output = done.stdout + done.stderr
    assert output.count(" cannot be used: ") == 1
    assert "Traceback" not in output


def test_a_key_file_of_another_kind_is_bad_input(project, tmp_path):
    path = tmp_path / "key.pem"
    path.write_text("rubbish")
    done = suite(
        project,
        "--live",
        "--target",
        "ws://127.0.0.1:1/",
        BINANCE_API_KEY="k",
        BINANCE_PRIVATE_KEY_PATH=str(path),
    )
    assert done.returncode == 4
    assert "key.pem: it holds no private key" in done.stderr


@pytest.mark.parametrize(
    "choices",
    [
        Choices(),
        Choices(
            limit=6000,
            missing_key=Refusal(401, -2014, "API-key format invalid."),
            unknown_key=Refusal(400, -2015, "Invalid API-key."),
            stop_without_stream=Refusal(400, -1125, "This listenKey does not exist."),
            limits_on_errors=False,
            surplus_params=Refusal(400, -1101, "Too many parameters."),
            shared_address=True,
            reversed_members=True,
            indent=1,
            event_before_answer="listenKeyExpired",
        ),
    ],
    ids=["as ours", "all else"],
)
def test_a_server_that_keeps_the_contract_passes_whatever_it_chooses(against, choices):
    done = against(choices=choices)
    assert done.returncode == 0, done.stdout
    assert f"evidence   other: {ALL} of {len(CATALOGUE)} scenarios performed now" in done.stdout
    assert "failed" not in counts(done)


def test_without_credentials_what_needs_none_is_performed_and_the_rest_is_inconclusive(against):
    done = against(keys=False)
    assert done.returncode == 6
    assert "no API key: set BINANCE_API_KEY" in done.stdout
    assert counts(done)["passed"] > 50


def test_a_target_where_nothing_listens_is_inconclusive(project):
    done = suite(project, "--live", "--target", "ws://127.0.0.1:1/ws-dapi/v1", BINANCE_API_KEY="k")
    assert done.returncode == 6
    assert "the connection was refused; is a server listening there?" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


def test_recordings_of_a_live_run_hold_no_secret_and_nothing_prints_one(project, against, key_file):
    done = against(
        "-vv",
        "--showlocals",
        "--log-level=DEBUG",
        "--log-cli-level=DEBUG",
        "--junitxml=junit.xml",
        "--conformance-report=report.json",
        "--record-mode=all",
        "-k",
        "ID-1 or RES-1 or RES-2",
        mutant=mutant("stop-returns-the-listen-key"),
    )
    assert done.returncode == 1
    written = [path.read_text() for path in (project / "cassettes" / "other").glob("*.yaml")]
    assert len(written) == ALL
    reports = [(project / name).read_text() for name in ("junit.xml", "report.json")]
    seen = [done.stdout, done.stderr, *reports, *written]
    body = key_file.read_text().splitlines()[1]
    for text in seen:
        assert CANARY not in text
        assert body not in text
        assert '"' + "x" * 64 + '"' not in text  # what the mutant gave for a listen key
    signatures = re.findall(r'"signature":"([^"]+)"', "".join(written))
    assert {s for s in signatures if not s.startswith("<signature-")} == {WRONG_SIGNATURE}
    keys = re.findall(r'"listenKey":"([^"]+)"', "".join(written))
    assert keys
    assert all(key.startswith("<listenKey-") for key in keys)


def test_record_modes_write_what_they_say(project):
    def record(mode):
        select = ("-k", "stop-with-api-key or stop-twice")
        return suite(project, "--live", "--target", "reference", f"--record-mode={mode}", *select)

    before = recordings(project)
    recording(project).unlink()
    assert "0 recordings written" in record("none").stdout or not recording(project).exists()
    assert "1 recording written" in record("once").stdout
    assert recordings(project) == before
    assert "0 recordings written" in record("new_episodes").stdout
    assert "2 recordings written" in record("all").stdout
    orphan = recording(project, "no-scenario")
    orphan.write_text("rubbish")
    assert "2 recordings written, 1 removed" in record("rewrite").stdout
    assert recordings(project) == before


def test_a_damaged_recording_is_not_overwritten_unless_asked(project):
    recording(project).write_text("damaged")
    arguments = ("--live", "--target", "reference", "-k", "stop-with-api-key")
    assert suite(project, *arguments, "--record-mode=new_episodes").returncode == 4
    assert recording(project).read_text() == "damaged"
    assert suite(project, *arguments, "--record-mode=all").returncode == 0
    assert recording(project).read_text() != "damaged"


def test_workers_share_a_live_run_by_account(project):
    arguments = ("--live", "--target", "reference", "-n", "2", "--dist", "loadgroup")
    done = suite(project, *arguments, "-k", "stop-with-api-key or stop-twice")
    assert done.returncode == 0, done.stdout
    assert "ENV  Envelope" in done.stdout


def test_neither_xdist_nor_timeouts_are_needed(project):
    without = ("-p", "no:xdist", "-p", "no:timeout")
    done = suite(project, *without, "--live", "--target", "reference", "-k", "stop-twice")
    assert done.returncode == 0, done.stdout


def test_workers_share_no_run_against_a_real_target_but_leave_it_to_one(against):
    done = against("-n", "2", "--dist", "loadgroup", "-k", "AUTH-4 or stop-id")
    assert done.returncode == 0
    assert "evidence   other: " in done.stdout
    assert counts(done)["passed"] > 300


def test_an_earlier_revision_of_the_contract_judges_by_its_own_clauses(project):
    done = suite(project, "--contract", "2026-11-26", "--conformance-report", "old.json")
    assert done.returncode == 0, done.stdout
    assert "judged by the contract of 2026-11-25" in done.stdout
    report = read_report(project / "old.json")
    assert report["header"]["contract"] == "2026-11-25"
    assert {row["chapter"] for row in report["clauses"]}.isdisjoint({"Accounts"})
    assert not [row for row in report["records"] if row["clause"].startswith("ACC-")]


def test_a_day_without_a_contract_is_bad_input(project):
    done = suite(project, "--contract", "2026-01-01")
    assert done.returncode == 4
    assert "--contract 2026-01-01: " in done.stderr


def test_a_clause_that_was_a_must_fails_by_the_revision_in_which_it_was(against):
    broken = mutant("rate-limit-twice")
    chosen = ("--only", "stop-with-api-key:RL-5")
    assert against(*chosen, mutant=broken).returncode == 0
    done = against(*chosen, "--contract", "2026-05-28", mutant=broken)
    assert done.returncode == 1
    assert "RL-5 MUST" in done.stdout
    assert "--contract 2026-05-28 --only stop-with-api-key:RL-5" in done.stdout
