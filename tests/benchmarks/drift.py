"""How long comparing two folders of 1,000 recordings takes, as a ratio to loading them.

Run by `make bench`; prints, and judges nothing. Absolute times say more of the machine than of us.
"""

import re
import statistics
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from conformance.drift.recordings import read_sides
from conformance.drift.result import compare_sides
from conformance.evidence.recordings.reader import load_cassette
from conformance.evidence.recordings.writer import write
from conformance.files import folder
from conformance.transcript.replacing import Redaction

ROUNDS = 5
COPIES = 10
PATHS = sorted((folder("cassettes") / "reference").glob("*.yaml"))[:100]


def recorded(root, more):
    """Write 1,000 recordings in which every count is so much higher."""
    for copy in range(COPIES):
        for path in PATHS:
            transcript = load_cassette(path).transcript
            frames = tuple(replace(f, data=counted(f.data, more)) for f in transcript.frames)
            write(root / f"{copy}" / path.name, replace(transcript, frames=frames), Redaction())


def counted(data, more):
    if isinstance(data, bytes):
        return data
    return re.sub(r'(?<="count":)\d+', lambda match: str(int(match[0]) + more), data)


def main():
    """Print each ratio: median, and the range over all rounds."""
    print(f"{COPIES * len(PATHS)} recordings a folder, {ROUNDS} rounds")
    print("ratio of loading and comparing to loading alone: median (min to max)")
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        for side, more in (("old", 0), ("same", 0), ("counted", 100)):
            recorded(root / side, more)
        for what, side in (
            ("the same frames", "same"),
            ("other counts in every answer", "counted"),
        ):
            ratios = [ratio(root / "old", root / side) for _ in range(ROUNDS)]
            middle = statistics.median(ratios)
            print(f"{what:42} {middle:6.2f} ({min(ratios):.2f} to {max(ratios):.2f})")


def ratio(old, new):
    """Return the ratio of one round."""
    began = time.perf_counter()
    sides = read_sides(old, new)
    loaded = time.perf_counter()
    comparison = compare_sides(*sides)
    compared = time.perf_counter()
    if comparison["changes"]:
        sys.exit("there was drift, so this measures something else")
    return (compared - began) / (loaded - began)


if __name__ == "__main__":
    main()
