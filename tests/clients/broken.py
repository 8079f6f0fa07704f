"""Drivers for tests, as small programs of their own: a right client, and wrong ones.

``python broken.py KIND`` makes the calls of CONFORMANCE_STEPS.
"""

import json
import os
import subprocess
import sys

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

METHODS = {
    "start": "userDataStream.start",
    "ping": "userDataStream.ping",
    "stop": "userDataStream.stop",
}
PATIENCE = 1.5


def show(call, outcome, code=None):
    """Print a line of a call."""
    print(json.dumps({"call": call, "outcome": outcome, "code": code}), flush=True)  # noqa: T201


def right_answer(client, number):
    """Return the answer to a request, as a client should wait for it."""
    while True:
        answer = json.loads(client.recv(PATIENCE))
        if isinstance(answer, dict) and answer.keys() & {"status", "error"}:
            own = answer.get("id")
            if own == number or (own is None and "error" in answer):
                return answer


def first_answer(client, _number):
    """Return whatever comes first."""
    return json.loads(client.recv(PATIENCE))


def patient_answer(client, number):
    """Return the answer with the right id, however long it takes."""
    while True:
        answer = json.loads(client.recv())
        if answer.get("id") == number:
            return answer


def is_right(answer):
    """Whether an answer is a success."""
    return answer.get("status") == 200 and "error" not in answer


def has_no_error(answer):
    """Whether there is no error to be seen."""
    return not answer.get("error")


def status_is_right(answer):
    """Whether the status is right, whatever else there is."""
    return answer.get("status") == 200


KINDS = {
    "right": (right_answer, is_right, {}),
    "silent": (right_answer, is_right, {}),
    "impatient-of-events": (first_answer, is_right, {}),
    "patient-for-ever": (patient_answer, is_right, {}),
    "goes-by-the-error": (right_answer, has_no_error, {}),
    "goes-by-the-status": (right_answer, status_is_right, {}),
    "sends-a-listen-key": (right_answer, is_right, {"listenKey": "x"}),
    "leaves-a-child": (right_answer, is_right, {}),
    "leaves-an-orphan": (right_answer, is_right, {}),
    "pipelines": (right_answer, is_right, {}),
    "goes-by-the-result": (right_answer, lambda answer: "result" in answer, {}),
    "goes-by-the-absence-of-an-error": (right_answer, lambda answer: "error" not in answer, {}),
    "ignores-sigterm": (patient_answer, is_right, {}),
}


def misbehave(kind):
    """Do what a driver should not."""
    if kind == "leaves-a-child":
        subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    if kind == "leaves-an-orphan" and os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            os.execve("/bin/sleep", ["sleep", "601"], {})  # noqa: S606
        os._exit(0)
    if kind == "ignores-sigterm":
        import signal  # noqa: PLC0415

        signal.signal(signal.SIGTERM, signal.SIG_IGN)


def main(kind):
    """Make the calls; whether all succeeded."""
    wait, judge, params = KINDS[kind]
    misbehave(kind)
    steps = os.environ["CONFORMANCE_STEPS"].split(",")
    if set(steps) - METHODS.keys():
        return 127
    key = {"apiKey": os.environ["BINANCE_API_KEY"]}
    say = (lambda *_: None) if kind == "silent" else show
    with connect(os.environ["CONFORMANCE_URL"], proxy=None, open_timeout=5) as client:
        requests = [
            json.dumps({"id": number, "method": METHODS[step], "params": key | params})
            for number, step in enumerate(steps, start=1)
        ]
        for request in requests if kind == "pipelines" else ():
            client.send(request)
        for number, step in enumerate(steps, start=1):
            if kind != "pipelines":
                client.send(requests[number - 1])
            try:
                answer = wait(client, number)
            except (TimeoutError, ConnectionClosed):
                say(step, "timeout")
                return 1
            if not judge(answer):
                say(step, "error")
                return 1
            say(step, "success")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1]))
    except (OSError, ValueError, AttributeError) as error:
        print(type(error).__name__, file=sys.stderr)  # noqa: T201
        sys.exit(1)
