"""The suite, as a user runs it: options, outcomes, exit codes, recordings."""

import json
import re
import shutil
import xml.etree.ElementTree as ET

import pytest
from places import ROOT
from running import suite

from conformance.api.samples import WRONG_SIGNATURE
from conformance.api.schemas import fits
from conformance.contract.clauses import CLAUSES, MUTANTS
from conformance.reference.choices import Choices, Refusal
from conformance.scenarios.catalogue import CATALOGUE

ALL = len(CATALOGUE)
CANARY = "canaryKey0123456789" * 3


def state(folder):
    return {path: path.read_bytes() for path in sorted(folder.rglob("*.yaml"))}


def counts(done):
    found = re.findall(r"(\d+) (passed|failed|skipped|xfailed|deselected)", done.stdout)
    return {name: int(number) for number, name in found}


def test_the_bare_suite_passes_offline(project):
    done = suite(project)
    assert done.returncode == 0, done.stdout
    assert counts(done)["passed"] > 2000
    assert f"reference: {ALL} recordings replayed" in done.stdout
    assert "documentation: 7 recordings replayed" in done.stdout


def test_test_ids_name_scenario_clause_and_evidence(project):
    done = suite(project, "--collect-only", "-k", "stop-with-api-key and ID-1")
    assert (
        "tests/contract/test_identity.py::test_identity[stop-with-api-key-ID-1-reference]"
        in done.stdout
    )


def test_every_module_has_a_chapter_and_every_chapter_a_module(project):
    done = suite(project, "--collect-only")
    asked = set(re.findall(r"-([A-Z]+-\d+)-(?:reference|documentation)\]", done.stdout))
    assert asked == {clause.id for clause in CLAUSES}


def test_no_connection_leaves_this_machine_while_replaying(project):
    (project / "tests/contract/test_network.py").write_text(
        "import socket, pytest\n"
        "def test_network():\n"
        "    with socket.socket() as one, pytest.raises(RuntimeError, match='is disabled'):\n"
        "        one.connect(('192.0.2.1', 9))\n"
    )
    assert suite(project, "tests/contract/test_network.py").returncode == 0


def test_the_embedded_reference_server_keeps_the_contract_and_recording_it_changes_nothing(project):
    before = state(project)
    done = suite(project, "--live", "--target", "reference", "--record-mode=rewrite")
    assert done.returncode == 0, done.stdout
    assert f"{ALL} recordings written" in done.stdout
    assert state(project) == before


def cassette(project, name="stop-with-api-key"):
    return project / "cassettes" / "reference" / f"{name}.yaml"


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
    change(cassette(project))
    before = state(project)
    done = suite(project, "-k", "stop-with-api-key or stop-twice", *workers)
    assert done.returncode == 4, done.stdout + done.stderr
    told = done.stdout + done.stderr
    assert "cassettes/reference/stop-with-api-key.yaml" in told
    assert "Traceback" not in told
    assert state(project) == before


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
    told = done.stdout + done.stderr
    assert told.count(" cannot be used: ") == 1
    assert "Traceback" not in told


@pytest.mark.parametrize(
    "arguments, told",
    [
        (("--record-mode=all",), "add --live"),
        (("--target", "reference"), "add --live"),
        (("--live", "--target", "nonsense"), "is no target"),
        (("--live", "--target", "production"), "--i-own-this-production-account"),
        (("--live", "--target", "reference", "--answer-timeout", "0"), "more than 0"),
        (("--live", "--target", "reference", "--answer-timeout", "nan"), "more than 0"),
        (("--live", "--target", "reference", "-n", "2"), "--dist loadgroup"),
        (("--disable-recording",), "without evidence"),
        (("--weight-budget", "0"), "more than 0, at most 100"),
        (("--weight-budget", "nan"), "more than 0, at most 100"),
        (("--max-age", "-1"), "a number of days"),
        (("--conformance-report", "report.txt"), "ends in none of them"),
        (("--fail-on", "perhaps"), "invalid choice"),
    ],
)
def test_bad_usage_exits_with_4_and_says_what_to_do(project, arguments, told):
    done = suite(project, *arguments)
    assert done.returncode == 4, done.stdout + done.stderr
    assert told in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr


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
            event_before_answer=True,
        ),
    ],
    ids=["as ours", "all else"],
)
def test_a_server_that_keeps_the_contract_passes_whatever_it_chooses(against, choices):
    done = against(choices=choices)
    assert done.returncode == 0, done.stdout
    assert f"evidence   other: {ALL} of {ALL} scenarios performed now" in done.stdout
    assert "failed" not in counts(done)


def mutant(name):
    return next(m for clause in CLAUSES for m in clause.mutants if m.name == name)


@pytest.mark.parametrize(
    "name, clause, scenario",
    [
        ("id-as-text", "ID-1", "stop-id-integer"),
        ("answer-twice", "ENV-8", "stop-twice"),
        ("close-after-a-stop", "ENV-9", "stop-pipelined"),
        ("status-as-fraction", "STAT-1", "stop-twice"),
        ("stop-returns-a-list", "RES-1", "stop-twice"),
        ("interval-in-lower-case", "RL-4", "stop-twice"),
        ("logout-forgotten", "AUTH-8", "stop-after-logout"),
        ("code-as-text", "ERR-1", "stop-without-credentials"),
        ("stopped-for-good", "STRM-2", "start-after-stop"),
    ],
)
def test_a_server_that_breaks_a_clause_fails_and_names_it(against, name, clause, scenario):
    done = against("-k", scenario, mutant=mutant(name))
    assert done.returncode == 1, done.stdout
    assert re.search(rf"^{clause} MUST  ", done.stdout, re.MULTILINE)
    assert f"broken     {clause} MUST" in done.stdout
    assert "Traceback" not in done.stdout


