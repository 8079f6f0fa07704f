"""`conformance run` from the wheel, in an empty folder."""

import re
import shlex

import pytest
from minutes import wait_for_a_whole_minute
from mutants import mutant
from running import counts

KEPT = ("stop-with-api-key", "stop-twice")


@pytest.fixture
def against(installed, serving, key_file):
    """Run the suite of the wheel against a server, perhaps a mutant."""

    def run(*arguments, broken=None):
        url, key = serving(None, broken)
        keys = {"BINANCE_API_KEY": key, "BINANCE_PRIVATE_KEY_PATH": str(key_file)}
        return installed("run", "--target", url, *arguments, **keys)

    return run


def only(*names):
    return [argument for name in names for argument in ("--only", name)]


def test_offline_it_judges_the_recordings_of_the_wheel_and_writes_nothing_there(
    installed, installation, tmp_path
):
    before = {path: path.stat().st_mtime_ns for path in installation.rglob("*")}
    done = installed("run")
    assert done.returncode == 0, done.stdout[-2000:]
    assert counts(done)["passed"] > 4000
    assert {path: path.stat().st_mtime_ns for path in installation.rglob("*")} == before
    assert [path.name for path in tmp_path.iterdir()] == [".pytest_cache"]


def test_a_server_that_keeps_the_contract_passes(against):
    done = against(*only(*KEPT))
    assert done.returncode == 0, done.stdout
    assert counts(done)["passed"] > 50


def test_what_is_broken_is_judged_again_alone_by_the_command_that_is_printed(
    against, installed, serving, key_file
):
    done = against(*only("stop-id-integer", "stop-twice"), broken=mutant("id-as-text"))
    assert done.returncode == 1
    (again,) = {line.split(None, 1)[1] for line in done.stdout.splitlines() if "  again" in line}
    words = shlex.split(again)
    assert words[:2] == ["conformance", "run"]
    assert words[-2:] == ["--only", "stop-id-integer:ID-1"]
    done = installed(*words[1:], BINANCE_PRIVATE_KEY_PATH=str(key_file))
    assert counts(done).keys() == {"skipped", "deselected"}  # nobody gave it the key
    assert counts(done)["skipped"] == 1


def test_recordings_are_written_to_the_current_folder_and_replayed_beside_those_of_the_wheel(
    against, installed, tmp_path
):
    assert against(*only(*KEPT), "--record-mode=all").returncode == 0
    written = {path.relative_to(tmp_path) for path in tmp_path.rglob("*.yaml")}
    assert {path.name for path in written} == {f"{name}.yaml" for name in KEPT}
    replayed = installed("run", *only("stop-twice"))
    assert re.search("reference: 1 recording replayed", replayed.stdout)
    assert re.search("other: 1 recording replayed", replayed.stdout)
    own = installed("run", *only("other/stop-twice:STAT-1"))
    assert counts(own)["passed"] == 1


def test_a_recording_is_compared_with_the_next_by_drift(against, installed, tmp_path):
    wait_for_a_whole_minute(15)
    assert against(*only(*KEPT), "--record-mode=all").returncode == 0
    (tmp_path / "cassettes").rename(tmp_path / "before")
    wait_for_a_whole_minute(15)
    assert against(*only(*KEPT), "--record-mode=all").returncode == 0
    done = installed("drift", "before", "cassettes")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "no drift in 2 scenarios" in done.stdout


def test_another_folder_of_recordings_can_be_named(against, installed, tmp_path):
    assert against(*only("stop-twice"), "--record-mode=all", "--cassettes", "own").returncode == 0
    assert (tmp_path / "own" / "other" / "stop-twice.yaml").exists()
    done = installed("run", "--cassettes", "own", *only("other/stop-twice:STAT-1"))
    assert counts(done)["passed"] == 1
    gone = installed("run", "--cassettes", "gone")
    assert gone.returncode == 4
    assert "--cassettes: there is no folder gone" in gone.stderr


@pytest.mark.parametrize(
    ("choice", "why"),
    [
        ("stop-twise", "there is no such scenario in this run. Perhaps you mean stop-twice"),
        ("RL-1", "that is a clause: give a scenario before it, as stop-twice:RL-1"),
        ("stop-twice:XX-1", "there is no clause XX-1"),
        ("stop-twice:ACC-9", "that clause has nothing to look at in this scenario"),
    ],
)
def test_a_choice_of_nothing_is_refused_with_what_was_perhaps_meant(installed, choice, why):
    done = installed("run", "--only", choice)
    assert done.returncode == 4
    assert why in done.stderr


def test_a_report_is_written_where_it_is_wanted(installed, tmp_path):
    assert installed("run", *only("stop-twice"), "--report", "night.json").returncode == 0
    assert (tmp_path / "night.json").exists()


def test_what_follows_two_dashes_goes_to_pytest(installed):
    done = installed("run", "--", "--collect-only", "-k", "stop-twice and ID-1")
    assert "1/4804 tests collected" in done.stdout or "tests collected" in done.stdout
    assert "--cassettes" in installed("run", "--", "--help").stdout


def test_recordings_that_cannot_be_written_are_noticed_before_anything_is_sent(against, tmp_path):
    (tmp_path / "plain").write_text("")
    done = against("--record-mode=all", "--cassettes", "plain", *only("stop-twice"))
    assert done.returncode == 4
    assert "recordings cannot be written to plain: " in done.stderr
    assert "request weight" not in done.stdout


def test_a_broken_recording_of_one_s_own_is_not_to_be_installed_again(installed, tmp_path):
    own = tmp_path / "cassettes" / "reference"
    own.mkdir(parents=True)
    (own / "stop-twice.yaml").write_text("nonsense")
    done = installed("run", *only("stop-twice"))
    assert done.returncode == 4
    assert "or remove it" in done.stderr


def test_a_folder_without_recordings_is_refused(installed, tmp_path):
    (tmp_path / "empty").mkdir()
    done = installed("run", "--cassettes", "empty")
    assert done.returncode == 4
    assert "no recordings are in it" in done.stderr


def test_a_forgotten_value_is_bad_usage(installed):
    done = installed("run", "--only")
    assert done.returncode == 4
    assert "expected one argument" in done.stderr


def test_options_in_the_environment_that_cannot_be_read_are_bad_usage(installed):
    done = installed("run", PYTEST_ADDOPTS='"')
    assert done.returncode == 4
    assert "PYTEST_ADDOPTS cannot be read" in done.stderr


def test_the_command_that_repeats_a_recommendation_fails_as_well(against):
    chosen = only("stop-id-integer:ENV-7")
    done = against(*chosen, "--fail-on", "should", broken=mutant("undocumented-member"))
    assert done.returncode == 1
    assert "--fail-on should --only stop-id-integer:ENV-7" in done.stdout
