"""`conformance certify`: a right client has no fault, and each wrong one is caught at its own."""

import json
import os
import sys
import time
from pathlib import Path
from xml.etree import ElementTree as Tree  # noqa: ICN001 - a name in plain letters

import pytest
from places import ROOT
from running import conformance

from conformance.clients.behaviours import BEHAVIOURS

pytestmark = pytest.mark.slow("each certifies a client in processes of its own")

BROKEN = Path(__file__).parent / "broken.py"
FEW = (
    *("event", "fragments", "escapes", "throttled", "restart", "revoked", "stop-refused"),
    *("answer-in-a-list", "stop-unanswered", "refused-error-is-null"),
    *("refused-failure-as-success", "refused-refusal-unanswered", "refused-error-without-id"),
)


def certify(kind, tmp_path, *options, only=FEW):
    report = tmp_path / "certificate.json"
    chosen = [word for name in only for word in ("--only", name)]
    done = conformance(
        *("certify", "--jobs", 3, "--timeout", 6, "--report", report, *chosen, *options),
        *("--", sys.executable, BROKEN, kind),
        cwd=tmp_path,
    )
    certificate = json.loads(report.read_text("utf-8")) if report.exists() else None
    return done, certificate


def broken_in(certificate):
    results = certificate["behaviours"]
    return {(each["name"], rule["rule"]) for each in results for rule in each["broken"]}


@pytest.mark.parametrize("kind", ["right", "silent", "pipelines"])
def test_a_right_client_has_no_fault_over_every_behaviour(kind, tmp_path):
    done, certificate = certify(kind, tmp_path, only=())
    assert broken_in(certificate) == set()
    assert done.returncode == 0, done.stdout
    results = [result["result"] for result in certificate["behaviours"]]
    assert results.count("kept") > 90
    assert [r for r in certificate["requests"] if r["outcome"] == "broken"] == []
    assert len(certificate["behaviours"]) == len(BEHAVIOURS)


def test_a_client_that_reads_the_first_message_does_not_complete_over_an_event(tmp_path):
    done, certificate = certify("impatient-of-events", tmp_path)
    assert ("event", "completes") in broken_in(certificate)
    assert done.returncode == 1


def test_a_client_that_waits_for_ever_hangs_and_is_stopped(tmp_path):
    began = time.monotonic()
    done, certificate = certify("patient-for-ever", tmp_path)
    assert {rule for _, rule in broken_in(certificate)} == {"ends"}
    hung = {name for name, _ in broken_in(certificate)}
    assert {"stop-unanswered", "refused-error-without-id", "revoked"} <= hung
    assert done.returncode == 1
    assert time.monotonic() - began < 180


def test_a_client_that_looks_for_an_error_alone_takes_a_null_one_for_a_success(tmp_path):
    _, certificate = certify("goes-by-the-error", tmp_path)
    assert broken_in(certificate) == {("refused-error-is-null", "takes no error for a success")}


def test_a_client_that_looks_at_the_status_alone_takes_an_error_with_200_for_a_success(tmp_path):
    _, certificate = certify("goes-by-the-status", tmp_path)
    rule = "takes no error for a success"
    assert broken_in(certificate) == {("refused-failure-as-success", rule)}


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("goes-by-the-result", "refused-error-beside-a-result"),
        ("goes-by-the-absence-of-an-error", "refused-refusal-without-error"),
    ],
)
def test_a_client_that_looks_at_one_member_alone_is_caught(kind, name, tmp_path):
    _, certificate = certify(kind, tmp_path, only=(name, "event"))
    assert broken_in(certificate) == {(name, "takes no error for a success")}


def test_what_a_client_sends_too_much_is_named_and_is_no_must(tmp_path):
    done, certificate = certify("sends-a-listen-key", tmp_path, only=("event",))
    broken = [r for r in certificate["requests"] if r["outcome"] == "broken"]
    assert [(r["clause"], r["level"]) for r in broken] == [("REQ-10", "SHOULD")]
    assert done.returncode == 0
    strict, _ = certify("sends-a-listen-key", tmp_path, "--fail-on", "should", only=("event",))
    assert strict.returncode == 1


