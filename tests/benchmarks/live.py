"""How long the live part of a run takes, against a bare loop of the same frames.

The loop opens a connection for each scenario, sends what the scenario sends, one frame after the
other, and reads as many frames as came. Both talk to the reference server on loopback, in a process
of its own. The live part ends when judging begins.
"""

import contextlib
import subprocess
import sys
import time

from figures import figure
from websockets.exceptions import WebSocketException
from websockets.sync.client import connect

from conformance.api.credentials import Credentials
from conformance.evidence import run as running
from conformance.evidence.live.targets import Target
from conformance.evidence.run import Run
from conformance.reference.embedded import API_KEY, PRIVATE_KEY
from conformance.scenarios.catalogue import CATALOGUE
from conformance.transcript.frames import Direction, EvidenceClass, Opcode

ROUNDS = 5
LIMIT = 10**6
"""Of request weight: no wait for it is measured."""
NAMES = [s.name for s in CATALOGUE if not s.needs - {"apiKey", "signature"}]


@contextlib.contextmanager
def served():
    """Serve the account of the embedded server; give the URL."""
    key = PRIVATE_KEY.public_key().public_bytes_raw().hex()
    code = (
        "import sys, time\n"
        "from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey\n"
        "from conformance.reference.accounts import Account\n"
        "from conformance.reference.choices import Choices\n"
        "from conformance.reference.server import Reference\n"
        "from conformance.reference.wire import WallClock, serve_reference\n"
        f"key = Ed25519PublicKey.from_public_bytes(bytes.fromhex('{key}'))\n"
        f"core = Reference({{'{API_KEY}': Account('{API_KEY}', key)}}, WallClock().now, "
        f"Choices(limit={LIMIT}))\n"
        "with serve_reference(lambda: core) as url:\n"
        "    print(url, flush=True)\n"
        "    time.sleep(10_000)\n"
    )
    server = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    try:
        yield server.stdout.readline().strip()
    finally:
        server.kill()


def live_part(url):
    """Perform all scenarios; return the seconds until judging, and the raw transcripts."""
    ended = []
    run = Run(Target(url, url, EvidenceClass.OTHER), Credentials(API_KEY, PRIVATE_KEY), 5.0, 100)
    on_judging(lambda: ended.append(time.perf_counter()))
    began = time.perf_counter()
    run.gather(NAMES, on_performed=lambda _: None)
    raw = [result.performance.raw for result in run.results.values() if result.performance.raw]
    assert raw, run.failures()
    return ended[0] - began, raw


def on_judging(call):
    """Call a function before the first attempt is redacted and judged."""
    own = running.cleaned

    def cleaned(*arguments):
        call()
        return own(*arguments)

    running.cleaned = cleaned


def bare(url, transcripts):
    """Exchange the frames of transcripts; return the seconds."""
    began = time.perf_counter()
    for transcript in transcripts:
        with contextlib.suppress(WebSocketException), connect(url, compression=None) as socket:
            for frame in transcript.frames:
                if frame.opcode in {Opcode.CLOSE, Opcode.OPEN}:
                    continue
                if frame.direction is Direction.SENT:
                    socket.send(frame.data)
                else:
                    with contextlib.suppress(TimeoutError):
                        socket.recv(timeout=0.1)
    return time.perf_counter() - began


def figures():
    """Yield the figure."""
    ratios = []
    with served() as url:
        live_part(url)
        for _ in range(ROUNDS):
            seconds, transcripts = live_part(url)
            ratios.append(seconds / bare(url, transcripts))
    what = f"the live part of a run of {len(NAMES)} scenarios on loopback, its time"
    yield figure(what, "a bare loop", ratios, "≤ 3")


if __name__ == "__main__":
    for each in figures():
        print(each)
