"""How much faster two accounts on two hosts are than one on one host, where the network is slow.

The hosts are network namespaces, so it needs root and iproute2. Each message of the server takes a
while, as from far away.
"""

import shutil
import sys
import tempfile
import time
from pathlib import Path

from figures import figure

ROUNDS = 3
DELAY = 0.1
"""How long a message takes, in s."""
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


def measured(project):
    """Return the rounds: what one host and two did, by turns."""
    with hosts(2) as names:
        return [
            [performed(project, names[:count], DELAY) for count in (1, 2)] for _ in range(ROUNDS)
        ]


def figures():
    """Yield the figures; none where there can be no hosts."""
    if why := why_no_hosts():
        print(f"not measured: {why}")
        return
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder)
        for name in ("cassettes", "tests/contract", "schemas"):
            shutil.copytree(ROOT / name, project / name)
        shutil.copy(ROOT / "pyproject.toml", project)
        rounds = measured(project)
    if any(one[2] != two[2] for one, two in rounds):
        sys.exit("two hosts had other verdicts than one")
    for place, what, bound in ((0, "performing", "≥ 1.8"), (1, "the whole command", "")):
        ratios = [one[place] / two[place] for one, two in rounds]
        yield figure(f"two accounts on two hosts, {what}, its rate", "one on one", ratios, bound)


if __name__ == "__main__":
    for each in figures():
        print(each)
