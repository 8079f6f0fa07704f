"""How the time grows where there is ten times the work: by ten, give or take a fifth.

Work in this process is timed as it is. A command's time is taken without its start, which is the
time of a command with a hundredth of the work.
"""

import json
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from captures import capture, command
from figures import figure

sys.path.append(str(Path(__file__).parents[1] / "shared"))

from places import DATA
from reports import report

from conformance.contract.judged import judge_whole
from conformance.drift.pages.facts import differences
from conformance.drift.pages.page import read_pages
from conformance.evidence.recordings.archive import archive
from conformance.report.history import read_history
from conformance.scenarios.catalogue import CATALOGUE
from conformance.transcript.frames import EvidenceClass

ROUNDS = 3
TIMES = 10


def seconds(work, *arguments):
    """Return how long work takes, in s."""
    began = time.perf_counter()
    work(*arguments)
    return time.perf_counter() - began


def grown(work, small, large):
    """Return ratios of times, of large work to small."""
    work(small)
    return [seconds(work, large) / seconds(work, small) for _ in range(ROUNDS)]


def scenarios():
    """Judge the recordings of scenarios."""
    recordings = archive()
    loaded = [recordings.load_cassette(s, EvidenceClass.REFERENCE).transcript for s in CATALOGUE]
    day = datetime.now(UTC).date()

    def judge_all(times):
        for _ in range(times):
            for transcript in loaded:
                judge_whole(transcript, day)

    return grown(judge_all, 1, TIMES)


def captured(many, connections=0):
    """Judge captures of so many lines, and ten times as many, with ten times the connections."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paths = [
            capture(folder, str(each), many * each // 100, connections=connections * each // 100)
            for each in (1, 100, 100 * TIMES)
        ]
        rounds = [[command(path)[0] for path in paths] for _ in range(ROUNDS)]
        return [(large - start) / (small - start) for start, small, large in rounds]


def history():
    """Read the reports of 12 nights, and of 120."""
    night = report(names=["stop-with-api-key", "stop-twice"])
    with tempfile.TemporaryDirectory() as name:
        folders = [Path(name) / str(count) for count in (12, 12 * TIMES)]
        for folder, count in zip(folders, (12, 12 * TIMES), strict=True):
            folder.mkdir()
            for number in range(count):
                day = date(2026, 1, 1) + timedelta(days=number)
                header = night["header"] | {"at": f"{day}T03:17:00+00:00"}
                (folder / f"{day}.json").write_text(json.dumps(night | {"header": header}), "utf-8")
        return grown(lambda folder: read_history(folder, date(2026, 11, 20)), *folders)


def pages():
    """Read and compare a page of so many headings, and of ten times as many."""
    page = (DATA / "pages" / "stop.md").read_text("utf-8").split("---", 2)[2]

    def read(times):
        differences(read_pages(page * times, "page")[0])

    return grown(read, 3, 3 * TIMES)


def figures():
    """Yield the figures."""
    bound = "8 to 12"
    lines = 100_000
    yield figure("judging ten times the scenarios", "one time", scenarios(), bound)
    yield figure(f"check of {lines * TIMES:,} exchanges", f"{lines:,}", captured(lines), bound)
    what = f"the same with {20 * TIMES} connections"
    yield figure(what, "20", captured(lines, connections=20), bound)
    yield figure(f"the history of {12 * TIMES} reports", "12", history(), bound)
    yield figure(f"a page of {TIMES} times the headings", "one time", pages(), bound)


if __name__ == "__main__":
    for each in figures():
        print(each)
