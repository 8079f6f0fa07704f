"""A run that is interrupted: it judges and reports what it performed, and ends as documented."""

import signal
import subprocess
import sys
import time

import pytest
from killing import is_handled
from running import suite

from conformance.evidence.run import INTERRUPTED
from conformance.plugin.interruption import Interruption
from conformance.report.reader import read_report

pytestmark = [
    pytest.mark.slow("runs the suite in a process of its own, again and again"),
    pytest.mark.usefixtures("interruptible"),
]

FIRST = "stop-with-api-key"
"""A scenario that is performed early."""
NUMBERS = [signal.SIGINT, signal.SIGTERM]
RUN = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--live"]
REPORTS = [f"--conformance-report=report.{ending}" for ending in ("json", "html", "md")]


def interrupted(project, is_time, number, *arguments, **environment):
    """Start a live run, send it a signal when it is time; return its exit code and its output."""
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    process = subprocess.Popen([*RUN, *arguments], cwd=project, env=environment, **pipes)
    while not is_time(process) and process.poll() is None:
        time.sleep(0.001)
    process.send_signal(number)
    output, _ = process.communicate(timeout=300)
    return process.returncode, output


@pytest.fixture
def halfway(project, serving):
    """Interrupt a recording run when the first recordings are written."""
    url, key = serving()
    path = project / "cassettes" / "other" / f"{FIRST}.yaml"

    def run(number):
        options = ["--target", url, "--record-mode=all", *REPORTS]
        return interrupted(project, lambda _: path.exists(), number, *options, BINANCE_API_KEY=key)

    return run


@pytest.mark.parametrize("number", NUMBERS)
def test_what_was_performed_is_judged_and_the_rest_is_inconclusive(project, halfway, number):
    code, output = halfway(number)
    assert code == 2, output
    assert "Traceback" not in output
    records = read_report(project / "report.json")["records"]
    assert {r["outcome"] for r in records if r["scenario"] == FIRST} >= {"kept"}
    rest = [r for r in records if r["reason"] == INTERRUPTED]
    assert {r["outcome"] for r in rest} == {"inconclusive"}
    assert "start-after-stop" in {r["scenario"] for r in rest}


def test_every_report_of_an_interrupted_run_is_marked_as_not_complete(project, halfway):
    halfway(signal.SIGTERM)
    why = "the run was interrupted"
    assert why in read_report(project / "report.json")["header"]["incomplete"]
    for ending in ("html", "md"):
        assert f"Not complete: {why}" in (project / f"report.{ending}").read_text("utf-8")


def test_a_whole_run_is_not_marked(project):
    done = suite(project, "--live", "--target", "reference", "-k", FIRST, REPORTS[0])
    assert done.returncode == 0
    assert "incomplete" not in read_report(project / "report.json")["header"]


@pytest.mark.skipif(sys.platform != "linux", reason="only /proc shows whether a handler stands")
@pytest.mark.parametrize("number", NUMBERS)
def test_before_anything_was_performed_a_signal_ends_the_run_in_one_line(project, number):
    code, output = interrupted(project, is_handled, number, "--target", "reference", *REPORTS)
    assert code == 2, output
    assert output == "interrupted before anything was performed; no report is written\n"
    assert not (project / "report.json").exists()


BEGIN = """
import signal
from conformance.plugin.interruption import INTERRUPTION
INTERRUPTION.install()
def send(number):
    signal.raise_signal(number)
"""
INT, TERM = "send(signal.SIGINT)", "send(signal.SIGTERM)"
CAUGHT = "try:\n  with INTERRUPTION.running(): {}\nexcept KeyboardInterrupt: print('caught')"


@pytest.mark.parametrize(
    "lines, code, end",
    [
        ([TERM], 2, "no report is written"),
        ([CAUGHT.format(TERM), "print('after')"], 0, "after"),
        ([CAUGHT.format(TERM), TERM, "print('after')"], 0, "after"),
        ([CAUGHT.format(TERM), INT, "print('after')"], 2, "a stream may be left open"),
        ([CAUGHT.format("pass"), TERM, "print('after')"], 0, "after"),
        ([CAUGHT.format("pass"), INT, "print('after')"], 0, "after"),
        ([CAUGHT.format("pass"), "INTERRUPTION.end(6)", TERM], 6, ""),
        (["import atexit", f"atexit.register(lambda: {TERM})", "INTERRUPTION.end(6)"], 6, ""),
    ],
    ids=[
        "nothing performed",
        "while running",
        "SIGTERM again",
        "Ctrl-C again",
        "SIGTERM while reports are written",
        "Ctrl-C while reports are written",
        "the run is over",
        "at the end of Python",
    ],
)
def test_a_signal_does_what_its_moment_allows(lines, code, end):
    script = BEGIN + "\n".join(lines)
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    assert done.returncode == code, done.stderr
    assert (done.stdout + done.stderr).strip().endswith(end)


def test_while_python_itself_ends_a_signal_does_not_change_the_exit_code():
    script = f"{BEGIN}class Last:\n  def __del__(self, send=send): {TERM}; print('after')\n"
    done = subprocess.run(
        [sys.executable, "-c", f"{script}last = Last()"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "after\n"), done.stderr


def test_an_interruption_that_python_dropped_is_raised_at_the_next_check():
    lost = f"class Lost:\n  def __del__(self): {TERM}\n"
    script = BEGIN + lost + CAUGHT.format("Lost(); print('on'); INTERRUPTION.check()")
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout == "on\ncaught\n"


def test_pytest_need_not_show_where_an_interruption_struck():
    with pytest.raises(KeyboardInterrupt) as raised, Interruption().running():
        strike()
    assert raised.value.__suppress_context__
    assert "strike" not in {entry.name for entry in raised.traceback}


def strike():
    raise KeyboardInterrupt


def test_a_signal_that_the_process_was_started_to_ignore_stays_ignored():
    script = "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)" + BEGIN + INT
    subprocess.run([sys.executable, "-c", script], check=True)
