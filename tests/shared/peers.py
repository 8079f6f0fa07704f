"""Servers that a test makes up: a handler of its own behind a real WebSocket."""

import contextlib
import threading

from runs import ACCOUNT
from websockets.sync.server import serve

from conformance.contract.clauses import CLAUSES
from conformance.contract.judge import judge
from conformance.contract.verdict import Outcome
from conformance.evidence.live.opening import connect
from conformance.reference.wire import WallClock
from conformance.scenarios.perform import perform
from conformance.scenarios.script import Scenario, Step


@contextlib.contextmanager
def peer(handle):
    """Serve a handler on loopback; yield the URL."""
    with serve(handle, "127.0.0.1", 0) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"ws://127.0.0.1:{server.socket.getsockname()[1]}/ws-dapi/v1"


ASK = Step('{"id":1,"method":"userDataStream.stop"}')
ONE = Scenario("one", (ASK,))
OK = '{"id":1,"status":200,"result":{}}'
ALIVE = '{"id":"still-there","status":200,"result":{}}'


def perform_against(handle, scenario=ONE, patience=1.5):
    """Perform a scenario against a handler; return the transcript."""
    with peer(handle) as url, connect(url, patience, WallClock()) as channel:
        return perform(scenario, channel, ACCOUNT)


def broken_by(transcript):
    return {v.clause.id for v in judge(transcript, CLAUSES) if v.outcome is Outcome.BROKEN}


def outcome_of(transcript, clause):
    (verdict,) = [v for v in judge(transcript, CLAUSES) if v.clause.id == clause]
    return verdict.outcome