def test_a_broken_should_is_an_expected_failure_unless_asked_for(against):
    found = against(mutant=mutant("undocumented-member"))
    assert found.returncode == 0
    assert counts(found)["xfailed"] == ALL
    for option in (("--fail-on", "should"), ("--runxfail",)):
        strict = against(*option, "-k", "stop-twice", mutant=mutant("undocumented-member"))
        assert strict.returncode == 1
        assert "ENV-7 SHOULD  An answer has no undocumented member." in strict.stdout


def test_the_failure_text_is_the_whole_story(against):
    done = against("-k", "stop-id-integer and ID-1", mutant=mutant("id-as-text"))
    assert re.search(
        r"^ID-1 MUST  An answer carries the id of its request, with the same JSON type and "
        r"value\.\n"
        r"  at      stop-id-integer, exchange 2, \$\.id\n"
        r"  wanted  7\n"
        r'  got     "7"\n'
        r"  source  COIN-M WebSocket API General Info, .* \(documented\)\n"
        r'  again   pytest "tests/contract/test_identity\.py" -k "stop-id-integer and ID-1" '
        r"--live --target ws://127\.0\.0\.1:\d+/ws-dapi/v1$",
        done.stdout,
        re.MULTILINE,
    )


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

    before = state(project)
    cassette(project).unlink()
    assert "0 recordings written" in record("none").stdout or not cassette(project).exists()
    assert "1 recordings written" in record("once").stdout
    assert state(project) == before
    assert "0 recordings written" in record("new_episodes").stdout
    assert "2 recordings written" in record("all").stdout
    orphan = cassette(project, "no-scenario")
    orphan.write_text("rubbish")
    assert "2 recordings written, 1 removed" in record("rewrite").stdout
    assert state(project) == before


def test_a_damaged_recording_is_not_overwritten_unless_asked(project):
    cassette(project).write_text("damaged")
    arguments = ("--live", "--target", "reference", "-k", "stop-with-api-key")
    assert suite(project, *arguments, "--record-mode=new_episodes").returncode == 4
    assert cassette(project).read_text() == "damaged"
    assert suite(project, *arguments, "--record-mode=all").returncode == 0
    assert cassette(project).read_text() != "damaged"


def test_workers_share_a_live_run_by_account(project):
    arguments = ("--live", "--target", "reference", "-n", "2", "--dist", "loadgroup")
    done = suite(project, *arguments, "-k", "stop-with-api-key or stop-twice")
    assert done.returncode == 0, done.stdout
    assert "ENV  Envelope" in done.stdout


def test_what_breaks_is_told_by_workers_too(against):
    limit = next(mutant for _, mutant in MUTANTS if mutant.name == "another-limit")
    arguments = ("-n", "2", "--dist", "loadgroup", "--fail-on", "should", "-k", "stop-twice")
    done = against(*arguments, mutant=limit)
    assert done.returncode == 1, done.stdout
    assert "wanted  2400 or 6000" in done.stdout


def test_neither_xdist_nor_timeouts_are_needed(project):
    without = ("-p", "no:xdist", "-p", "no:timeout")
    done = suite(project, *without, "--live", "--target", "reference", "-k", "stop-twice")
    assert done.returncode == 0, done.stdout


def test_junit_names_the_clause_of_each_test(project):
    suite(project, "-k", "stop-twice and ID-1", "--junitxml=junit.xml")
    tree = ET.parse(project / "junit.xml")  # noqa: S314 - written a line above
    told = {p.get("name"): p.get("value") for p in tree.iter("property")}
    assert told["clause"] == "ID-1"
    assert told["level"] == "MUST"
    assert told["evidence"] == "reference"


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
    assert any("request weight: 8 spent of 8 foretold" in line for line in header["told"])


def test_a_report_that_cannot_be_written_is_bad_input(project):
    (project / "file").write_text("")
    done = suite(project, "-k", "stop-id-zero", "--conformance-report", "file/report.json")
    assert done.returncode == 4
    assert "cannot write file/report.json" in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr


def test_old_and_orphaned_recordings_are_named(project):
    shutil.copy(cassette(project), cassette(project, "no-scenario"))
    done = suite(project, "-k", "stop-id-zero", "--max-age", "1")
    assert "recordings: 1 orphaned (of no scenario" in done.stdout
    assert "reference/no-scenario" in done.stdout
    cassette(project, "no-scenario").unlink()
    done = suite(project, "-k", "stop-id-zero", "--max-age", "1")
    assert "7 old (more than 1 days): documentation/page-ping (2026-05-28)" in done.stdout
    assert "old" not in suite(project, "-k", "stop-id-zero", "--max-age", "99999").stdout


def test_workers_share_no_run_against_a_real_target_but_leave_it_to_one(against):
    done = against("-n", "2", "--dist", "loadgroup", "-k", "AUTH-4 or stop-id")
    assert done.returncode == 0
    assert "evidence   other: " in done.stdout
    assert counts(done)["passed"] > 300
