"""Kills recording runs at moments chosen by chance: each cassette is the old one or the new one."""

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from conformance.evidence.recordings.reader import load_cassette
from conformance.reference.accounts import Account
from conformance.reference.embedded import API_KEY
from conformance.reference.server import Reference
from conformance.reference.wire import WallClock, serve_reference

ROOT = Path(__file__).parent.parent.parent
COMMAND = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--live"]
COMMAND += ["--record-mode=all", "-k", "stop-id or start-after-stop", "--target"]
BEGIN, SPAN = 0.6, 1.6
"""When recording begins and how long it takes, in s, about."""


def recording(folder, url):
    """Start a recording run in a folder."""
    env = {k: v for k, v in os.environ.items() if not k.startswith("BINANCE_")}
    env["BINANCE_API_KEY"] = API_KEY
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    return subprocess.Popen([*COMMAND, url], cwd=folder, env=env, text=True, **pipes)


def complaints(seed):
    """Record, then record again and kill that; return what is wrong afterwards."""
    chance = random.Random(seed)
    number = chance.choice([signal.SIGINT, signal.SIGKILL, signal.SIGTERM])
    core = Reference({API_KEY: Account(API_KEY)}, WallClock().now)
    with tempfile.TemporaryDirectory() as name, serve_reference(lambda: core) as url:
        folder = Path(name)
        shutil.copytree(ROOT / "tests" / "contract", folder / "tests" / "contract")
        shutil.copy(ROOT / "pyproject.toml", folder)
        shutil.copytree(ROOT / "cassettes" / "reference", folder / "cassettes" / "reference")
        recording(folder, url).communicate(timeout=60)
        before = {path.name: path.read_bytes() for path in folder.glob("cassettes/other/*.yaml")}
        process = recording(folder, url)
        time.sleep(BEGIN + chance.random() * SPAN)
        process.send_signal(number)
        output, _ = process.communicate(timeout=60)
        return [*_of_cassettes(before, folder), *_of_the_end(number, process, output, core)]


def _of_cassettes(before, folder):
    if len(before) < 15:
        yield f"only {len(before)} cassettes were recorded at first"
    after = {path.name: path for path in folder.glob("cassettes/other/*.yaml")}
    for path in after.values():
        load_cassette(path)  # raises where it is no whole cassette
    for lost in before.keys() - after.keys():
        yield f"{lost} was lost"


def _of_the_end(number, process, output, core):
    if number is signal.SIGKILL:
        return  # 6 is the end of a run that was not met: one scenario lacks its Ed25519 key
    if process.returncode not in (2, 6) or "Traceback" in output:
        yield f"{number.name}: exit {process.returncode}: {output[-500:]}"
    if core.accounts[API_KEY].open_listen_key(core.clock()):
        yield f"{number.name}: a stream was left open"


def main(first, count):
    """Kill runs one after the other; return how much is complained of."""
    bad = 0
    for seed in range(first, first + count):
        for complaint in complaints(seed):
            print(f"seed {seed}: {complaint}", flush=True)  # noqa: T201
            bad += 1
    print(f"kills {first} to {first + count - 1}: {bad} complaints")  # noqa: T201
    return bad


if __name__ == "__main__":
    sys.exit(bool(main(int(sys.argv[1]), int(sys.argv[2]))))
