"""Kills recording runs at moments chosen by chance: while they start, and between any two frames.

Each cassette is the old one or the new one, no stream is left open, and the run ends as it should.
"""

import contextlib
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from conformance.evidence.recordings.reader import load_cassette
from conformance.plugin.interruption import EXIT_INTERRUPTED
from conformance.reference.accounts import Account
from conformance.reference.embedded import API_KEY
from conformance.reference.server import Reference
from conformance.reference.wire import WallClock, serve_reference
from conformance.report.reader import read_report

ROOT = Path(__file__).parent.parent.parent
COMMAND = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--live"]
COMMAND += ["--record-mode=all", "-k", "stop-id or start-after-stop"]
COMMAND += ["--conformance-report=report.json", "--target"]
PATIENCE = 200
"""How long a run may take, in s, on a machine that others use as well."""
WHOLE = 6
"""The end of a run that was not met: one scenario lacks its Ed25519 key."""


def recording(folder, url):
    """Start a recording run in a folder."""
    alien = ("BINANCE_", "PYTEST_")
    env = {k: v for k, v in os.environ.items() if not k.startswith(alien)}
    env["BINANCE_API_KEY"] = API_KEY
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    return subprocess.Popen([*COMMAND, url], cwd=folder, env=env, text=True, **pipes)


@contextlib.contextmanager
def recorded():
    """Yield a folder with recordings, the servers, their address, and how many frames one takes."""
    servers = [new_server()]
    with tempfile.TemporaryDirectory() as name, serve_reference(lambda: servers[-1]) as url:
        folder = Path(name)
        shutil.copytree(ROOT / "tests" / "contract", folder / "tests" / "contract")
        shutil.copy(ROOT / "pyproject.toml", folder)
        shutil.copytree(ROOT / "cassettes" / "reference", folder / "cassettes" / "reference")
        recording(folder, url).communicate(timeout=PATIENCE)
        yield folder, servers, url, servers[-1].taken


def new_server():
    """Return a reference server whose account has no stream open."""
    return Reference({API_KEY: Account(API_KEY)}, WallClock().now)


def moment(process, server, chance, frames):
    """Wait for a moment of a run, by what it has sent: nothing yet, some frames, or all."""
    wanted = chance.randrange(frames + 1)
    deadline = time.monotonic() + PATIENCE
    if not wanted:
        time.sleep(chance.random())  # while it starts
    while server.taken < wanted and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.001)
    time.sleep(chance.random() * 0.01)


def complaints(seed, folder, servers, url, frames):
    """Record again and kill that at some moment; return what is wrong afterwards."""
    chance = random.Random(seed)
    number = chance.choice([signal.SIGINT, signal.SIGKILL, signal.SIGTERM])
    servers.append(new_server())
    (folder / "report.json").unlink(missing_ok=True)
    before = {path.name: path.read_bytes() for path in folder.glob("cassettes/other/*.yaml")}
    process = recording(folder, url)
    moment(process, servers[-1], chance, frames)
    handled = is_handled(process)
    process.send_signal(number)
    output, _ = process.communicate(timeout=PATIENCE)
    wrong = [*_of_cassettes(before, folder)]
    if number is not signal.SIGKILL:
        wrong += _of_the_end(process.returncode, handled, output, folder)
        wrong += _of_the_stream(servers[-1])
    state = "handled" if handled else "not handled yet"
    return [f"{number.name}, {state}: {complaint}" for complaint in wrong]


def is_handled(process):
    """Whether a process has a handler for SIGTERM; Python has none, so it is the plugin's."""
    try:
        status = Path(f"/proc/{process.pid}/status").read_text("ascii")
    except OSError:
        return False  # not on Linux, so nothing is known
    (caught,) = re.findall(r"^SigCgt:\s*(\w+)$", status, re.MULTILINE)
    return bool(int(caught, 16) >> (signal.SIGTERM - 1) & 1)


def _of_cassettes(before, folder):
    if len(before) < 15:
        yield f"only {len(before)} cassettes were recorded at first"
    after = {path.name: path for path in folder.glob("cassettes/other/*.yaml")}
    for path in after.values():
        load_cassette(path)  # raises where it is no whole cassette
    for lost in before.keys() - after.keys():
        yield f"{lost} was lost"


def _of_the_end(code, handled, output, folder):
    """Yield what is wrong with the end of a run that could clean up.

    Before the handler stands, a signal ends Python as it likes; once it stands, only as documented.
    """
    path = folder / "report.json"
    if not handled and code not in (EXIT_INTERRUPTED, WHOLE):
        return
    if code not in (EXIT_INTERRUPTED, WHOLE) or "Traceback" in output:
        yield f"exit {code}: {output[-800:]}"
    elif path.exists():
        header = read_report(path)["header"]
        if (code == EXIT_INTERRUPTED) != ("incomplete" in header):
            yield f"exit {code}, but the report is marked {header.get('incomplete')!r}"
    elif "no report is written" not in output:
        yield f"exit {code} without a report: {output[-800:]}"


def _of_the_stream(core):
    if core.accounts[API_KEY].open_listen_key(core.clock()):
        yield "a stream was left open"


def main(first, count):
    """Kill runs one after the other; return how much is complained of."""
    bad = 0
    with recorded() as place:
        for seed in range(first, first + count):
            for complaint in complaints(seed, *place):
                print(f"seed {seed}: {complaint}", flush=True)  # noqa: T201
                bad += 1
    print(f"kills {first} to {first + count - 1}: {bad} complaints")  # noqa: T201
    return bad


if __name__ == "__main__":
    sys.exit(bool(main(int(sys.argv[1]), int(sys.argv[2]))))
