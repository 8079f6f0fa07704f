"""What comes of faults between the suite and a server: one of three answers, and never a hang."""

import re
import subprocess
import sys
import time

import chaos
import killing
import pytest
from places import ROOT
from table import BROKEN, EXIT, FAULTS, INCONCLUSIVE, as_markdown

from conformance.reference.accounts import Account
from conformance.reference.server import Reference
from conformance.reference.wire import WallClock, serve_reference

CANARY = "canaryKey0123456789" * 3
SCENARIOS = "stop-id-uuid or stop-pipelined- or status-after-stop"
COMMAND = [sys.executable, "-m", "pytest", "--live", "--target"]
OPTIONS = ["-k", SCENARIOS, "-vv", "--showlocals"]
OPTIONS += ["-p", "no:cacheprovider"]
LONGEST = 150
"""How long any of these runs may take, in s: twenty times as long as alone."""


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_a_fault_gets_its_answer(fault, certificate, private_key, key_file):
    core = Reference(
        {CANARY: Account(CANARY, private_key.public_key())},
        lambda: WallClock().now() + 1000 * fault.offset,
    )
    with serve_reference(lambda: core) as upstream, fault.made(upstream, certificate) as url:
        began = time.monotonic()
        done = subprocess.run(
            [*COMMAND, url, *OPTIONS, f"--answer-timeout={fault.patience}"],
            capture_output=True,
            text=True,
            cwd=ROOT,
            env={"BINANCE_API_KEY": CANARY, "BINANCE_PRIVATE_KEY_PATH": str(key_file)},
            timeout=LONGEST,
            check=False,
        )
        took = time.monotonic() - began
    output = done.stdout + done.stderr
    assert done.returncode == EXIT[fault.answer], output[-3000:]
    assert fault.says in output
    assert "Traceback" not in output
    assert CANARY not in output
    assert took < LONGEST
    if fault.answer in {BROKEN, INCONCLUSIVE}:
        assert re.search(rf"^{fault.answer} ", output, re.MULTILINE)


def test_the_table_of_faults_is_in_the_readme():
    readme = (ROOT / "README.md").read_text("utf-8")
    assert as_markdown() in readme, "write it anew: make tables"


@pytest.mark.parametrize("first", range(0, 50, 5))
def test_chance_faults_leave_reports_cassettes_and_streams_in_order(first):
    assert chaos.main(first, 5) == 0


@pytest.mark.parametrize("seed", range(4))
def test_a_run_that_is_killed_leaves_cassettes_whole_and_no_stream_open(seed):
    assert killing.main(seed, 1) == 0
