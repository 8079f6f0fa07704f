"""A scenario and a clause, as a test: its id, its failure, what the JUnit file says of it."""

import json
import re
import shlex
import xml.etree.ElementTree as ET

import pytest
from mutants import mutant
from running import counts, suite
from runs import ACCOUNT, target_at

from conformance.contract.clauses import CLAUSES
from conformance.contract.mutant import Mutant
from conformance.evidence.run import Run
from conformance.plugin.only import Choice
from conformance.scenarios.catalogue import CATALOGUE

pytestmark = pytest.mark.slow("runs the suite in a process of its own, again and again")

ALL = sum(1 for scenario in CATALOGUE if not scenario.connections)


def test_test_ids_name_scenario_clause_and_evidence(project):
    done = suite(project, "--collect-only", "-k", "stop-with-api-key and ID-1")
    assert (
        "tests/contract/test_identity.py::test_identity[stop-with-api-key-ID-1-reference]"
        in done.stdout
    )


def test_every_module_has_a_chapter_and_every_chapter_a_module(project):
    done = suite(project, "--collect-only")
    judged = set(re.findall(r"-([A-Z]+-\d+)-(?:reference|documentation)\]", done.stdout))
    assert judged == {clause.id for clause in CLAUSES}


@pytest.mark.parametrize(
    "name, clause, scenario",
    [
        ("id-as-text", "ID-1", "stop-id-integer"),
        ("stop-gone", "ERR-10", "stop-twice"),
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


@pytest.mark.parametrize(
    "name, clause, scenario, code",
    [("answer-twice", "ENV-13", "stop-twice", 0), ("close-after-a-stop", "ENV-9", "stop-twice", 6)],
)
def test_a_server_that_breaks_a_recommendation_does_not_fail_but_is_named(
    against, name, clause, scenario, code
):
    done = against("-k", scenario, mutant=mutant(name))
    assert done.returncode == code, done.stdout
    assert f"broken     {clause} SHOULD" in done.stdout


def test_a_broken_should_is_an_expected_failure_unless_asked_for(against):
    done = against(mutant=mutant("undocumented-member"))
    assert done.returncode == 0
    assert counts(done)["xfailed"] == ALL
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
        r"  before  1 userDataStream\.start 200\n"
        r'  asked   \{"id":7,"method":"userDataStream\.stop",\n'
        r'          "params":\{"apiKey":"<apiKey-1>"\}\}\n'
        r'  came    \{"id":"7","status":200,"result":\{\},\n'
        r"                \^\^\^\n"
        r"(?:          .*\n){1,2}"
        r"  state   the account's apiKey, nobody logged on, a stream open\n"
        r"  source  COIN-M WebSocket API General Info, .* \(stated\)\n"
        r"  again   pytest --live --target ws://127\.0\.0\.1:\d+/ws-dapi/v1 "
        r"--only stop-id-integer:ID-1\n"
        r"  raw     \(printf .*; sleep 3\) \| websocat ws://127\.0\.0\.1:\d+/ws-dapi/v1$",
        done.stdout,
        re.MULTILINE,
    )


def break_much(turn):
    """Break a clause of several chapters in every answer."""
    limits = [limit | {"limit": "2400"} for limit in turn.answer.get("rateLimits", [])]
    more = {"rateLimits": limits} if limits else {}
    more |= {"error": {"code": "-1", "msg": ""}} if "error" in turn.answer else {"result": []}
    return turn.answer | more | {"status": 200.5, "serverTime": 1}


def test_every_command_of_a_report_of_500_broken_verdicts_selects_exactly_one_test(
    against, project
):
    much = Mutant("much", "Much is broken.", break_much)
    against("--conformance-report=out.json", "--fail-on=should", mutant=much)
    report = json.loads((project / "out.json").read_text())
    broken = [record for record in report["records"] if record["outcome"] == "broken"]
    assert len(broken) > 500
    pairs = Run(target_at("ws://127.0.0.1:1/"), ACCOUNT, 1.0).pairs()
    for record in broken:
        command, only = shlex.split(record["again"])[:-1], shlex.split(record["again"])[-1]
        assert command[-1] == "--only"
        (pair,) = [pair for pair in pairs if Choice.of(only).has(pair)]
        assert (pair.scenario, pair.clause.id) == (record["scenario"], record["clause"])
    again = shlex.split(broken[-1]["again"])[1:]
    assert "1/" in suite(project, *again, "--collect-only").stdout


def test_what_breaks_is_told_by_workers_too(against):
    arguments = ("-n", "2", "--dist", "loadgroup", "--fail-on", "should", "-k", "stop-twice")
    done = against(*arguments, mutant=mutant("another-limit"))
    assert done.returncode == 1, done.stdout
    assert "wanted  2400 or 6000" in done.stdout


def test_junit_names_the_clause_of_each_test(project):
    suite(project, "-k", "stop-twice and ID-1", "--junitxml=junit.xml")
    tree = ET.parse(project / "junit.xml")  # noqa: S314 - written a line above
    properties = {p.get("name"): p.get("value") for p in tree.iter("property")}
    assert properties["clause"] == "ID-1"
    assert properties["level"] == "MUST"
    assert properties["evidence"] == "reference"
