"""Tells how many mutants of the clauses were killed, and why the others were not."""

import json
import sys
import tomllib
from collections import Counter
from pathlib import Path

WANTED = 0.95
KILLED = {1, 3}
"""Exit codes of pytest: a test failed, or could not be run to its end."""
TIMED_OUT = {-24, 24, 36, 152, 255}


def results(folder):
    """Yield the name of each mutant, and whether a test noticed it."""
    for path in sorted(folder.glob("mutants/conformance/**/*.meta")):
        for name, code in json.loads(path.read_text("utf-8"))["exit_code_by_key"].items():
            yield name, code in KILLED | TIMED_OUT


def main(folder):
    """Print the score; return whether it is good enough and every survivor has its reason."""
    reasons = tomllib.loads((Path(__file__).parent / "survivors.toml").read_text("utf-8"))
    mutants = dict(results(folder))
    killed = sum(mutants.values())
    print(f"mutants {len(mutants)}, killed {killed} ({killed / len(mutants):.1%})")
    alive = Counter(name.rpartition("__mutmut_")[0] for name, dead in mutants.items() if not dead)
    for function, count in alive.items():
        reason = reasons.get(function, "NO REASON IS GIVEN in survivors.toml")
        print(f"  {count} live in {function.replace('.x_', '.')}: {reason}")
    return killed >= WANTED * len(mutants) and alive.keys() <= reasons.keys()


if __name__ == "__main__":
    sys.exit(not main(Path(sys.argv[1])))
