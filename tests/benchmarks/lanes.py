"""How much faster two accounts on two hosts are than one on one host, where the network is slow.

Run by `make bench`; prints, and judges nothing. The hosts are network namespaces, so it needs root
and iproute2. Each message of the server takes a while, as from far away.
"""

import argparse
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
for room in ("shared", "nights", "accounts"):
    sys.path.append(str(ROOT / "tests" / room))

from hosts import HERE, hosts, slow, ways_to, why_no_hosts, workers  # noqa: E402
from running import suite  # noqa: E402
from several_accounts import Accounts, outcomes  # noqa: E402


def performed(project, names, delay):
    """Run the suite on hosts; return how long it performed, and took in all, and its verdicts."""
    accounts = Accounts(project / "accounts")
    server = accounts.serving(host=HERE, **slow(delay))
    report = project / "report.json"
    with server.running(), ways_to(server.port, names):
        url = f"ws://127.0.0.1:{server.port}/ws-dapi/v1"
        live = ("--live", "--target", url, f"--conformance-report={report}", *workers(names))
        began = time.perf_counter()
        done = suite(project, *live, BINANCE_ACCOUNTS=str(accounts.path))
        took = time.perf_counter() - began
    if done.returncode:
        sys.exit(done.stdout + done.stderr)
    return server.ended - server.began, took, outcomes(report)


def measure(project, rounds, delay):
    """Print the ratios of medians; one host and two take turns."""
    with hosts(2) as names:
        pairs = [
            [performed(project, names[:count], delay) for count in (1, 2)] for _ in range(rounds)
        ]
    for place, what in enumerate(("performing", "the whole command")):
        one, two = (statistics.median(pair[n][place] for pair in pairs) for n in range(2))
        ratios = [pair[0][place] / pair[1][place] for pair in pairs]
        print(f"{what:18} {one / two:.2f} x ({min(ratios):.2f} to {max(ratios):.2f}), ", end="")
        print(f"{one:.1f} s on one host")
    same = all(pair[0][2] == pair[1][2] for pair in pairs)
    print(f"verdicts: {'the same' if same else 'different'}, {len(pairs[0][0][2])} of them")


def main():
    """Measure, if there can be hosts here."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--delay", type=float, default=0.02, help="of each message, in s")
    given = parser.parse_args()
    print(f"{given.rounds} rounds; each message takes {given.delay * 1000:g} ms")
    if why := why_no_hosts():
        print(f"not measured: {why}")
        return
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder)
        for name in ("cassettes", "tests/contract", "schemas"):
            shutil.copytree(ROOT / name, project / name)
        shutil.copy(ROOT / "pyproject.toml", project)
        measure(project, given.rounds, given.delay)


if __name__ == "__main__":
    main()
