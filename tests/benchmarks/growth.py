"""How reading, judging and redacting grow with a frame: ten shapes that a hostile server may send.

Each is measured at one size and at ten times it, in the same run. A ratio of 10 is linear growth,
one of 100 would be the square. Run by `make bench`; prints, and judges nothing.
"""

import json
import statistics
import time

from conformance.contract.judged import judge_raw
from conformance.evidence.captures.lines import captured_of
from conformance.transcript.frames import Direction, Frame, Transcript
from conformance.transcript.redaction import redact

KEY = "vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A"
REQUEST = json.dumps({"id": 1, "method": "userDataStream.stop", "params": {"apiKey": KEY}})
SIZE, TIMES, ROUNDS = 40_000, 10, 5
SHAPES = {
    "escaped quotes": lambda n: '\\"' * (n // 2),
    "quotes": lambda n: '"' * n,
    "a member repeated": lambda n: '{"id":1' + ',"a":1' * (n // 6) + "}",
    "different members": lambda n: "{" + "".join(f'"{i}":1,' for i in range(n // 9)) + '"id":1}',
    "different listen keys": lambda n: json.dumps(
        {"id": 1, "a": [{"listenKey": f"{i:08d}!"} for i in range(n // 26)]}
    ),
    "keys by their shape": lambda n: json.dumps(
        {"id": 1, "a": [f"{i:060d}" for i in range(n // 64)]}
    ),
    "the account's key": lambda n: json.dumps({"id": 1, "a": f"{KEY} " * (n // 65)}),
    "the account's key in escapes": lambda n: (
        '{"id":1,"a":"' + "".join(f"\\u{ord(c):04x}" for c in KEY) * (n // 384) + '"}'
    ),
    "lists in lists": lambda n: "[" * (n // 2) + "]" * (n // 2),
    "limits": lambda n: '{"id":1,"status":200,"rateLimits":[' + "{}," * (n // 3) + "{}]}",
}


def work(text):
    """Read, redact and judge an answer, and read it as a line of a capture."""
    frames = (Frame(Direction.SENT, REQUEST, 1), Frame(Direction.RECEIVED, text, 2))
    raw = Transcript("growth", frames, api_key=KEY)
    redacted, redaction = redact(raw)
    judge_raw(raw, redacted, redaction, None)
    captured_of(1, json.dumps({"request": REQUEST, "response": text}).encode())


def seconds(text):
    """Return how long the work with a text takes, in s."""
    began = time.perf_counter()
    work(text)
    return time.perf_counter() - began


def main():
    """Print, for each shape, how long the larger frame takes, by the time of the smaller one."""
    work("{}")
    print(f"{SIZE // 1000} kB and {SIZE * TIMES // 1000} kB, {ROUNDS} rounds")
    print(f"ratio of the times (linear: {TIMES}): median (min to max), and the larger in s")
    for name, shape in SHAPES.items():
        small, large = shape(SIZE), shape(SIZE * TIMES)
        nothing = min(seconds("{}") for _ in range(3))
        ratios, longest = [], 0.0
        for number in range(ROUNDS):
            blank = " " * number  # or the text would be remembered
            longest = seconds(large + blank) - nothing
            ratios.append(longest / max(1e-6, seconds(small + blank) - nothing))
        middle = statistics.median(ratios)
        print(f"{name:30} {middle:6.1f} ({min(ratios):.1f} to {max(ratios):.1f}) {longest:6.3f} s")


if __name__ == "__main__":
    main()