def processes_with(word):
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if word in path.read_bytes():
                yield path
        except OSError:
            continue


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="needs /proc")
def test_children_are_ended_and_so_is_a_command_that_ignores_sigterm(tmp_path):
    done, _ = certify("leaves-a-child", tmp_path, only=("event",))
    assert "it left processes running" in done.stdout
    certify("leaves-an-orphan", tmp_path, only=("event",))
    certify("ignores-sigterm", tmp_path, only=("stop-unanswered",))
    assert [*processes_with(b"time.sleep(600)")] == []
    assert [*processes_with(b"sleep\x00601")] == []
    assert [*processes_with(b"ignores-sigterm")] == []


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ([sys.executable, "-c", ""], "can show no failure"),
        ([sys.executable, "-c", "raise SystemExit(127)"], "unsupported"),
        (["./no-such-driver"], "cannot be started"),
    ],
)
def test_what_is_no_driver_is_refused_in_one_line(command, words, tmp_path):
    done = conformance("certify", "--", *command, cwd=tmp_path)
    assert done.returncode == 2
    assert words in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    "options",
    [("--only", "honset"), ("--steps", "start,fly"), ("--report", "x.pdf"), ("--known", "none")],
)
def test_bad_usage_is_told_before_anything_is_run(options, tmp_path):
    ran = tmp_path / "ran"
    command = [sys.executable, "-c", f"open({str(ran)!r}, 'w'); raise SystemExit(1)"]
    done = conformance("certify", *options, "--", *command, cwd=tmp_path)
    assert done.returncode == 2
    assert not ran.exists()


def test_a_known_failure_counts_no_more_and_a_stale_one_is_named(tmp_path):
    known = tmp_path / "known-failures.toml"
    known.write_text(
        '[[known]]\nbehaviour = "refused-error-is-null"\nreason = "mended in the next release"\n'
        '[[known]]\nbehaviour = "event"\nreason = "was broken once"\n'
    )
    done, _ = certify("goes-by-the-error", tmp_path)
    assert done.returncode == 0
    assert "known: mended in the next release" in done.stdout
    assert "event is stale" in done.stdout


def test_a_known_failure_that_has_expired_counts_again(tmp_path):
    known = tmp_path / "known-failures.toml"
    known.write_text(
        '[[known]]\nbehaviour = "refused-error-is-null"\nreason = "soon"\nexpires = 2020-01-01\n'
    )
    done, _ = certify("goes-by-the-error", tmp_path)
    assert done.returncode == 1
    assert "expired on 2020-01-01" in done.stdout


def test_what_the_calls_cannot_reach_is_not_reached_and_never_passed(tmp_path):
    _, certificate = certify("right", tmp_path, "--steps", "start", only=("stop-unanswered",))
    (result,) = [m for m in certificate["behaviours"] if m["name"] == "stop-unanswered"]
    assert result["result"] == "not reached"


def test_a_client_that_knows_no_logon_is_refused_for_calls_with_one(tmp_path):
    done, _ = certify("right", tmp_path, "--steps", "logon,stop")
    assert done.returncode == 2
    assert "--steps" in done.stderr


def test_reports_are_written_in_every_format_and_hold_no_secret(tmp_path):
    names = ["a.html", "a.md", "a.xml"]
    options = [word for name in names for word in ("--report", tmp_path / name)]
    certify("goes-by-the-error", tmp_path, *options)
    assert "refused-error-is-null" in (tmp_path / "a.html").read_text("utf-8")
    assert "refused-error-is-null" in (tmp_path / "a.md").read_text("utf-8")
    suite = Tree.parse(tmp_path / "a.xml").getroot()[0]  # noqa: S314 - written a moment ago
    assert int(suite.get("failures")) == 1
    text = (tmp_path / "certificate.json").read_text("utf-8")
    assert "BINANCE" not in text
    assert str(tmp_path) not in text.replace(str(BROKEN), "")


def test_many_certificates_make_a_table_and_a_missing_one_is_shown(tmp_path):
    certify("right", tmp_path, "--name", "ours", only=("event",))
    done = conformance("clients", tmp_path / "certificate.json", tmp_path / "other.json")
    assert "| ours |" in done.stdout
    assert "| other |  |  | missing |" in done.stdout
    (tmp_path / "bad.json").write_text("{}")
    bad = conformance("clients", tmp_path / "bad.json")
    assert bad.returncode == 2
    assert len(bad.stderr.splitlines()) == 1


def test_the_environment_of_whoever_certifies_does_not_reach_the_client(tmp_path):
    code = "import os; raise SystemExit(bool(os.environ['BINANCE_API_KEY'] != 'mine') + 1)"
    done = conformance(
        "certify", "--json", "--", sys.executable, "-c", code, cwd=tmp_path, BINANCE_API_KEY="mine"
    )
    assert {result["exit_code"] for result in json.loads(done.stdout)["behaviours"][:3]} == {2}


def test_the_schema_of_certificates_fits_what_is_written(tmp_path):
    from jsonschema import Draft202012Validator  # noqa: PLC0415

    _, certificate = certify("goes-by-the-error", tmp_path)
    schema = json.loads((ROOT / "schemas" / "certificate.json").read_text("utf-8"))
    Draft202012Validator(schema).validate(certificate)
    assert os.sep in certificate["command"][0]
