"""Mutates the clauses by mutmut, all or those of touched modules, and tells what was noticed.

It is red if less than 95 % is noticed, or if a survivor has no reason in `survivors.toml`.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tomllib
from collections import Counter
from fnmatch import fnmatch
from pathlib import Path

from changes import ROOT, touched
from prepare import prepare
from results import keep

from conformance.api.sources import REVISION

BUILD = ROOT / "build" / "mutation"
WANTED = 0.95
KILLED = {1, 3}
"""Exit codes of pytest: a test failed, or could not be run to its end."""
TIMED_OUT = {-24, 24, 36, 152, 255}


def touched_names(revision):
    """Return patterns of the mutants of the modules that differ from a revision."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["mutmut"]
    modules = {
        path
        for path, _ in touched(revision)
        if any(fnmatch(path, pattern) for pattern in settings["only_mutate"])
    }
    return [f"{path.removesuffix('.py').replace('/', '.')}.x*" for path in sorted(modules)]


def mutate(names):
    """Run mutmut in a copy of the project; end if it cannot be run."""
    prepare(BUILD)
    log = BUILD / "mutmut.log"
    mutmut = shutil.which("mutmut", path=Path(sys.executable).parent)
    with log.open("w", encoding="utf-8") as output:
        done = subprocess.run(
            [mutmut, "run", "--max-children", "2", *names],
            cwd=BUILD,
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if done.returncode:
        sys.exit(f"mutmut could not be run:\n{log.read_text('utf-8')[-3000:]}")


def results():
    """Yield the name of each mutant that was tried, and whether a test noticed it."""
    for path in sorted(BUILD.glob("mutants/conformance/**/*.meta")):
        for name, code in json.loads(path.read_text("utf-8"))["exit_code_by_key"].items():
            if code is not None:
                yield name, code in KILLED | TIMED_OUT


def main():
    """Print the score; return whether it is good enough and every survivor has its reason."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--since", help="only modules that differ from this revision")
    since = parser.parse_args().since
    names = touched_names(since) if since else []
    if since and not names:
        print(f"no clause differs from {since}")
        return True
    mutate(names)
    reasons = tomllib.loads((Path(__file__).parent / "survivors.toml").read_text("utf-8"))
    mutants = dict(results())
    noticed = sum(mutants.values())
    print(f"mutants {len(mutants)}, noticed {noticed} ({noticed / len(mutants):.1%})")
    alive = Counter(name.rpartition("__mutmut_")[0] for name, dead in mutants.items() if not dead)
    for function, count in alive.items():
        reason = reasons.get(function, "NO REASON IS GIVEN in survivors.toml")
        print(f"  {count} live in {function.replace('.x_', '.')}: {reason}")
    is_well = noticed >= WANTED * len(mutants) and alive.keys() <= reasons.keys()
    if is_well and not since:
        keep("clauses", revision=REVISION, changes=len(mutants), noticed=noticed)
    return is_well


if __name__ == "__main__":
    sys.exit(not main())
