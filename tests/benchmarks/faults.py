"""Whether `conformance check` names the faults of a large capture: all of them, and nothing else.

A thousand lines at random places are damaged, each in one way that breaks one clause. The seed is
printed.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path

from captures import MANY, line
from figures import figure

KNOWN = 1_000


def wrong_id(answer):
    answer["id"] += "x"


def status_as_text(answer):
    answer["status"] = str(answer["status"])


def code_as_text(answer):
    answer.pop("result")
    answer |= {"status": 400, "error": {"code": "x", "msg": "no"}}


def null_limits(answer):
    answer["rateLimits"] = None


FAULTS = {"ID-1": wrong_id, "STAT-1": status_as_text, "ERR-1": code_as_text, "ENV-5": null_limits}


def damaged(text, fault):
    """Return a line with a fault in its answer."""
    captured = json.loads(text)
    answer = json.loads(captured["response"])
    fault(answer)
    return json.dumps(captured | {"response": json.dumps(answer)})


def capture(path, seed):
    """Write a capture; return its faults, each a line's number and a clause."""
    chance = random.Random(seed)
    faults = {n: chance.choice([*FAULTS]) for n in chance.sample(range(1, MANY + 1), KNOWN)}
    with path.open("w", encoding="utf-8") as file:
        for number in range(1, MANY + 1):
            text = line(number)
            fault = faults.get(number)
            file.write((damaged(text, FAULTS[fault]) if fault else text) + "\n")
    return {*faults.items()}


def named(path):
    """Return what the command names as broken."""
    report = path.with_name("report.json")
    command = [sys.executable, "-m", "conformance", "check", str(path), "--jobs", "2"]
    subprocess.run([*command, "--report", str(report)], capture_output=True, check=False)
    records = json.loads(report.read_text("utf-8"))["records"]
    broken = [each for each in records if each["outcome"] == "broken"]
    return {(int(each["scenario"].rpartition(":")[2]), each["clause"]) for each in broken}


def figures():
    """Yield the figures."""
    seed = int(os.environ.get("SEED", random.randrange(10**6)))
    print(f"seed {seed}")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "capture.jsonl"
        known = capture(path, seed)
        broken = named(path)
    what = f"faults that check names among {MANY:,} exchanges, by line and clause"
    yield figure(what, f"{KNOWN:,} that are there", [len(known & broken) / KNOWN], "1")
    yield figure("others that it names", "the same", [len(broken - known) / KNOWN], "0")


if __name__ == "__main__":
    for each in figures():
        print(each)
