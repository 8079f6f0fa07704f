"""How long judging takes, as a ratio to reading the same frames as JSON, in the same run.

Run by `make bench`; prints, and judges nothing. Absolute times say more of the machine than of us.
"""

import json
import statistics
import time

from conformance.contract.clauses import CLAUSES
from conformance.contract.judge import judge
from conformance.evidence.expected import expected_clauses
from conformance.evidence.recordings.reader import load_cassette
from conformance.files import folder
from conformance.reference.memory import perform_in_memory
from conformance.scenarios.catalogue import CATALOGUE

ROUNDS = 7
PATHS = [folder("cassettes") / "reference" / f"{scenario.name}.yaml" for scenario in CATALOGUE]
TRANSCRIPTS = [load_cassette(path).transcript for path in PATHS]


def baseline():
    """Read every frame as JSON, once a clause: what a judge without any shared work would do."""
    for transcript in TRANSCRIPTS:
        for _ in CLAUSES:
            for frame in transcript.frames:
                try:
                    json.loads(frame.data)
                except ValueError:
                    pass


WORK = {
    "judging every transcript by every clause": lambda: [judge(t, CLAUSES) for t in TRANSCRIPTS],
    "loading every cassette": lambda: [load_cassette(path) for path in PATHS],
    "performing every scenario in memory": lambda: [perform_in_memory(s) for s in CATALOGUE],
    "rehearsing every scenario": lambda: [expected_clauses(s, True) for s in CATALOGUE],
}


def seconds(work):
    """Return how long a piece of work takes, in s."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def main():
    """Print each ratio: median, and the range over all rounds."""
    baseline()
    print(f"{len(TRANSCRIPTS)} transcripts, {len(CLAUSES)} clauses, {ROUNDS} rounds")
    print("ratio to json.loads of every frame for every clause: median (min to max)")
    for name, work in WORK.items():
        work()
        ratios = [seconds(work) / seconds(baseline) for _ in range(ROUNDS)]
        middle = statistics.median(ratios)
        print(f"{name:42} {middle:6.2f} ({min(ratios):.2f} to {max(ratios):.2f})")


if __name__ == "__main__":
    main()
