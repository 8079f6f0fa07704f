"""How long commands take to start and print, against an empty application of typer.

Bytecode is written first, as it is where the package is installed.
"""

import os
import subprocess
import sys
import time

from figures import figure

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
BOUNDS = dict.fromkeys(WORK, "≤ 2") | {"conformance --help": "≤ 1.5"}
ENVIRONMENT = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}


def seconds(arguments):
    """Return how long a process of Python takes, in s."""
    began = time.perf_counter()
    subprocess.run(
        [sys.executable, *arguments], stdout=subprocess.DEVNULL, env=ENVIRONMENT, check=True
    )
    return time.perf_counter() - began


def figures():
    """Yield the figures; the processes take turns."""
    every = {"": BASELINE} | WORK
    for arguments in every.values():
        seconds(arguments)
    rounds = [
        {name: seconds(arguments) for name, arguments in every.items()} for _ in range(ROUNDS)
    ]
    for name, bound in BOUNDS.items():
        ratios = [took[name] / took[""] for took in rounds]
        yield figure(f"{name}, its time", "the help of an empty typer application", ratios, bound)


if __name__ == "__main__":
    for each in figures():
        print(each)
