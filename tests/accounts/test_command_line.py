"""Two accounts from the command line: verdicts, workers, cost, and what must not be seen."""

import json
import re
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization as form
from running import suite
from two_accounts import KEYS, OTHER, OTHER_KEY, OWN, serving

BALANCE = "77.5"
"""What an account holds, as the server's events have it."""
CHOSEN = "another-account or third-connection or stream-after or two-accounts or hmac or rsa"


def written(path, key):
    path.write_bytes(
        key.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, form.NoEncryption())
    )
    return str(path)


@pytest.fixture
def accounts(tmp_path):
    """Return an environment with two accounts."""
    return {
        "BINANCE_API_KEY": KEYS[0],
        "BINANCE_PRIVATE_KEY_PATH": written(tmp_path / "own.pem", OWN),
        "BINANCE_HMAC_API_KEY": KEYS[1],
        "BINANCE_RSA_API_KEY": KEYS[2],
        "BINANCE_OTHER_API_KEY": OTHER_KEY,
        "BINANCE_OTHER_PRIVATE_KEY_PATH": written(tmp_path / "other.pem", OTHER),
    }


@pytest.fixture
def run(project, accounts):
    """Run the suite against a server with two accounts."""

    def live(server, *arguments, without=(), **more):
        env = {name: value for name, value in (accounts | more).items() if name not in without}
        with server.running() as url:
            live = ("--live", "--target", url, "--answer-timeout", "1")
            return suite(project, *live, *arguments, **env)

    return live


def outcomes(path):
    """Return what came of each pair, but of counts: a minute may end between any two of them."""
    return {
        (r["scenario"], r["clause"]): r["outcome"]
        for r in json.loads(path.read_text("utf-8"))["records"]
        if r["clause"] not in {"RL-10", "RL-11"}
    }


def test_workers_come_to_the_same_verdicts_and_leave_nothing_open(project, run):
    reports = []
    for name, options in (("alone", ()), ("workers", ("-n", "2", "--dist", "loadgroup"))):
        server, report = serving(), project / f"{name}.json"
        done = run(
            server, "--with-stream", "-k", CHOSEN, f"--conformance-report={report}", *options
        )
        assert done.returncode == 0, done.stdout[-2000:]
        assert server.still_open() == 0
        reports.append(outcomes(report))
    assert reports[0] == reports[1]
    assert {"kept"} <= set(reports[0].values()) <= {"kept", "untested"}


def test_no_key_of_either_account_and_nothing_of_an_event_is_written_or_printed(project, run):
    reports = [f"--conformance-report=report.{ending}" for ending in ("json", "html", "md")]
    options = ["-vv", "-rA", "--junit-xml=junit.xml", "--record-mode=all", *reports]
    server = serving(fault="leaves the stream open")
    done = run(server, "--with-stream", "-k", CHOSEN, *options)
    assert done.returncode == 1
    assert "ACC-9" in done.stdout
    seen = done.stdout + done.stderr
    files = [*project.glob("cassettes/other/*.yaml"), *project.glob("*.xml")]
    files += [project / name for name in ("report.json", "report.html", "report.md")]
    assert len(files) > 20
    seen += "".join(path.read_text("utf-8") for path in files)
    given = {key for key, _ in server.given}
    assert len(given) > 5
    for secret in (*KEYS, OTHER_KEY, *given, BALANCE):
        assert secret not in seen
    assert "ACCOUNT_UPDATE" in seen


def test_what_is_recorded_is_replayed_with_the_same_verdicts(project, run):
    done = run(serving(), "--with-stream", "-k", CHOSEN, "--record-mode=all")
    assert done.returncode == 0, done.stdout[-2000:]
    (project / "cassettes" / "other").rename(project / "cassettes" / "testnet")
    for path in (project / "cassettes" / "testnet").glob("*.yaml"):
        assert "connection:" in path.read_text("utf-8")


def test_without_a_second_account_or_streams_no_frame_more_is_sent(run):
    both, none = serving(), serving()
    lacking = {"BINANCE_OTHER_API_KEY", "BINANCE_OTHER_PRIVATE_KEY_PATH"}
    lacking |= {"BINANCE_HMAC_API_KEY", "BINANCE_RSA_API_KEY"}
    done = run(none, "-k", CHOSEN, without=lacking)
    assert done.returncode == 6  # nothing was judged
    assert (none.frames, none.connections) == (0, 0)
    assert "optional" in done.stdout
    assert run(none, "-k", f"{CHOSEN} or stop-twice", without=lacking).returncode == 0
    assert none.frames == 1 + 3
    assert run(both, "-k", CHOSEN).returncode == 0
    assert both.frames > 50
    assert both.opened_streams == 0


def test_the_cost_is_foretold_and_kept(run):
    done = run(serving(), "--with-stream", "-k", CHOSEN)
    foretold = int(re.search(r"request weight: (\d+) foretold", done.stdout)[1])
    spent = int(re.search(r"request weight: (\d+) spent", done.stdout)[1])
    assert foretold == spent
    agreed = re.search(r"(\d+) of (\d+) counts of the server agreed", done.stdout)
    assert agreed[1] == agreed[2]


def test_one_key_given_twice_is_no_second_account(project, accounts):
    env = accounts | {"BINANCE_OTHER_API_KEY": KEYS[0]}
    done = suite(project, "--live", "--target", "ws://127.0.0.1:9/", **env)
    assert done.returncode == 4
    assert "BINANCE_OTHER_API_KEY" in done.stderr + done.stdout
    assert Path(env["BINANCE_PRIVATE_KEY_PATH"]).exists()


def test_streams_need_a_live_run(project):
    done = suite(project, "--with-stream")
    assert done.returncode == 4
    assert "--with-stream connects to streams: add --live" in done.stderr
