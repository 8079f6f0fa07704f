"""How fast `conformance check` judges a capture, and in how much memory.

Baselines are loops in this process that read the same lines: `json.loads` of the line, the request
and the answer; and the same with a kept validator of jsonschema for the answer. A rate is that of
the whole command, its start included.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from figures import figure

from conformance.api import schemas

MANY = int(os.environ.get("LINES", "1000000"))
FEW = MANY // 100
SAMPLE = 20_000
ROUNDS = 3
JSON, SCHEMA = "a loop of json.loads", "a loop of jsonschema"
METHODS = ("userDataStream.start", "userDataStream.ping", "userDataStream.stop")
KEY = "k" * 32 + "Q" * 32


def line(number, connections=0, is_broken=False):
    """Return a line of a gateway's capture: frames as text, ids and counts that differ."""
    method = METHODS[number // max(connections, 1) % 3]
    own = f"gateway-{number}"
    count = 2 * (number % 1_200) + 2
    limits = {"rateLimitType": "REQUEST_WEIGHT", "interval": "MINUTE", "intervalNum": 1}
    result = {} if method == METHODS[2] else {"listenKey": f"{number:064}"}
    answer = {"id": own, "status": "200" if is_broken else 200, "result": result}
    answer["rateLimits"] = [limits | {"limit": 2400, "count": count}]
    hours, rest = divmod(number // 20, 3600)
    minutes, seconds = divmod(rest, 60)
    captured = {
        "at": f"2026-11-20T{hours % 24:02}:{minutes:02}:{seconds:02}.250Z",
        "request": json.dumps({"id": own, "method": method, "params": {"apiKey": KEY}}),
        "response": json.dumps(answer),
    }
    return json.dumps(captured | ({"connection": number % connections} if connections else {}))


def capture(folder, name, many, *, connections=0, broken=0):
    """Write a capture of so many lines, of which every so many-th breaks the contract."""
    path = folder / f"{name}.jsonl"
    with path.open("w") as file:
        for number in range(1, many + 1):
            is_broken = bool(broken) and number % broken == 0
            file.write(line(number, connections, is_broken) + "\n")
    return path


def reading(validate=None):
    """Return how many lines a loop reads in a second."""
    lines = [line(number) for number in range(SAMPLE if validate is None else SAMPLE // 10)]
    began = time.perf_counter()
    for text in lines:
        captured = json.loads(text)
        json.loads(captured["request"])
        answer = json.loads(captured["response"])
        if validate:
            validate(answer)
    return len(lines) / (time.perf_counter() - began)


def command(path, jobs=1, *, fast=True):
    """Run check; return its seconds and its resident memory in MB."""
    code = (
        "import sys, resource\n"
        f"if not {fast}: sys.modules['jsonschema_rs'] = None\n"
        "from conformance.cli.app import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, file=sys.stderr)\n"
    )
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", code, "check", str(path), "--jobs", str(jobs)],
        capture_output=True,
        text=True,
        check=True,
    )
    return time.perf_counter() - began, float(done.stderr.split()[-1])


def figures():
    """Yield the figures."""
    validate = schemas._validator("answer").is_valid
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        kept = capture(folder, "kept", MANY)
        broken = capture(folder, "broken", MANY, broken=100)
        together = capture(folder, "connections", MANY, connections=50)
        small = [
            capture(folder, "few", FEW),
            capture(folder, "few-connections", FEW, connections=50),
        ]
        tenth = capture(folder, "tenth", MANY // 10)
        rounds = [
            {
                "json": reading(),
                "schema": reading(validate),
                "one": MANY / command(kept)[0],
                "two": MANY / command(kept, 2)[0],
                "slow": MANY / command(kept, fast=False)[0],
                "broken": MANY / command(broken)[0],
                "tenth": MANY / 10 / command(tenth)[0],
            }
            for _ in range(ROUNDS)
        ]
        memory = [command(path)[1] for path in (*small, kept, together)]
    rate = f"check of {MANY:,} exchanges, their rate"

    def ratios(of, to):
        return [each[of] / each[to] for each in rounds]

    yield figure(rate, JSON, ratios("one", "json"), "≥ 0.4")
    yield figure(rate, SCHEMA, ratios("one", "schema"), "≥ 20")
    yield figure(f"{rate}; one in 100 is broken", SCHEMA, ratios("broken", "schema"), "≥ 5")
    yield figure(f"{rate}; without `fast`", SCHEMA, ratios("slow", "schema"), "≥ 5")
    yield figure(f"{rate}; two jobs", "one job", ratios("two", "one"), "≥ 1.7")
    yield figure(f"{rate}", "a tenth of them", ratios("one", "tenth"), "linear")
    yield figure("memory of check, in MB", "", memory, "< 120")
    pairs = [(memory[2], memory[0]), (memory[3], memory[1])]
    grown = [large / small for large, small in pairs]
    yield figure(f"memory for {MANY:,} exchanges", f"for {FEW:,}", grown, "≤ 1.1")


if __name__ == "__main__":
    for each in figures():
        print(each)
