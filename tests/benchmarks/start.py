"""How long commands take to start and print, as a ratio to an empty application of typer.

Run by `make bench`; prints, and judges nothing. Absolute times say more of the machine than of us.
Bytecode is written first, as it is where the package is installed.
"""

import os
import statistics
import subprocess
import sys
import time

ROUNDS = 11
EMPTY = """
import typer
app = typer.Typer()
@app.command()
def one(): pass
@app.command()
def two(): pass
app()
"""
BASELINE = ("-c", EMPTY, "--help")
WORK = {
    "conformance --help": ("-m", "conformance", "--help"),
    "conformance --version": ("-m", "conformance", "--version"),
    "conformance clauses": ("-m", "conformance", "clauses"),
    "conformance mutants": ("-m", "conformance", "mutants"),
}
ENVIRONMENT = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}


def seconds(arguments):
    """Return how long a process of Python takes, in s."""
    began = time.perf_counter()
    subprocess.run(
        [sys.executable, *arguments], stdout=subprocess.DEVNULL, env=ENVIRONMENT, check=True
    )
    return time.perf_counter() - began


def main():
    """Print each ratio of medians, and the range over all rounds; the processes take turns."""
    print(f"{ROUNDS} rounds")
    print("ratio to the help of an empty application: of medians (min to max)")
    every = {"": BASELINE} | WORK
    for arguments in every.values():
        seconds(arguments)
    rounds = [
        {name: seconds(arguments) for name, arguments in every.items()} for _ in range(ROUNDS)
    ]
    middle = {name: statistics.median(took[name] for took in rounds) for name in every}
    for name in WORK:
        ratios = [took[name] / took[""] for took in rounds]
        ratio = middle[name] / middle[""]
        print(f"{name:42} {ratio:6.2f} ({min(ratios):.2f} to {max(ratios):.2f})")


if __name__ == "__main__":
    main()
