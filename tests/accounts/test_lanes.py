"""Several accounts side by side, by a file of them, and by workers of pytest-xdist."""

import json
import re
import shutil

import pytest
from hosts import HERE, NET, hosts, slow, ways_to, why_no_hosts, workers
from running import recordings, suite
from several_accounts import FIRST, FIRST_OTHER, SECOND, SIDE_BY_SIDE, Accounts, outcomes

from conformance.report.reader import read_report
from conformance.scenarios.catalogue import BY_NAME

CHOSEN = "stop-id or another-account or third-connection or logon-with"


@pytest.fixture
def run(project):
    """Run the suite against a server with accounts; return what it printed, and who asked."""

    def live(accounts, *arguments, chosen=CHOSEN, **more):
        server = accounts.serving()
        with server.running() as url:
            live = ("-v", "--live", "--target", url, "--answer-timeout", "2", "-k", chosen)
            env = {"BINANCE_ACCOUNTS": str(accounts.path)} | more
            done = suite(project, *live, *arguments, **env)
        assert server.still_open() == 0
        return done, server

    return live


def test_two_accounts_come_to_the_verdicts_of_one_and_write_one_report(project, run):
    accounts = Accounts(project / "accounts", other=FIRST_OTHER)
    reports = {}
    for name, options in (("alone", ()), ("both", SIDE_BY_SIDE)):
        written = (f"--conformance-report={name}.json", "--record-mode=all")
        done, server = run(accounts, *options, *written)
        assert done.returncode == 0, done.stdout[-2000:]
        reports[name] = read_report(project / f"{name}.json")
        files = recordings(project / "cassettes" / "other")
        names = [scenario["name"] for scenario in reports[name]["scenarios"]]
        assert sorted(names) == sorted(path.stem for path in files)
        assert names == [each for each in BY_NAME if each in names]
    assert outcomes(project / "alone.json") == outcomes(project / "both.json")
    assert names == [scenario["name"] for scenario in reports["alone"]["scenarios"]]
    assert min(server.used[key] for key in (FIRST, SECOND, FIRST_OTHER)) > 5
    text = json.dumps(reports) + done.stdout + done.stderr
    assert not [key for key in (FIRST, SECOND, FIRST_OTHER) if key in text]
    check_summary(done.stdout, len(names))
    check_drift(reports["both"]["drift"], len(names))


def check_summary(text, performed):
    """Check that the summary names both accounts, and that each scenario was performed once."""
    assert "2 accounts side by side" in text
    done = re.findall(r"account (\d): other: (\d+) of \d+ scenarios performed now", text)
    assert [number for number, _ in done] == ["1", "2"]
    assert sum(int(count) for _, count in done) == performed
    assert all(int(count) >= 10 for _, count in done)


def check_drift(drift, performed):
    assert drift["compared"] == performed
    assert drift["totals"]["breaking"] == 0
    prints = [change["fingerprint"] for change in drift["changes"]]
    assert len(prints) == len({*prints})


@pytest.mark.parametrize("options", [(), ("-n", "1", "--dist", "loadgroup")], ids=["none", "one"])
def test_without_several_workers_the_first_account_is_used_and_the_summary_says_so(
    project, run, options
):
    accounts = Accounts(project / "accounts")
    done, server = run(accounts, *options, chosen="stop-id-zero", BINANCE_API_KEY="x" * 64)
    assert done.returncode == 0, done.stdout
    assert "only the first account is used of accounts.toml, and 1 other not" in done.stdout
    assert "those of accounts.toml are used, and BINANCE_API_KEY is not" in done.stdout
    assert server.used[FIRST]
    assert not server.used[SECOND]


def test_recordings_of_a_host_with_files_of_its_own_come_to_the_main_process(project, run):
    elsewhere = project / "elsewhere"
    elsewhere.mkdir()
    for name in ("cassettes", "tests", "schemas", "pyproject.toml"):
        copy = shutil.copytree if (project / name).is_dir() else shutil.copy
        copy(project / name, elsewhere / name)
    host = ("--tx", f"popen//chdir={elsewhere}", "--dist", "loadgroup")
    done, _ = run(Accounts(project / "accounts"), *host, "--record-mode=all", chosen="stop-id-zero")
    assert done.returncode == 0, done.stdout + done.stderr
    for folder in (project, elsewhere):
        (path,) = recordings(folder / "cassettes" / "other")
        assert path.stem == "stop-id-zero"


def test_a_faulty_file_of_accounts_is_bad_input_in_one_line_and_nothing_is_sent(project, run):
    accounts = Accounts(project / "accounts", keys=(FIRST, SECOND))
    text = accounts.path.read_text("utf-8")
    accounts.path.write_text(text.replace(SECOND, FIRST), "utf-8")
    for options in ((), SIDE_BY_SIDE):
        done, server = run(accounts, *options)
        assert done.returncode == 4
        assert "entries 1 and 2 have a key in common" in done.stderr
        assert FIRST not in done.stdout + done.stderr
        assert server.connections == 0


def test_workers_with_other_accounts_than_the_main_process_send_nothing(project, run):
    accounts = Accounts(project / "accounts")
    others = Accounts(project / "others", keys=("thirdKey12345678" * 4, SECOND))
    host = f"popen//env:BINANCE_ACCOUNTS={others.path}"
    hosts = ("--tx", host, "--tx", host, "--dist", "loadgroup")
    done, server = run(accounts, *hosts, chosen="stop-id-zero")
    assert done.returncode == 4, done.stdout
    assert "a worker has other accounts than the main process" in done.stdout
    assert server.connections == 0


def test_two_accounts_on_two_hosts_come_to_the_verdicts_of_one(project):
    if why := why_no_hosts():
        pytest.skip(why)
    with hosts(2) as names:
        one = performed_on(project, names[:1], "one.json")
        two = performed_on(project, names, "two.json")
    assert outcomes(project / "one.json") == outcomes(project / "two.json")
    assert one.places == {(f"{NET}.2", FIRST)}
    assert {key for _, key in two.places} == {FIRST, SECOND}
    assert {address for address, _ in two.places} == {f"{NET}.2", f"{NET}.3"}
    assert len(two.places) == 2


def performed_on(project, names, report):
    """Run the suite on hosts, with a worker each, against a slow server on this machine."""
    accounts = Accounts(project / "accounts")
    server = accounts.serving(host=HERE, **slow(0.02))
    with server.running(), ways_to(server.port, names):
        url = f"ws://127.0.0.1:{server.port}/ws-dapi/v1"
        live = ("--live", "--target", url, "-k", "stop-id", f"--conformance-report={report}")
        done = suite(project, *live, *workers(names), BINANCE_ACCOUNTS=str(accounts.path))
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr
    assert server.still_open() == 0
    return server
