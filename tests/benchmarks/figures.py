"""Figures of speed and memory, each against its baseline in the same run: `make bench`.

They are printed, and kept in figures.json beside this file, from which README has its table.
"""

import importlib
import json
import os
import platform
import statistics
import sys
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

FILE = Path(__file__).with_name("figures.json")
MODULES = ("captures", "faults", "start", "live", "lanes", "offline", "tenfold")
"""The modules that measure: each has a function ``figures``."""


@dataclass(frozen=True)
class Figure:
    """A ratio to a baseline: the median of several, the least and the most.

    ``bound`` is what it is to be, in words.
    """

    what: str
    baseline: str
    median: float
    least: float
    most: float
    bound: str

    def __str__(self):
        span = f"({self.least:.2f} to {self.most:.2f})"
        return f"{self.what:64} {self.median:7.2f} {span:20} {self.bound:12} {self.baseline}"


def figure(what, baseline, ratios, bound):
    """Return the figure of several ratios."""
    return Figure(what, baseline, statistics.median(ratios), min(ratios), max(ratios), bound)


def machine():
    """Return what this was measured on, in words."""
    return f"{os.cpu_count()} processors, {platform.machine()}, Python {platform.python_version()}"


def main(names):
    """Measure, print and keep the figures of some modules, or of all."""
    measured = []
    for name in names or MODULES:
        for each in importlib.import_module(name).figures():
            print(each, flush=True)
            measured.append(asdict(each))
    if not names:
        about = {"day": f"{datetime.now(UTC):%Y-%m-%d}", "machine": machine()}
        FILE.write_text(json.dumps(about | {"figures": measured}, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
